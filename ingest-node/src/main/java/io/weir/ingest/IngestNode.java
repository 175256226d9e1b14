package io.weir.ingest;

import io.weir.camera.CameraProbe;
import io.weir.camera.CameraRegistry;
import io.weir.index.Accepted;
import io.weir.ingest.audio.Ffmpeg;
import io.weir.ingest.camera.CameraPulls;
import io.weir.ingest.camera.PullSettings;
import io.weir.ingest.camera.PullStatus;
import io.weir.ingest.camera.UnregisteredStreams;
import io.weir.ingest.guard.GuardPort;
import io.weir.ingest.guard.GuardProbe;
import io.weir.ingest.publish.LogPublications;
import io.weir.ingest.reap.ReaperTask;
import io.weir.ingest.rtmp.PublishAccess;
import io.weir.ingest.rtmp.RtmpServer;
import io.weir.ingest.rtmp.RtmpServerSettings;
import io.weir.kafka.KafkaSettings;
import io.weir.log.Hold;
import io.weir.log.PinnedSettings;
import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import io.weir.ownership.Directory;
import io.weir.runtime.HealthCheck;
import io.weir.runtime.HeapShares;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An ingest node: an RTMP server whose streams are written into the log. */
public final class IngestNode implements AutoCloseable {
    /** Only from when this node says that it cannot pull others watch its cameras' logs, for a whole lease. */
    private static final long CUT_OFF_AFTER_MS = 2_000;

    private final GuardProbe guards;
    private final LogPublications publications;
    private final RtmpServer rtmp;
    private final CameraPulls cameras;
    private final ReaperTask reaper;

    private IngestNode(
            GuardProbe guards, LogPublications publications, RtmpServer rtmp, CameraPulls cameras, ReaperTask reaper) {
        this.guards = guards;
        this.publications = publications;
        this.rtmp = rtmp;
        this.cameras = cameras;
        this.reaper = reaper;
    }

    /**
     * Binds and takes publishers.
     *
     * @param pinned what shapes the segments of streams published here
     * @param maxStreams that this node may have at once
     * @param linger how long a stream waits for its publisher to come back
     * @param guard by which other nodes find out whether this process lives
     * @param pulling how cameras are pulled
     * @param demand which streams are watched
     * @param registry of the cameras that are pulled
     * @param log whether Kafka answers
     * @param index every stream's latest record; null while it is not loaded
     * @throws IOException if the address cannot be listened on; the message names it
     */
    public static IngestNode start(
            RtmpServerSettings settings,
            PublishAccess access,
            KafkaSettings kafka,
            PinnedSettings pinned,
            int maxStreams,
            Duration linger,
            GuardPort guard,
            PullSettings pulling,
            Demand demand,
            CameraRegistry registry,
            HealthCheck log,
            Supplier<@Nullable Map<StreamName, Accepted>> index,
            Directory directory,
            LongSupplier wallClockMs,
            LongSupplier nanoTime)
            throws IOException {
        Ffmpeg.startLoading();
        GuardProbe guards = new GuardProbe();
        HeapShares heap = HeapShares.ofThisProcess();
        LogPublications publications = new LogPublications(
                kafka,
                pinned,
                linger.toMillis(),
                maxStreams,
                heap.ingestBytes(),
                heap.producerBytes(),
                directory,
                new Hold(guard.address(), (int) pulling.lease().toMillis()),
                hold -> guards.refuses(hold.guard()),
                wallClockMs,
                nanoTime);
        try {
            RtmpServer rtmp = RtmpServer.start(settings, new UnregisteredStreams(registry, publications), access);
            CameraPulls cameras = CameraPulls.start(
                    registry,
                    directory,
                    publications,
                    demand,
                    pulling,
                    () -> outage(publications, log),
                    nanoTime,
                    wallClockMs);
            ReaperTask reaper = ReaperTask.start(publications, directory, registry, index, pulling.lease(), nanoTime);
            return new IngestNode(guards, publications, rtmp, cameras, reaper);
        } catch (IOException e) {
            publications.close();
            guards.close();
            throw e;
        }
    }

    /** The check takes a while to be sure; records that wait tell sooner. */
    private static Optional<String> outage(LogPublications publications, HealthCheck log) {
        return publications.silentMs() >= CUT_OFF_AFTER_MS ? Optional.of("Kafka acknowledges nothing") : log.problem();
    }

    /** The port that is bound. */
    public int port() {
        return rtmp.address().getPort();
    }

    /** Tags that were taken and never written, because Kafka was away and buffers were full; since the start. */
    public long droppedTags() {
        return publications.droppedTags();
    }

    /** How it stands with each camera that falls to this node, by stream. */
    public Map<StreamName, PullStatus> cameras() {
        return cameras.status();
    }

    /** Whether this node can pull cameras; if not, others have those that would fall to it. */
    public boolean canPull() {
        return cameras.canPull();
    }

    /** How many tracks of this node's cameras are not carried now. */
    public int leftOutTracks() {
        return cameras().values().stream()
                .mapToInt(pull -> pull.leftOut().size())
                .sum();
    }

    /** Connects to a camera once, as pulls do. */
    public CameraProbe probe() {
        return cameras.probe();
    }

    /** Turns the publishers away, and waits until what they sent is in the log. */
    @Override
    public void close() {
        try {
            rtmp.close();
            reaper.close();
            cameras.close(); // before their streams are let go of
        } finally {
            publications.close();
            guards.close();
        }
    }
}
