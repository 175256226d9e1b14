package io.weir.storage;

import java.time.Duration;

/**
 * How much media is kept.
 *
 * @param maxAge segments that began longer ago are removed; up to {@link #FOREVER}
 * @param maxBytes the oldest segments beyond this are removed; {@link #UNLIMITED_BYTES} for no limit
 */
public record RetentionLimits(Duration maxAge, long maxBytes) {
    public static final Duration FOREVER = Duration.ofDays(365_000);
    public static final long UNLIMITED_BYTES = Long.MAX_VALUE;

    public RetentionLimits {
        if (maxAge.isNegative() || maxAge.isZero() || maxAge.compareTo(FOREVER) > 0) {
            throw new IllegalArgumentException("the age of media must be more than nothing: " + maxAge);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("the size of the store must be a byte or more: " + maxBytes);
        }
    }

    /** Whether the oldest segments are removed for their size. */
    public boolean isSizeLimited() {
        return maxBytes != UNLIMITED_BYTES;
    }

    /** Segments that began before this are too old. */
    public long cutoffMs(long nowMs) {
        return nowMs - maxAge.toMillis();
    }
}
