package io.weir.standalone;

import io.micrometer.core.instrument.Gauge;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraStatus;
import io.weir.camera.api.CameraApi;
import io.weir.camera.file.CameraFileSync;
import io.weir.camera.registry.KafkaCameraRegistry;
import io.weir.camera.report.CameraReports;
import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.ingest.IngestNode;
import io.weir.ingest.camera.PullStatus;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import io.weir.ownership.HazelcastDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an ingest node has beside the pulls of cameras: their API on the management port, and their file. */
final class CameraServing {
    private static final Logger LOG = LoggerFactory.getLogger(CameraServing.class);
    private static final long TOPIC_TIMEOUT_S = 30;

    private CameraServing() {}

    /** The registry. Its topic is made when somebody writes; a reader waits for it. */
    static CameraRegistry registry(KafkaSettings kafka, Settings settings) throws InterruptedException {
        try (Topics topics = new Topics(kafka, "weir-cameras-admin")) {
            topics.ensureCameras().get(TOPIC_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the topic of the cameras cannot be made yet: {}", e.getMessage());
        }
        return KafkaCameraRegistry.start(
                kafka, settings.find(Keys.CAMERA_KEY), "weir-cameras", System::currentTimeMillis, System::nanoTime);
    }

    /** Serves the API, and follows the file, until the context's lifecycle ends. */
    static void start(NodeContext context, CameraRegistry registry, CameraReports reports, IngestNode ingest) {
        context.health().add(new CamerasCheck(registry));
        Gauge.builder("weir.ingest.can.pull", ingest, node -> node.canPull() ? 1 : 0)
                .description("1 if this node can pull cameras, 0 if others have its share")
                .register(context.meters());
        Gauge.builder("weir.ingest.left.out.tracks", ingest, IngestNode::leftOutTracks)
                .description("Tracks of this node's cameras that are not carried; the list of cameras names them")
                .register(context.meters());
        Supplier<Optional<String>> fileProblem = context.settings()
                .find(Keys.CAMERAS_FILE)
                .map(file -> follow(context, registry, file))
                .orElse(Optional::empty);
        context.management().serve(new CameraApi(registry, reports, fileProblem, ingest.probe()));
    }

    private static Supplier<Optional<String>> follow(NodeContext context, CameraRegistry registry, Path file) {
        CameraFileSync sync =
                context.lifecycle().start("the file of cameras", () -> CameraFileSync.start(file, registry));
        Gauge.builder("weir.cameras.file.ok", sync, one -> one.problem().isEmpty() ? 1 : 0)
                .description("1 if the registry has all that the file of cameras says, 0 if something is wrong with it")
                .register(context.meters());
        return sync::problem;
    }

    /** Tells other nodes of this node's cameras, and this node of theirs. */
    static CameraReports report(
            NodeContext context, HazelcastDirectory directory, Supplier<Map<StreamName, PullStatus>> own) {
        return context.lifecycle()
                .start(
                        "the reports of cameras",
                        () -> CameraReports.start(directory, directory.self(), () -> statuses(own.get())));
    }

    private static Map<StreamName, CameraStatus> statuses(Map<StreamName, PullStatus> pulls) {
        Map<StreamName, CameraStatus> statuses = new TreeMap<>();
        pulls.forEach((stream, pull) -> statuses.put(stream, status(pull)));
        return statuses;
    }

    private static CameraStatus status(PullStatus pull) {
        CameraStatus.Phase phase = switch (pull.state()) {
            case WAITING -> CameraStatus.Phase.WAITING;
            case CONNECTING -> CameraStatus.Phase.CONNECTING;
            case LIVE -> CameraStatus.Phase.LIVE;
            case BACKING_OFF -> CameraStatus.Phase.BACKING_OFF;
            case SLEEPING -> CameraStatus.Phase.SLEEPING;
            case DISABLED -> CameraStatus.Phase.DISABLED;
        };
        String cause = pull.cause().isEmpty() ? null : pull.cause();
        return new CameraStatus(
                phase,
                cause,
                null,
                time(pull.nextTryMs()),
                time(pull.sinceMs()),
                pull.leftOut(),
                pull.onDemand(),
                pull.freshFromMs());
    }

    private static @Nullable Instant time(long ms) {
        return ms == 0 ? null : Instant.ofEpochMilli(ms);
    }
}
