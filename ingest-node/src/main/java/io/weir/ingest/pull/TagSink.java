package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;

/** Takes what a camera sends. Called on the thread that reads. */
public interface TagSink {
    /**
     * A codec configuration or a frame, as the body of an FLV tag.
     *
     * @param type {@code FlvTag.AUDIO} or {@code FlvTag.VIDEO}
     * @param timestampMs decode time, 32 bits that wrap
     * @param body borrowed
     */
    void tag(int type, int timestampMs, ByteBuf body);

    /** A track that is not carried, once each; a phrase for people. */
    void leftOut(String track);
}
