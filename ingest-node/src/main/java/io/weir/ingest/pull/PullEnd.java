package io.weir.ingest.pull;

/**
 * How an attempt ended.
 *
 * @param message a sentence for the log and for people; without credentials and without the URL's path
 */
public record PullEnd(Cause cause, String message) {
    /** Why. What to do about it differs; so each is told apart. */
    public enum Cause {
        /** The source wants credentials, or others (401). */
        UNAUTHORIZED,
        /** The source does not let this user (403). */
        FORBIDDEN,
        /** The source is there, the path is not (404). */
        NOT_FOUND,
        /** The source serves as many clients as it can (453, 503). */
        BUSY,
        /** Nothing listens there. */
        REFUSED,
        /** There is no way to the host, or its name is not known. */
        UNREACHABLE,
        /** The address is one that is not connected to. */
        DENIED,
        /** No media came within the open time-out. */
        TIMEOUT,
        /** Media came, and then none for the read time-out. */
        STALLED,
        /** The source closed the connection. */
        CLOSED,
        /** The source has nothing that can be carried. */
        UNSUPPORTED,
        /** We stopped. */
        STOPPED,
        /** Anything else. */
        FAILED;

        /** Whether nobody was there to be connected: to try again costs no camera anything. */
        public boolean isAbsence() {
            return this == REFUSED || this == UNREACHABLE;
        }
    }
}
