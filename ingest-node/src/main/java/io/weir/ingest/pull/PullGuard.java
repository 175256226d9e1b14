package io.weir.ingest.pull;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says when FFmpeg must let go of the pull's thread, and remembers what it has said. FFmpeg asks before it waits and ten times a
 * second while it does. Of the pull's thread but for {@link #stop}.
 */
final class PullGuard {
    /** Why FFmpeg was told to let go. */
    enum Reason {
        /** It was stopped. */
        STOPPED,
        /** The camera is no longer held. */
        NOT_HELD,
        /** The source sends us elsewhere. */
        REDIRECTED,
        /** It took too long. */
        TIMED_OUT
    }

    /** What saying goodbye to a camera may take, ms. */
    private static final long GOODBYE_MS = 500;

    /** Statuses of RTSP that are about the client or the transport, and so about all tracks. */
    private static final Set<Integer> CLIENT_STATUSES = Set.of(401, 403, 407, 429, 453, 461, 503);

    private final BooleanSupplier held;
    private final BooleanSupplier goesOn;
    private final LongSupplier nanoTime;

    private volatile boolean stopped;
    private boolean saysGoodbye;
    private long deadlineNanos;
    private @Nullable Reason reason;

    private int status;
    private boolean setup;
    private boolean notFound;

    PullGuard(BooleanSupplier held, BooleanSupplier goesOn, LongSupplier nanoTime) {
        this.held = held;
        this.goesOn = goesOn;
        this.nanoTime = nanoTime;
        deadlineNanos = nanoTime.getAsLong();
    }

    /** From any thread: FFmpeg is to let go. */
    void stop() {
        stopped = true;
    }

    /** What comes next must be there by then. */
    void allow(long timeoutMs) {
        deadlineNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    /** How long is left, ms; not below 0. */
    long leftMs() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nanoTime.getAsLong()));
    }

    /** Whether to let go now; asked by FFmpeg, and by the loop over packets. */
    boolean mustEnd() {
        if (reason == null || saysGoodbye) {
            Reason now = reasonNow();
            reason = reason == null ? now : reason;
            return now != null;
        }
        return true;
    }

    private @Nullable Reason reasonNow() {
        if (!saysGoodbye && (stopped || !goesOn.getAsBoolean())) {
            return Reason.STOPPED;
        }
        if (!held.getAsBoolean()) {
            return Reason.NOT_HELD;
        }
        if (reason == Reason.REDIRECTED) {
            return reason;
        }
        return nanoTime.getAsLong() - deadlineNanos >= 0 ? Reason.TIMED_OUT : null;
    }

    /**
     * Leaves FFmpeg a moment to tell the source that we go (RTSP's TEARDOWN), so that it does not count us on. Not if the camera is
     * no longer held: then somebody else may have it, and nothing waits.
     */
    void sayGoodbye() {
        saysGoodbye = true;
        allow(GOODBYE_MS);
    }

    /** The source answered a request with this status. */
    void answered(int code, boolean toSetup) {
        status = code;
        setup = toSetup;
    }

    /** An RTMP server has said that it has no such stream. */
    void saidNotFound() {
        notFound = true;
    }

    /** The source sends us elsewhere. */
    void redirected() {
        reason = Reason.REDIRECTED;
    }

    /** Why FFmpeg was told to let go; null if it was not. */
    @Nullable
    Reason reason() {
        return reason;
    }

    /** The last status of RTSP that was an error; 0 if there was none. */
    int status() {
        return status;
    }

    /** Whether the source would not set up one of its tracks, for a reason that is not the client's. */
    boolean trackRefused() {
        return reason == null && setup && !CLIENT_STATUSES.contains(status);
    }

    /** What the source answered counts no more. */
    void forgetAnswers() {
        status = 0;
        setup = false;
    }

    /** Whether an RTMP server has said that it has no such stream. */
    boolean notFound() {
        return notFound;
    }
}
