package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.name.StreamName;
import io.weir.runtime.Failpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record's way into the index: tried until it is acknowledged. One that was said to have failed and has landed all the
 * same is refused the second time, for its number is no longer the next.
 */
final class RecordAppend {
    private static final Logger LOG = LoggerFactory.getLogger(RecordAppend.class);

    private final StreamName stream;
    private final byte[] value;
    private final String hash;
    private final IndexWriter index;
    private final StreamLoop loop;
    private final Retry retry = new Retry();
    private boolean acknowledged;
    private boolean cancelled;

    private RecordAppend(StreamName stream, byte[] value, IndexWriter index, StreamLoop loop) {
        this.stream = stream;
        this.value = value;
        this.hash = Accepted.hash(value);
        this.index = index;
        this.loop = loop;
    }

    /** Begins to append a record's bytes. */
    static RecordAppend start(StreamName stream, byte[] value, IndexWriter index, StreamLoop loop) {
        RecordAppend append = new RecordAppend(stream, value, index, loop);
        append.append();
        return append;
    }

    /** Whether this is the record that was accepted. */
    boolean is(Accepted accepted) {
        return hash.equals(accepted.hash());
    }

    /** Whether the index has it, whether it counts or not. */
    boolean isAcknowledged() {
        return acknowledged;
    }

    /** From now on nothing is tried again. */
    void cancel() {
        cancelled = true;
    }

    private void append() {
        index.append(stream, value)
                .whenComplete((done, error) -> loop.execute(() -> {
                    loop.appendEnded(error);
                    if (error == null) {
                        acknowledged = true;
                        Failpoint.pass("segmenter.after-record");
                    } else if (!cancelled) {
                        again(error);
                    }
                }));
    }

    private void again(Throwable error) {
        long delayMs = retry.delayMs();
        if (retry.isFirst()) {
            LOG.warn("{}: the index could not be written, and is tried again: {}", stream, Retry.reason(error));
        }
        loop.executeAfter(delayMs, () -> {
            if (!cancelled) {
                append();
            }
        });
    }
}
