package io.weir.index.reader;

import io.weir.index.Accepted;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One partition of the index in memory, and readers that are moved by hand. Compaction leaves holes, as Kafka's does. */
public final class MemoryIndex {
    /**
     * A record that landed.
     *
     * @param stream its key
     * @param value its bytes
     * @param read what they say; the same to all readers
     */
    public record Entry(StreamName stream, byte[] value, Accepted read) {}

    private final List<@Nullable Entry> entries = new ArrayList<>();

    /** Where a record lands: behind all others. */
    public void append(StreamName stream, byte[] value) {
        try {
            entries.add(new Entry(stream, value, Accepted.of(value)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The offset of the next record. */
    public int end() {
        return entries.size();
    }

    /** What landed and is still there. */
    public List<Entry> entries() {
        return entries.stream().filter(entry -> entry != null).toList();
    }

    /** Of what lies before the offset, keeps each stream's last record. */
    public void compactBefore(int offset) {
        Map<StreamName, Integer> lasts = new HashMap<>();
        for (int i = 0; i < offset; i++) {
            Entry entry = entries.get(i);
            if (entry != null) {
                lasts.put(entry.stream(), i);
            }
        }
        for (int i = 0; i < offset; i++) {
            Entry entry = entries.get(i);
            if (entry != null && !lasts.containsValue(i)) {
                entries.set(i, null);
            }
        }
    }

    /** What an index that is made anew begins with: nothing. */
    public void clear() {
        entries.clear();
    }

    /** A reader that has read, cold, all that there is. */
    public Reader reader(IndexReader.Listener listener) {
        Reader reader = new Reader(listener);
        while (reader.offset < end()) {
            reader.readOne();
        }
        reader.endCold();
        return reader;
    }

    /** A node's reader. */
    public final class Reader {
        private final IndexReader.Listener listener;
        private PartitionReading reading = new PartitionReading(0);
        private int offset;

        private Reader(IndexReader.Listener listener) {
            this.listener = listener;
            reading.beginCold(end());
        }

        /** The stream's latest accepted record, or null. */
        public @Nullable Accepted latest(StreamName stream) {
            return reading.all().get(stream);
        }

        /** Whether the last record read of the stream does not count. */
        public boolean isRefusedLast(StreamName stream) {
            return reading.refusedLast().contains(stream);
        }

        /** Whether all has been read. */
        public boolean isAtEnd() {
            return offset >= end();
        }

        /** Reads on to the next record, if there is one. */
        public void readOne() {
            while (offset < end() && entries.get(offset) == null) {
                offset++;
            }
            if (offset < end()) {
                read(entries.get(offset));
            }
            endCold();
        }

        /** Reads all that there is. */
        public void readAll() {
            while (!isAtEnd()) {
                readOne();
            }
        }

        /** Forgets all, and reads an index that was made anew. */
        public void restart() {
            reading = new PartitionReading(0);
            reading.beginCold(end());
            offset = 0;
            readAll();
            endCold();
            listener.restarted();
        }

        private void read(Entry entry) {
            if (reading.isBehindHole(offset)) {
                reading.beginCold(end());
            }
            reading.pass(offset++);
            Accepted next = entry.read();
            switch (reading.accept(entry.stream(), next)) {
                case ACCEPTED -> listener.accepted(entry.stream(), next);
                case REFUSED -> listener.refused(entry.stream());
                case REPEATED, PASSED -> {}
            }
        }

        private void endCold() {
            boolean wasCold = reading.isCold();
            while (reading.reach(offset)) {
                reading.extendCold(end());
            }
            if (wasCold && !reading.isCold()) {
                reading.all().forEach(listener::accepted);
                reading.refusedLast().forEach(listener::refused);
            }
        }
    }
}
