package io.weir.storage;

import java.util.Arrays;

/**
 * How many bytes of segments each hour of a day holds, and when that was measured. An hour that is over does not grow, so
 * it need not be listed again soon.
 */
final class DayUsage {
    /** How long after its end an hour may still get segments: cut late, or put again by another node. */
    static final long SETTLED_AFTER_MS = DayFolder.HOUR_MS;
    /** How long a measurement is believed: somebody may remove files by hand. */
    static final long BELIEVED_FOR_MS = 6 * DayFolder.HOUR_MS;

    private static final long NEVER = Long.MIN_VALUE;

    private final DayFolder day;
    private final long[] bytes = new long[DayFolder.HOURS];
    private final long[] measuredAtMs = new long[DayFolder.HOURS];

    DayUsage(DayFolder day) {
        this.day = day;
        Arrays.fill(measuredAtMs, NEVER);
    }

    long bytes(int hour) {
        return bytes[hour];
    }

    void set(int hour, long hourBytes, long nowMs) {
        bytes[hour] = hourBytes;
        measuredAtMs[hour] = nowMs;
    }

    /** Makes the hour be measured again. */
    void forget(int hour) {
        measuredAtMs[hour] = NEVER;
    }

    boolean isKnown(int hour, long nowMs) {
        long measured = measuredAtMs[hour];
        return measured >= day.hourStartMs(hour) + DayFolder.HOUR_MS + SETTLED_AFTER_MS
                && measured > nowMs - BELIEVED_FOR_MS;
    }

    boolean isKnown(long nowMs) {
        for (int hour = 0; hour < DayFolder.HOURS; hour++) {
            if (!isKnown(hour, nowMs)) {
                return false;
            }
        }
        return true;
    }
}
