package io.weir.ingest.camera;

import io.weir.ingest.pull.PullEnd;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a camera that this node is to pull.
 *
 * @param cause why it is not live, for people; empty where there is nothing to say
 * @param ended how the last connection ended, until there is another one; null where there was none
 * @param sinceMs when it came to this, wall clock
 * @param nextTryMs when it is connected next, wall clock; 0 if that is not known
 * @param leftOut tracks that are not carried
 * @param onDemand whether it is connected only while somebody watches
 * @param freshFromMs when media came first since it last slept, wall clock; 0 if it has not slept, {@link Long#MAX_VALUE} if no media
 *     has come since
 */
public record PullStatus(
        State state,
        String cause,
        PullEnd.@Nullable Cause ended,
        long sinceMs,
        long nextTryMs,
        List<String> leftOut,
        boolean onDemand,
        long freshFromMs) {
    /** Where a pull is on its way. */
    public enum State {
        /** Another node may still hold the camera. */
        WAITING,
        /** Held; no connection yet. */
        CONNECTING,
        /** Media comes. */
        LIVE,
        /** Held; the next try has its time. */
        BACKING_OFF,
        /** Held, and not connected because nobody watches. */
        SLEEPING,
        /** Held, and not to be connected. */
        DISABLED
    }

    PullStatus(
            State state,
            String cause,
            PullEnd.@Nullable Cause ended,
            long sinceMs,
            long nextTryMs,
            List<String> leftOut) {
        this(state, cause, ended, sinceMs, nextTryMs, leftOut, false, 0);
    }

    static PullStatus of(State state, String cause, long nowMs) {
        return new PullStatus(state, cause, null, nowMs, 0, List.of());
    }

    /** The same, of a camera that is pulled on demand. */
    PullStatus onDemand(long mediaFreshFromMs) {
        return new PullStatus(state, cause, ended, sinceMs, nextTryMs, leftOut, true, mediaFreshFromMs);
    }

    /** The same, with one more track that is not carried. */
    PullStatus withLeftOut(String track) {
        List<String> all = Stream.concat(leftOut.stream(), Stream.of(track)).toList();
        return new PullStatus(state, cause, ended, sinceMs, nextTryMs, all);
    }
}
