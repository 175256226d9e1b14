package io.weir.camera;

/**
 * A source that a stream has given up, and that may still be pulled for it: nobody else gets it until that is over.
 *
 * @param source its canonical form
 * @param since the offset of the record in which the stream took it
 * @param until the offset of the last record in which the stream had it; no two givings-up have the same
 */
public record Reservation(String source, long since, long until) {
    /** Who has given up what since when; the source is hidden where it may hold a password. */
    @Override
    public String toString() {
        return CameraSource.shownPath(source) + " since " + since + " until " + until;
    }
}
