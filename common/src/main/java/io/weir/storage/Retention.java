package io.weir.storage;

import io.weir.name.StreamName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Removes segments that are too old, and then the oldest of all streams until the store is within its size. Segments of a
 * live window, and those that the caller protects behind it, stay whatever the limits are. Other objects than segments
 * are neither removed nor counted.
 *
 * <p>A sweep lists the folders, but of the objects only those of hours that are not over, or not measured for some hours,
 * or have something to remove; it holds a summary of each day and a bounded number of segments. Several nodes may sweep
 * one store: they find the same segments.
 *
 * <p>Not safe for use by several threads.
 */
public final class Retention {
    private static final int MAX_DELETE = 1000;
    private static final int MAX_OLDEST = 10_000;
    /** Days beyond this are listed anew by each sweep. */
    private static final int MAX_KNOWN_DAYS = 20_000;

    private final StoreWalk walk;
    private final RetentionLimits limits;
    private final InstantSource clock;
    private final ToLongFunction<StreamName> oldestProtectedMsn;
    private Map<String, DayUsage> knownDays = new HashMap<>();

    /**
     * @param oldestProtectedMsn for a stream, the first media sequence number that must stay: that of its live window less
     *     one window's length; {@link Long#MAX_VALUE} for a stream that has no window
     */
    public Retention(
            ObjectStore store,
            RetentionLimits limits,
            InstantSource clock,
            ToLongFunction<StreamName> oldestProtectedMsn) {
        walk = new StoreWalk(store);
        this.limits = limits;
        this.clock = clock;
        this.oldestProtectedMsn = oldestProtectedMsn;
    }

    /**
     * What a sweep did.
     *
     * @param deletedObjects how many segments it removed
     * @param deletedBytes their size
     * @param keptBytes the size of those that stay; 0 without a limit of size, for then it is not measured
     * @param excessBytes how much more than the limit stays, because all of it is protected
     */
    public record Result(long deletedObjects, long deletedBytes, long keptBytes, long excessBytes) {}

    /**
     * Removes what is beyond the limits now. Blocks.
     *
     * @throws StorageException if the store fails; the next sweep goes on from there
     */
    public Result sweep() {
        Sweep sweep = new Sweep(clock.millis());
        walk.streams(stream -> walk.days(stream, sweep::expire));
        knownDays = sweep.days;
        if (limits.isSizeLimited()) {
            sweep.shrink();
        }
        return sweep.result();
    }

    private boolean isProtected(StoredSegment segment) {
        return segment.name().msn() >= oldestProtectedMsn.applyAsLong(segment.stream());
    }

    private final class Sweep {
        private final long nowMs;
        private final long cutoffMs;
        private final Map<String, DayUsage> days = new HashMap<>();
        private final NavigableSet<Long> hourStartsMs = new TreeSet<>();
        private final List<StoredSegment> batch = new ArrayList<>();
        private long keptBytes;
        private long deletedObjects;
        private long deletedBytes;

        Sweep(long nowMs) {
            this.nowMs = nowMs;
            cutoffMs = limits.cutoffMs(nowMs);
        }

        /** Removes what is too old of a day and counts the rest. */
        void expire(DayFolder day) {
            if (day.startMs() >= cutoffMs && !limits.isSizeLimited()) {
                return;
            }
            DayUsage usage = knownDays.getOrDefault(day.path(), new DayUsage(day));
            if (day.startMs() < cutoffMs || !usage.isKnown(nowMs)) {
                measure(day, usage);
            }
            for (int hour = 0; hour < DayFolder.HOURS; hour++) {
                if (usage.bytes(hour) > 0) {
                    hourStartsMs.add(day.hourStartMs(hour));
                    keptBytes += usage.bytes(hour);
                }
            }
            if (days.size() < MAX_KNOWN_DAYS) {
                days.put(day.path(), usage);
            }
        }

        private void measure(DayFolder day, DayUsage usage) {
            boolean[] present = new boolean[DayFolder.HOURS];
            walk.folders(day.path(), path -> {
                int hour = day.hourOf(path);
                if (hour >= 0) {
                    present[hour] = true;
                }
            });
            for (int hour = 0; hour < DayFolder.HOURS; hour++) {
                if (!present[hour]) {
                    usage.set(hour, 0, nowMs);
                } else if (day.hourStartMs(hour) < cutoffMs || !usage.isKnown(hour, nowMs)) {
                    usage.set(hour, expireHour(day, hour), nowMs);
                }
            }
        }

        private long expireHour(DayFolder day, int hour) {
            long[] staysBytes = new long[1];
            walk.segments(day, hour, segment -> {
                if (segment.name().startMs() < cutoffMs && !isProtected(segment)) {
                    delete(segment);
                } else {
                    staysBytes[0] += segment.bytes();
                }
            });
            deleteBatch();
            return staysBytes[0];
        }

        /** Removes the oldest segments of all streams, hour by hour, until the rest is within the limit. */
        void shrink() {
            for (long hourStartMs : hourStartsMs) {
                boolean more = true;
                while (more && keptBytes > limits.maxBytes()) {
                    OldestSegments oldest = oldestOf(hourStartMs);
                    for (StoredSegment segment : oldest.sorted()) {
                        if (keptBytes > limits.maxBytes()) {
                            delete(segment);
                            keptBytes -= segment.bytes();
                        }
                    }
                    deleteBatch();
                    more = oldest.dropped();
                }
            }
        }

        private OldestSegments oldestOf(long hourStartMs) {
            OldestSegments oldest = new OldestSegments(MAX_OLDEST);
            long dayStartMs = hourStartMs - Math.floorMod(hourStartMs, DayFolder.DAY_MS);
            int hour = (int) ((hourStartMs - dayStartMs) / DayFolder.HOUR_MS);
            walk.streams(stream -> {
                DayFolder day = DayFolder.of(stream, dayStartMs);
                DayUsage usage = days.get(day.path());
                if (usage != null) {
                    usage.forget(hour);
                }
                walk.segments(day, hour, segment -> {
                    if (!isProtected(segment)) {
                        oldest.offer(segment);
                    }
                });
            });
            return oldest;
        }

        private void delete(StoredSegment segment) {
            batch.add(segment);
            if (batch.size() == MAX_DELETE) {
                deleteBatch();
            }
        }

        private void deleteBatch() {
            if (!batch.isEmpty()) {
                walk.delete(batch);
                deletedObjects += batch.size();
                deletedBytes += batch.stream().mapToLong(StoredSegment::bytes).sum();
                batch.clear();
            }
        }

        Result result() {
            long excessBytes = limits.isSizeLimited() ? Math.max(0, keptBytes - limits.maxBytes()) : 0;
            return new Result(deletedObjects, deletedBytes, limits.isSizeLimited() ? keptBytes : 0, excessBytes);
        }
    }
}
