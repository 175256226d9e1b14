package io.weir.ingest.pull;

import io.weir.ingest.pull.PullEnd.Cause;

/** Ends an attempt from within; never leaves the package. */
final class PullException extends RuntimeException {
    private final transient PullEnd end;

    PullException(Cause cause, String message) {
        super(message, null, false, false);
        end = new PullEnd(cause, message);
    }

    PullEnd end() {
        return end;
    }
}
