package io.weir.camera;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the pull of a camera is.
 *
 * @param cause why it is not live, a sentence without secrets; null if there is nothing to say
 * @param node which node pulls it, or tries to; null if none does
 * @param nextTry when it is tried again; null if that is not known
 * @param since when it came to be so
 * @param leftOut tracks that cannot be carried, a few words each
 * @param onDemand whether it is pulled only while somebody watches
 * @param freshFromMs when media came first since it was last asleep, by the wall clock of the node that pulls it: what is
 *     older is not to be shown as live; 0 if all is to be, {@link #NOTHING_FRESH} if no media has come since
 */
public record CameraStatus(
        Phase phase,
        @Nullable String cause,
        @Nullable String node,
        @Nullable Instant nextTry,
        @Nullable Instant since,
        List<String> leftOut,
        boolean onDemand,
        long freshFromMs) {
    /** No media has come since the camera was last asleep. */
    public static final long NOTHING_FRESH = Long.MAX_VALUE;

    public CameraStatus {
        leftOut = List.copyOf(leftOut);
    }

    /** The pull of a camera that is pulled all the time. */
    public CameraStatus(
            Phase phase,
            @Nullable String cause,
            @Nullable String node,
            @Nullable Instant nextTry,
            @Nullable Instant since,
            List<String> leftOut) {
        this(phase, cause, node, nextTry, since, leftOut, false, 0);
    }

    /** Where a pull is on its way. */
    public enum Phase {
        /** No node holds it yet. */
        WAITING,
        /** A connection is being made. */
        CONNECTING,
        /** Media comes. */
        LIVE,
        /** It failed; the next try has its time. */
        BACKING_OFF,
        /** Nobody watches, so it is not connected. */
        SLEEPING,
        /** It is not to be pulled. */
        DISABLED,
        /** Another stream has its source. */
        REFUSED;

        /** The word for it in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A phase of which nothing more is known. */
    public static CameraStatus of(Phase phase, @Nullable String cause) {
        return new CameraStatus(phase, cause, null, null, null, List.of());
    }
}
