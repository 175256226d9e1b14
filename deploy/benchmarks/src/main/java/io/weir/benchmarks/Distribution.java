package io.weir.benchmarks;

import java.util.Collection;

/** How values spread; by nearest rank, so that each figure is one that was measured. */
record Distribution(int count, long p50, long p95, long max) {
    /**
     * Of these values.
     *
     * @return all 0 if there is none
     */
    static Distribution of(Collection<Long> values) {
        long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            return new Distribution(0, 0, 0, 0);
        }
        return new Distribution(sorted.length, rank(sorted, 50), rank(sorted, 95), sorted[sorted.length - 1]);
    }

    private static long rank(long[] sorted, int percent) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
