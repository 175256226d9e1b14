package io.weir.storage;

import io.weir.name.StreamName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream's segments in the order of their numbers, listed hour by hour as they are asked for: it holds the names of one hour.
 * Blocks, and throws {@link StorageException}.
 *
 * <p>Confined to one thread.
 */
public final class StreamSegments {
    private static final Comparator<StoredSegment> BY_NUMBER = Comparator.comparingLong(
                    (StoredSegment segment) -> segment.name().msn())
            .thenComparing(StoredSegment::key);

    private final StoreWalk walk;
    private final Deque<DayFolder> days = new ArrayDeque<>();
    private final Deque<StoredSegment> listed = new ArrayDeque<>();
    private @Nullable DayFolder day;
    private int hour;

    /**
     * The segments of the hour of {@code fromMs}, and of all later ones.
     *
     * @param fromMs wall clock
     */
    public StreamSegments(ObjectStore store, StreamName stream, long fromMs) {
        walk = new StoreWalk(store);
        hour = (int) Math.floorDiv(Math.floorMod(fromMs, DayFolder.DAY_MS), DayFolder.HOUR_MS);
        long firstDayMs = Math.floorDiv(fromMs, DayFolder.DAY_MS) * DayFolder.DAY_MS;
        walk.days(stream, folder -> {
            if (folder.startMs() >= firstDayMs) {
                days.add(folder);
            }
        });
        day = days.poll();
        if (day != null && day.startMs() > firstDayMs) {
            hour = 0;
        }
    }

    /** The next segment, or null if there is none; several may have one number. */
    public @Nullable StoredSegment next() {
        while (listed.isEmpty() && day != null) {
            List<StoredSegment> found = new ArrayList<>();
            walk.segments(day, hour, found::add);
            found.sort(BY_NUMBER);
            listed.addAll(found);
            if (++hour == DayFolder.HOURS) {
                hour = 0;
                day = days.poll();
            }
        }
        return listed.poll();
    }
}
