package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.ingest.time.TimeRepair;
import io.weir.ingest.time.TimeRepair.Track;

/** The last steps of a tag: its time is repaired, and it is handed over. Of the pull's thread. */
final class TagOutput {
    /** A body's buffer that has grown longer than this is not kept, bytes. */
    private static final int MAX_KEPT_BYTES = 512 << 10;

    private static final int FIRST_BYTES = 4 << 10;

    private final TagSink sink;
    private final TimeRepair times;
    private ByteBuf body = Unpooled.buffer(FIRST_BYTES);
    private long arrivalMs;
    private boolean written;

    TagOutput(TagSink sink, TimeRepair.Clocks clocks) {
        this.sink = sink;
        times = new TimeRepair(clocks, new TimeRepair.Listener() {
            @Override
            public void broke(String cause) {
                sink.timesBroke(cause);
            }

            @Override
            public void moved(long ms) {
                sink.mended("sound and picture are apart: sound is moved by " + ms + " ms");
            }
        });
    }

    /** Whether any tag was handed over. */
    boolean hasWritten() {
        return written;
    }

    /** Tags that come now are of a packet that came then. */
    void at(long nowMs) {
        arrivalMs = nowMs;
    }

    /** An empty body with room for so many bytes; the last one is over. */
    ByteBuf body(int bytes) {
        if (body.capacity() > MAX_KEPT_BYTES && bytes <= MAX_KEPT_BYTES) {
            body = Unpooled.buffer(Math.max(bytes, FIRST_BYTES));
        }
        return body.clear().ensureWritable(bytes);
    }

    /**
     * Hands over a tag.
     *
     * @param timestampMs decode time on the source's clock; 32 bits that wrap
     * @param tag {@link #body}
     */
    void write(int type, int timestampMs, ByteBuf tag) {
        Track track = type == FlvTag.VIDEO ? Track.VIDEO : Track.AUDIO;
        written = true;
        sink.tag(type, times.repair(track, timestampMs, arrivalMs), tag);
    }
}
