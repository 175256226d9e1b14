package io.weir.ingest.pull;

/**
 * Why a connection to a camera is over.
 *
 * @param message a sentence for people; without credentials
 */
public record PullEnd(Cause cause, String message) {
    /** What a camera's owner can do something about, told apart. */
    public enum Cause {
        /** The user or the password is wrong. */
        UNAUTHORIZED,
        /** The camera does not let this user. */
        FORBIDDEN,
        /** The camera has no such path. */
        NOT_FOUND,
        /** The camera refuses one more client, or this request, by a status of its own. */
        BUSY,
        /** Nothing listens there. */
        REFUSED,
        /** There is no way to the host, or no such host. */
        UNREACHABLE,
        /** The address is one that is not connected to. */
        DENIED,
        /** No answer in time. */
        TIMEOUT,
        /** It was connected and sent nothing for too long. */
        STALLED,
        /** The camera ended it. */
        CLOSED,
        /** Nothing that it sends can be carried. */
        UNSUPPORTED,
        /** This node ended it. */
        STOPPED,
        /** Anything else. */
        FAILED
    }
}
