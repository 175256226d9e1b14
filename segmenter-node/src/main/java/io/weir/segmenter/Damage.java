package io.weir.segmenter;

import io.weir.name.StreamName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a stream's damaged frames: at the first one, and then what has come since, at most once in a while. */
final class Damage {
    private static final long PAUSE_MS = 60_000;
    private static final Logger LOG = LoggerFactory.getLogger(Damage.class);

    private final StreamName stream;
    private final StreamLoop loop;
    private long untold;
    private boolean pausing;

    Damage(StreamName stream, StreamLoop loop) {
        this.stream = stream;
        this.loop = loop;
    }

    /** So many more were found in a segment. */
    void add(int frames) {
        if (frames > 0) {
            loop.damaged(frames);
            untold += frames;
            tell();
        }
    }

    private void tell() {
        if (pausing || untold == 0) {
            return;
        }
        LOG.warn("{}: {} damaged frames; what is malformed of them is in no segment", stream, untold);
        untold = 0;
        pausing = true;
        loop.executeAfter(PAUSE_MS, () -> {
            pausing = false;
            tell();
        });
    }
}
