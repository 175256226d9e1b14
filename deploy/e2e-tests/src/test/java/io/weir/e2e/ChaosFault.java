package io.weir.e2e;

import io.weir.e2e.ChaosProcess.Role;
import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param kind what
 * @param target the process that it happens to; {@link #SERVICE} where that is the S3 server, or all brokers
 * @param lengthMs for how long
 */
record ChaosFault(Kind kind, String target, long lengthMs) {
    static final String SERVICE = "service";

    /** Faults, and what they may cost a stream. */
    enum Kind {
        /** kill -9, and started again. */
        KILL,
        /** SIGSTOP, then SIGCONT. */
        FREEZE,
        /** SIGTERM, and started again when it has ended. */
        RESTART,
        /** SIGSTOP to all brokers, then SIGCONT. */
        KAFKA_AWAY,
        /** Connections to the S3 server are refused. */
        STORE_DOWN,
        /** The S3 server takes connections and requests, and answers nothing. */
        STORE_SILENT,
        /** Each request to the S3 server takes two seconds longer. */
        STORE_SLOW,
        /** A node and all brokers lose what they send to one another. */
        CUT_FROM_KAFKA,
        /** A node and all other nodes do: Hazelcast is split. */
        CUT_FROM_NODES,
        /** A process and all other hosts do. */
        CUT_FROM_ALL;

        boolean isCut() {
            return this == CUT_FROM_KAFKA || this == CUT_FROM_NODES || this == CUT_FROM_ALL;
        }

        /** Whether it happens to no single process. */
        boolean isOfService() {
            return this == STORE_DOWN || this == STORE_SILENT || this == STORE_SLOW || this == KAFKA_AWAY;
        }
    }

    /** The role of its target; meaningless for a fault of a service. */
    Role role() {
        return Role.valueOf(target.replaceAll("\\d", "").toUpperCase(Locale.ROOT));
    }

    /** What it is, whichever process it happens to. */
    String what() {
        return kind.isOfService() ? kind.name() : kind + " " + role();
    }

    /**
     * The longest that may be missing of a stream, from the first missing frame's sending to the last one's, ms; 0 where
     * nothing may be missing. Only the end of a publisher's connection loses frames: what the node had not written, or not
     * read. All other faults come behind what the log has taken, or the node still holds what was sent.
     */
    long maxMissingMs() {
        if (kind.isOfService() || role() != Role.INGEST) {
            return 0;
        }
        return switch (kind) {
            case KILL -> KILLED_INGEST_MS;
            case RESTART -> DRAINED_INGEST_MS;
            default -> 0;
        };
    }

    /**
     * What the log had not acknowledged: runs of 100 ms, and what three brokers take to acknowledge, which on a machine that has
     * twenty times more to do than it can was up to 1.8 s.
     */
    private static final long KILLED_INGEST_MS = 4_000;

    /** What was on its way to the node when it closed its connections. */
    private static final long DRAINED_INGEST_MS = 1_000;

    @Override
    public String toString() {
        return kind + (kind.isOfService() ? "" : " " + target) + " " + lengthMs + " ms";
    }
}
