package io.weir.ingest.camera;

import io.weir.camera.Camera;
import io.weir.camera.CameraEntry;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraTransport;
import io.weir.camera.RegistryUnavailableException;
import io.weir.ingest.camera.PullStatus.State;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PulledPublication;
import io.weir.ingest.publication.Pulls;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.PullEnd;
import io.weir.ingest.pull.PullRequest;
import io.weir.name.StreamName;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream's camera, on a thread of its own: waits until this node holds it, connects it, and again when it is gone, until
 * another node is to have it. One that is pulled on demand is held all the same, and connected only while somebody watches.
 *
 * <p>A connection is open only within {@link Connector#runSafely}, and that only while the hold stands; so whoever gets the hold
 * after it is let go of finds the camera free.
 */
final class CameraPull implements Runnable, PublicationListener, CurrentCamera.Sleeper {
    private static final long LOOK_AGAIN_MS = 1_000;
    private static final int MAX_TOLD = 32;
    private static final Logger LOG = LoggerFactory.getLogger(CameraPull.class);

    private final StreamName stream;
    private final CameraRegistry registry;
    private final Pulls pulls;
    private final Connector connector;
    private final AddressPolicy addresses;
    private final PullClock clock;
    private final Backoff backoff;
    private final CurrentCamera current;
    private final CameraSleep cameraSleep;

    /** What has been logged of tracks, lest each new connection says it again. Of the pull's thread. */
    private final Set<String> told = new HashSet<>();

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean over;
    private volatile String endedBecause = "";
    private volatile boolean writable = true;
    private volatile @Nullable Camera connected;
    private volatile boolean outdated;
    private volatile PullStatus status;

    CameraPull(
            StreamName stream,
            CameraRegistry registry,
            Pulls pulls,
            Connector connector,
            AddressPolicy addresses,
            PullClock clock,
            Backoff backoff,
            CameraSleep cameraSleep) {
        this.stream = stream;
        this.registry = registry;
        this.pulls = pulls;
        this.connector = connector;
        this.addresses = addresses;
        this.clock = clock;
        this.backoff = backoff;
        current = new CurrentCamera(registry, stream, clock, this);
        this.cameraSleep = cameraSleep;
        this.status = PullStatus.of(State.WAITING, "", clock.wallMs());
    }

    PullStatus status() {
        CameraEntry entry = registry.cameras().entry(stream);
        return cameraSleep.told(status, entry == null ? null : entry.camera());
    }

    /** Lets the camera go soon; {@link #run} returns when its connection is closed and the log is told. */
    void stop() {
        stopping = true;
        wake();
    }

    /** Something that it waits for may have changed. */
    @Override
    public void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        writable = isWritable;
        wake();
    }

    @Override
    public void onHeldChanged(boolean held) {
        wake();
    }

    @Override
    public void onEnded(String cause) {
        endedBecause = cause;
        over = true;
        wake();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!stopping) {
            status = PullStatus.of(State.WAITING, "another node may hold the camera", clock.wallMs());
            over = false;
            writable = true;
            PulledPublication publication = claim();
            if (publication != null) {
                keep(publication);
            }
        }
    }

    /** Null if it is told to stop, or cannot be claimed now. */
    private @Nullable PulledPublication claim() {
        CompletableFuture<PulledPublication> claiming = pulls.pull(stream, shownSource(), this);
        CompletableFuture<?> unused = claiming.whenComplete((held, error) -> wake());
        while (!claiming.isDone()) {
            if (stopping && claiming.cancel(false)) {
                return null;
            }
            sleep(LOOK_AGAIN_MS);
        }
        try {
            return claiming.join();
        } catch (CancellationException e) {
            return null;
        } catch (CompletionException e) {
            status = PullStatus.of(State.WAITING, String.valueOf(e.getCause()), clock.wallMs());
            sleep(LOOK_AGAIN_MS);
            return null;
        }
    }

    private String shownSource() {
        CameraEntry entry = registry.cameras().entry(stream);
        return entry == null || entry.camera() == null
                ? "a camera that was removed"
                : entry.camera().source().shown();
    }

    /** Connects again and again while it is held. */
    private void keep(PulledPublication publication) {
        while (!stopping && !over) {
            CameraEntry entry = publication.isHeld() && !sleepsOn() ? currentEntry() : null;
            if (entry == null) {
                if (!publication.isHeld()) {
                    status = PullStatus.of(State.WAITING, "this node does not hold the camera now", clock.wallMs());
                }
                sleep(LOOK_AGAIN_MS);
            } else if (entry.camera() == null) {
                publication.end("the camera was removed");
                stopping = true;
                return;
            } else if (!mayConnect(entry.camera())) {
                status = PullStatus.of(State.DISABLED, "", clock.wallMs());
                sleep(LOOK_AGAIN_MS);
            } else if (cameraSleep.isDue(entry.camera())) {
                fallAsleep();
            } else {
                connect(publication, entry.camera());
            }
        }
        publication.release(over ? endedBecause : "another node is to pull the camera");
    }

    /** What the registry says now; null if it cannot tell, or there is no time for it. */
    private @Nullable CameraEntry currentEntry() {
        try {
            return current.ask(() -> !stopping && !over);
        } catch (RegistryUnavailableException e) {
            status = PullStatus.of(
                    State.CONNECTING, "the registry of cameras cannot be read: " + e.getMessage(), clock.wallMs());
            return null;
        }
    }

    private boolean mayConnect(Camera camera) {
        return camera.enabled() && registry.cameras().otherHolder(camera).isEmpty();
    }

    /** Whether it sleeps, and nothing that is known here wakes it: the registry's log need not be asked for that. */
    private boolean sleepsOn() {
        CameraEntry known = registry.cameras().entry(stream);
        return status.state() == State.SLEEPING
                && known != null
                && known.camera() != null
                && known.releasing().isEmpty()
                && mayConnect(known.camera())
                && cameraSleep.isDue(known.camera());
    }

    private void fallAsleep() {
        cameraSleep.begin();
        status = PullStatus.of(State.SLEEPING, CameraSleep.CAUSE, clock.wallMs());
        LOG.info("{}: the camera sleeps: {}", stream, CameraSleep.CAUSE);
    }

    private void connect(PulledPublication publication, Camera camera) {
        outdated = false;
        connected = camera;
        onEntry(registry.cameras().entry(stream)); // which may have changed before anybody knew that it is connected
        status = PullStatus.of(State.CONNECTING, "", clock.wallMs());
        PulledMedia media = media(publication);
        PullRequest request = PullRequest.of(
                camera.source().revealUrl(),
                camera.source().shown(),
                camera.transport() == CameraTransport.UDP,
                addresses);
        PullEnd end = connector.runSafely(
                request, publication::isHeld, () -> goesOn(publication) && !cameraSleep.isDue(camera), media);
        connected = null;
        if (end.cause() == PullEnd.Cause.STOPPED && goesOn(publication) && cameraSleep.isDue(camera)) {
            publication.breakOff(CameraSleep.CAUSE);
            fallAsleep();
            return;
        }
        publication.breakOff(end.message());
        if (stopping || over || end.cause() == PullEnd.Cause.STOPPED) {
            status = PullStatus.of(State.WAITING, over ? endedBecause : end.message(), clock.wallMs());
            return;
        }
        long pauseMs = backoff.pauseMs(media.lengthMs(), end.cause().isAbsence());
        long nowMs = clock.wallMs();
        status =
                new PullStatus(State.BACKING_OFF, end.message(), end.cause(), nowMs, nowMs + pauseMs, status.leftOut());
        LOG.info("{}: {}: {}; connecting again in {} ms", stream, request, end.message(), pauseMs);
        long untilMs = clock.monotonicMs() + pauseMs;
        while (!stopping && !over && clock.monotonicMs() < untilMs) {
            sleep(untilMs - clock.monotonicMs());
        }
    }

    private boolean goesOn(PulledPublication publication) {
        return !stopping && !over && !outdated && publication.isHeld();
    }

    /** The registry says something else of the stream: what is connected by the old is closed. */
    void onEntry(@Nullable CameraEntry entry) {
        Camera now = connected;
        if (now != null && (entry == null || !now.equals(entry.camera()))) {
            outdated = true;
        }
        wake();
    }

    /** Until something may have changed, or the time is over. */
    @Override
    public void sleep(long ms) {
        if (!stopping) {
            LockSupport.parkNanos(this, Math.max(1, ms) * 1_000_000);
        }
        if (Thread.interrupted()) {
            stopping = true;
        }
    }

    /** What the camera sends, while this publication is held. */
    private PulledMedia media(PulledPublication publication) {
        return new PulledMedia(stream, publication, clock, new PulledMedia.Listener() {
            @Override
            public void onMedia() {
                cameraSleep.mediaCame(clock.wallMs());
                status = new PullStatus(State.LIVE, "", null, clock.wallMs(), 0, status.leftOut());
                LOG.info("{}: media comes from the camera", stream);
            }

            @Override
            public void awaitRoom() {
                while (!writable && goesOn(publication)) {
                    sleep(LOOK_AGAIN_MS);
                }
            }

            @Override
            public void onLeftOut(String track) {
                if (told.size() < MAX_TOLD && told.add(track)) {
                    LOG.warn("{}: {} is left out", stream, track);
                }
                status = status.withLeftOut(track);
            }
        });
    }
}
