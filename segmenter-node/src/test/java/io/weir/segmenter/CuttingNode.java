package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.index.Accepted;
import io.weir.index.reader.IndexReader;
import io.weir.index.reader.MemoryIndex;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node that cuts the stream: its loop, its way to the index, and its reader of it. */
class CuttingNode implements IndexReader.Listener {
    static final StreamName STREAM = new StreamName("live", "cam");

    final HandLoop loop = new HandLoop();
    final HeldIndexWriter writer;
    final MemoryIndex.Reader reader;
    final OwnedStream stream;
    private @Nullable OwnedStream told;
    private int seeks;
    private long position;

    private final List<LogRecord> log;
    private final HeldStore store;

    CuttingNode(LogRange range, List<LogRecord> log, HeldStore store, MemoryIndex index, Remaker remaker) {
        this.log = log;
        this.store = store;
        writer = new HeldIndexWriter(index);
        reader = index.reader(this);
        stream = new OwnedStream(STREAM, range, reader.latest(STREAM), store, writer, remaker, loop, new PutSlots());
        stream.start(reader.isRefusedLast(STREAM));
        told = stream;
    }

    @Override
    public void accepted(StreamName name, Accepted latest) {
        if (told != null) {
            told.onAccepted(latest);
        }
    }

    @Override
    public void refused(StreamName name) {
        if (told != null) {
            told.onRefused();
        }
    }

    @Override
    public void restarted() {
        if (told != null) {
            told.onIndexRestarted(reader.latest(STREAM));
        }
    }

    /** Gives the log's records as long as the stream takes them. */
    CuttingNode read() {
        while (stream.isReady()) {
            if (seeks != loop.seeks().size()) {
                seeks = loop.seeks().size();
                position = loop.sought();
            }
            if (position >= log.size()) {
                break;
            }
            stream.accept(log.get((int) position++));
        }
        loop.run();
        return this;
    }

    /** The oldest append lands, and is read back. */
    void index() {
        writer.land();
        loop.run();
        reader.readAll();
        loop.run();
    }

    /** Everything goes well until there is nothing more to do, also of what is tried again later. */
    void finish() {
        for (int round = 0; round < 12 || !isIdle(); round++) {
            read();
            while (!store.held().isEmpty()) {
                store.land();
            }
            loop.run();
            while (!writer.held().isEmpty()) {
                index();
            }
            reader.readAll();
            loop.pass(500);
        }
        assertThat(stream.hasPending()).isFalse();
    }

    private boolean isIdle() {
        boolean hasRead = position >= log.size() && seeks == loop.seeks().size();
        return hasRead && store.held().isEmpty() && writer.held().isEmpty();
    }
}
