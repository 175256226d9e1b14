package io.weir.ingest.publish;

import io.weir.log.Claim;
import io.weir.log.LogTail;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.simulation.NumberedMedia;
import io.weir.simulation.NumberedMedia.Found;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a publication gives to its log, seen from outside: its entries, in the order in which they were first appended, and
 * how many of them it has let go of as acknowledged.
 */
final class PublishedEntries implements LogAccess {
    private record Entry(RecordKind kind, int bytes, List<Found> frames) {}

    private final LogAccess log;
    private final List<Entry> entries = new ArrayList<>();
    private final IdentityHashMap<byte[], Boolean> known = new IdentityHashMap<>();
    private int acknowledged;
    private long releasedBytes;

    PublishedEntries(LogAccess log) {
        this.log = log;
    }

    @Override
    public CompletableFuture<Long> append(TagKey key, byte[] value) {
        boolean entry = key.kind() != RecordKind.CLAIM && !key.isFence();
        if (entry && isNew(key, value)) {
            List<Found> frames =
                    key.kind() == RecordKind.TAGS ? NumberedMedia.find(value, value.length) : List.<Found>of();
            LogEntry sized = new LogEntry(key.kind(), key.count(), 0, value);
            entries.add(new Entry(key.kind(), sized.bytes(), frames));
        }
        return log.append(key, value);
    }

    /** A TICK is written only where all before it is acknowledged, so there is one at most that is not. */
    private boolean isNew(TagKey key, byte[] value) {
        if (key.kind() != RecordKind.TICK) {
            return known.put(value, true) == null;
        }
        return entries.subList(acknowledged, entries.size()).stream().noneMatch(old -> old.kind() == RecordKind.TICK);
    }

    /** So many bytes more were let go of; gives the frames among them. */
    List<Found> released(long bytes) {
        List<Found> frames = new ArrayList<>();
        releasedBytes += bytes;
        while (acknowledged < entries.size() && entries.get(acknowledged).bytes() <= releasedBytes) {
            Entry entry = entries.get(acknowledged++);
            releasedBytes -= entry.bytes();
            frames.addAll(entry.frames());
        }
        return frames;
    }

    @Override
    public CompletableFuture<Void> open() {
        return log.open();
    }

    @Override
    public CompletableFuture<Long> end() {
        return log.end();
    }

    @Override
    public CompletableFuture<ClaimedTopic> claimedTopic(long offset, TagKey claim) {
        return log.claimedTopic(offset, claim);
    }

    @Override
    public CompletableFuture<String> topicId() {
        return log.topicId();
    }

    @Override
    public CompletableFuture<Void> remove(String topicId) {
        return log.remove(topicId);
    }

    @Override
    public CompletableFuture<LogTail> tail() {
        return log.tail();
    }

    @Override
    public CompletableFuture<@Nullable Claim> claim(long offset) {
        return log.claim(offset);
    }

    @Override
    public CompletableFuture<List<Placed>> read(long from, long to) {
        return log.read(from, to);
    }
}
