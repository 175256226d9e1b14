package io.weir.ingest.camera;

import io.netty.buffer.ByteBuf;
import io.weir.ingest.publication.PulledPublication;
import io.weir.ingest.pull.TagSink;
import io.weir.name.StreamName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one connection to a camera brings, into its publication. Of the pull's thread. */
final class PulledMedia implements TagSink {
    private static final Logger LOG = LoggerFactory.getLogger(PulledMedia.class);

    private final StreamName stream;
    private final PulledPublication publication;
    private final PullClock clock;
    private final Listener listener;
    private long firstMs = -1;
    private long lastMs;

    /** Who pulls. */
    interface Listener {
        /** The first media of this connection has come. */
        void onMedia();

        /** Returns when there is room for more, or there need not be any more. */
        void awaitRoom();

        /** A track is not carried; may be told again and again. */
        void onLeftOut(String track);
    }

    PulledMedia(StreamName stream, PulledPublication publication, PullClock clock, Listener listener) {
        this.stream = stream;
        this.publication = publication;
        this.clock = clock;
        this.listener = listener;
    }

    /** From the first media to the last so far, ms. */
    long lengthMs() {
        return firstMs < 0 ? 0 : lastMs - firstMs;
    }

    @Override
    public void tag(int type, int timestampMs, ByteBuf body) {
        lastMs = clock.monotonicMs();
        if (firstMs < 0) {
            firstMs = lastMs;
            listener.onMedia();
        }
        listener.awaitRoom();
        publication.write(type, timestampMs, body);
    }

    @Override
    public void timesBroke(String cause) {
        LOG.info("{}: {}", stream, cause);
        publication.timesBroke(cause);
    }

    @Override
    public void mended(String what) {
        LOG.info("{}: {}", stream, what);
    }

    @Override
    public void leftOut(String track) {
        listener.onLeftOut(track);
    }
}
