package io.weir.ownership;

/**
 * A stream's entry in the cluster's map.
 *
 * @param incarnation the process that announced it, one run of a node: a node that starts again under its name does not
 *     publish what it published before
 * @param status what it announced
 */
record Announcement(String incarnation, StreamStatus status) {
    /** Whether this is to stand rather than another of the same stream. */
    boolean isNewerThan(Announcement other) {
        return status.epoch() > other.status.epoch();
    }
}
