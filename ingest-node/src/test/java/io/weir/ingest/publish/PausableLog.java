package io.weir.ingest.publish;

import io.weir.log.Claim;
import io.weir.log.LogRecord;
import io.weir.log.LogTail;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A log that answers at once, or not at all while it is away, as Kafka does until a send's time is over. */
final class PausableLog implements LogAccess {
    /** A record as it was written. */
    record Written(TagKey key, byte[] value) {}

    private record Send(TagKey key, byte[] value, CompletableFuture<Long> outcome) {}

    final List<Written> records = new ArrayList<>();
    private final Deque<Send> sends = new ArrayDeque<>();
    private boolean away;
    private boolean broken;

    /** Larger values are refused, as by a broker whose topic was made by others. */
    int maxValueBytes = Integer.MAX_VALUE;

    /** Whether media fails at once, and claims do not, as for want of room in the producer's buffer. */
    boolean failsMedia;

    /** What lies before has been taken by retention. */
    long begin;

    int opened;

    /** How many topics of the name there were before. */
    int removed;

    void goAway() {
        away = true;
    }

    /** What was sent meanwhile fails. */
    void timeOut() {
        while (!sends.isEmpty()) {
            sends.removeFirst().outcome().completeExceptionally(new IllegalStateException("timed out"));
        }
    }

    /** What was sent meanwhile lands, and nobody is told. */
    void land() {
        sends.forEach(send -> land(send.key(), send.value()));
    }

    void comeBack() {
        away = false;
        while (!sends.isEmpty()) {
            Send send = sends.removeFirst();
            send.outcome().complete(land(send.key(), send.value()));
        }
    }

    /** From now on it throws, which it must not. */
    void breakDown() {
        broken = true;
    }

    long sentBytes() {
        return sends.stream().mapToLong(send -> send.value().length).sum();
    }

    @Override
    public CompletableFuture<Void> open() {
        opened++;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Long> end() {
        return CompletableFuture.completedFuture((long) records.size());
    }

    String topic() {
        return "topic" + removed;
    }

    @Override
    public CompletableFuture<String> topicId() {
        return CompletableFuture.completedFuture(topic());
    }

    @Override
    public CompletableFuture<ClaimedTopic> claimedTopic(long offset, TagKey claim) {
        Claim first =
                begin < records.size() ? Claim.decode(records.get((int) begin).value()) : null;
        boolean holdsClaim =
                offset < records.size() && records.get((int) offset).key().equals(claim);
        boolean condemned = first != null && first.condemns(topic(), begin);
        return CompletableFuture.completedFuture(new ClaimedTopic(topic(), holdsClaim, condemned));
    }

    @Override
    public CompletableFuture<Void> remove(String topicId) {
        if (topicId.equals(topic())) {
            removed++;
            records.clear();
            begin = 0;
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<LogTail> tail() {
        List<LogRecord> all = new ArrayList<>();
        for (Written record : records) {
            all.add(new LogRecord(all.size(), record.key(), record.value()));
        }
        return CompletableFuture.completedFuture(LogTail.of(all, 0, all.size()));
    }

    @Override
    public CompletableFuture<Long> append(TagKey key, byte[] value) {
        if (broken) {
            throw new IllegalStateException("a bug");
        }
        if (value.length > maxValueBytes) {
            return CompletableFuture.failedFuture(new RefusedException(new IllegalStateException("too large")));
        }
        if (failsMedia && key.kind() == RecordKind.TAGS) {
            return CompletableFuture.failedFuture(new IllegalStateException("no room"));
        }
        if (!away) {
            return CompletableFuture.completedFuture(land(key, value));
        }
        CompletableFuture<Long> outcome = new CompletableFuture<>();
        sends.add(new Send(key, value, outcome));
        return outcome;
    }

    @Override
    public CompletableFuture<@Nullable Claim> claim(long offset) {
        return CompletableFuture.completedFuture(
                Claim.decode(records.get((int) offset).value()));
    }

    @Override
    public CompletableFuture<List<Placed>> read(long from, long to) {
        if (from < begin && from < to) {
            return CompletableFuture.failedFuture(
                    new ExpiredException("offset " + from + " is not in the log", new IllegalStateException()));
        }
        List<Placed> found = new ArrayList<>();
        for (long at = from; at < to; at++) {
            found.add(new Placed(at, records.get((int) at).key()));
        }
        return CompletableFuture.completedFuture(found);
    }

    private long land(TagKey key, byte[] value) {
        records.add(new Written(key, value));
        return records.size() - 1L;
    }
}
