package io.weir.camera;

/**
 * A source that a stream has given up, and that may still be pulled for it: nobody else gets it until that is over.
 *
 * @param source its canonical form
 * @param since the offset of the record in which the stream took it
 * @param until the offset of the last record in which the stream had it; no two givings-up have the same
 */
public record Reservation(String source, long since, long until) {
    /** The source without what may be a password in it. */
    public String shownSource() {
        return CameraSource.shownPath(source);
    }

    /** What was given up, and when; what may be a password is hidden. */
    @Override
    public String toString() {
        return shownSource() + " since " + since + " until " + until;
    }
}
