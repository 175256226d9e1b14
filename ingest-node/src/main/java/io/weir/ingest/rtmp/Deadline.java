package io.weir.ingest.rtmp;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a connection must have done by when. Each phase has a limit of its own; while media flows, the limit is for a
 * time without any. Confined to the connection's event loop.
 */
final class Deadline {
    /** A phase of a connection's life, and what is missing when its time is over. */
    enum Phase {
        HANDSHAKE("no handshake"),
        CONNECT("no connect"),
        PUBLISH("no publish"),
        CLAIM("the stream could not be claimed"),
        MEDIA("no media");

        final String missing;

        Phase(String missing) {
            this.missing = missing;
        }
    }

    /** Who has to keep it. */
    interface Debtor {
        Phase phase();

        /** Whether anything came since it was last asked, or nothing could come. */
        boolean takeProgress();

        void missed(String cause);
    }

    private static final int IDLE_CHECKS = 4;

    private final RtmpServerSettings settings;
    private final EventLoop loop;
    private final Debtor debtor;
    private @Nullable Phase phase;
    private @Nullable Future<?> next;
    private int idleChecks;

    Deadline(RtmpServerSettings settings, EventLoop loop, Debtor debtor) {
        this.settings = settings;
        this.loop = loop;
        this.debtor = debtor;
    }

    /** The phase may have changed. */
    void update() {
        Phase now = debtor.phase();
        if (now != phase) {
            phase = now;
            idleChecks = 0;
            schedule(now);
        }
    }

    void cancel() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private void schedule(Phase now) {
        cancel();
        Duration time = limit(now);
        long ns = now == Phase.MEDIA ? time.toNanos() / IDLE_CHECKS : time.toNanos();
        next = loop.schedule(() -> passed(now), ns, TimeUnit.NANOSECONDS);
    }

    private void passed(Phase of) {
        next = null;
        if (of == Phase.MEDIA) {
            idleChecks = debtor.takeProgress() ? 0 : idleChecks + 1;
            if (idleChecks < IDLE_CHECKS) {
                schedule(of);
                return;
            }
        }
        debtor.missed(of.missing + " within " + limit(of).toMillis() + " ms");
    }

    private Duration limit(Phase of) {
        return switch (of) {
            case HANDSHAKE -> settings.handshakeTimeout();
            case CONNECT -> settings.connectTimeout();
            case PUBLISH -> settings.publishTimeout();
            case CLAIM -> settings.claimTimeout();
            case MEDIA -> settings.idleTimeout();
        };
    }
}
