package io.weir.ingest.publish;

/**
 * When a tag came.
 *
 * @param monotonicMs by a clock that only goes forward: for durations
 * @param wallMs by the wall clock, which may be set: for records only
 */
record Arrival(long monotonicMs, long wallMs) {
    static final Arrival NEVER = new Arrival(0, 0);
}
