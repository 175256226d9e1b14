package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;

/** Takes what is pulled, in its order, on the pull's thread; it may block, and that counts for no time-out. */
public interface TagSink {
    /**
     * One frame or codec configuration, as {@link io.weir.ingest.publication.Publication#write} takes them.
     *
     * @param type {@link io.weir.flv.FlvTag#AUDIO} or {@link io.weir.flv.FlvTag#VIDEO}
     * @param timestampMs decode time; never falls back within a track, and never jumps by 10 s while media comes
     * @param body borrowed, until this returns
     */
    void tag(int type, int timestampMs, ByteBuf body);

    /**
     * The source's clock has jumped: media breaks off before the next tag, though times go on.
     *
     * @param cause a sentence for the log and for people
     */
    void timesBroke(String cause);

    /** A track that is not carried, once each; a phrase for people. The others go on. */
    void leftOut(String track);

    /** Something is odd, and was mended; a sentence for people. */
    void mended(String what);
}
