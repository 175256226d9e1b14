package io.weir.standalone;

import io.weir.camera.Camera;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraRegistry;
import io.weir.config.Keys;
import io.weir.config.Secret;
import io.weir.config.Settings;
import io.weir.ownership.NodeRole;
import io.weir.runtime.DataDirectory;
import io.weir.runtime.Health;
import io.weir.runtime.KafkaCheck;
import io.weir.runtime.Lifecycle;
import io.weir.runtime.ListenAddress;
import io.weir.runtime.ManagementServer;
import io.weir.runtime.Meters;
import io.weir.runtime.StartupException;
import io.weir.storage.StoreReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process from its settings to its end. */
final class WeirProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WeirProcess.class);

    /** Orchestrators kill after 10 s at the soonest; this leaves the JVM a second of its own. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(9);

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration READY_POLL = Duration.ofMillis(50);
    private static final Duration DEMO_RETENTION = Duration.ofHours(1);
    private static final long STANDALONE_MAX_BYTES = 10L << 30;
    private static final String KAFKA_FOLDER = "kafka";
    private static final String MEDIA_FOLDER = "media";

    private final Mode mode;
    private final Lifecycle lifecycle = new Lifecycle(STOP_WITHIN);
    private final Meters meters;
    private final Health health;
    private final @Nullable Camera camera;
    private Settings settings;
    private @Nullable Secret generatedKey;
    private @Nullable Path mediaFolder;

    private WeirProcess(Mode mode, Settings settings, @Nullable Camera camera) {
        this.mode = mode;
        this.settings = settings;
        this.camera = camera;
        this.meters = lifecycle.start("the meters", Meters::new);
        this.health = new Health(meters.registry());
    }

    /**
     * Runs until the process is told to end.
     *
     * @param camera to be registered; null for none
     * @param out where the URLs go, once all is ready
     * @throws io.weir.config.ConfigException if the settings cannot be followed here, such as a port that is taken
     * @throws StartupException if something does not start
     */
    static void run(Mode mode, Settings settings, @Nullable Camera camera, PrintStream out)
            throws InterruptedException {
        WeirProcess process = new WeirProcess(mode, settings, camera);
        try {
            process.lifecycle.closeOnSignal();
            process.start(out);
            process.lifecycle.awaitClose();
        } finally {
            process.lifecycle.close();
        }
    }

    private void start(PrintStream out) throws InterruptedException {
        LOG.info("{} starts as {}", Version.describe(), mode.word());
        ListenAddress.requireFree(settings, mode.listenAddresses());
        if (mode.isStandalone()) {
            takeFolder();
            makeCameraKey();
        }
        requireKeyIfOpen();
        ManagementServer management = lifecycle.start(
                "the management server",
                () -> new ManagementServer(Mode.MANAGEMENT.in(settings), health, meters.registry()));
        if (mode.isStandalone() && settings.find(Keys.KAFKA_BOOTSTRAP_SERVERS).isEmpty()) {
            startKafka();
        }
        KafkaCheck kafka =
                lifecycle.start("the check of Kafka", () -> new KafkaCheck(settings.get(Keys.KAFKA_BOOTSTRAP_SERVERS)));
        health.add(kafka);

        StandaloneCluster.Ports ports = StandaloneCluster.start(
                mode.roles(),
                new NodeContext(settings, lifecycle, health, kafka, meters.registry(), management, mediaFolder));
        // Started last, so stopped first: load balancers are told before anything goes away.
        lifecycle.start("readiness", () -> health::stopping);
        health.started();
        if (!awaitReady()) {
            return;
        }
        if (mode == Mode.DEMO) {
            String host = OwnAddress.forThisMachine(settings.get(Keys.LISTEN));
            lifecycle.start(
                    "the demo's clip",
                    () -> DemoClip.publish(
                            host,
                            ports.rtmpPort(),
                            settings.find(Keys.PUBLISH_KEY).orElse(null)));
        }
        if (camera != null && ports.cameras() != null) {
            register(camera, ports.cameras());
        }
        StoreReport store = ports.store();
        if (mode.isStandalone() && store != null) {
            welcome(ports, store, out);
            return;
        }
        if (store != null) {
            LOG.info("{}", store.text());
        }
        LOG.info("ready as {}", mode.word());
    }

    private void takeFolder() {
        DataDirectory folder =
                lifecycle.start("the data folder", () -> DataDirectory.open(settings.get(Keys.DATA_DIR)));
        health.add(folder);
        settings = settings.with(Keys.DATA_DIR, folder.path());
        if (settings.find(Keys.S3_ENDPOINT).isEmpty()) {
            mediaFolder = folder.path().resolve(MEDIA_FOLDER);
        }
        if (mode == Mode.DEMO && !settings.isGiven(Keys.STORE_RETENTION)) {
            settings = settings.with(Keys.STORE_RETENTION, DEMO_RETENTION);
        }
        if (settings.find(Keys.STORE_MAX_BYTES).isEmpty()) {
            settings = settings.with(Keys.STORE_MAX_BYTES, STANDALONE_MAX_BYTES);
        }
        if (!settings.isGiven(Keys.HAZELCAST_PORT)) {
            settings = settings.with(Keys.HAZELCAST_PORT, 0);
        }
    }

    /** Whoever gets hold of the log is not to find the cameras' passwords in it. */
    private void makeCameraKey() {
        if (settings.find(Keys.CAMERA_KEY).isEmpty()) {
            settings = settings.with(Keys.CAMERA_KEY, KeyFile.CAMERAS.readOrMake(settings.get(Keys.DATA_DIR)));
        }
    }

    /** Nobody is to find that the whole network could publish all along. */
    private void requireKeyIfOpen() {
        boolean takesPublishers = mode.roles().contains(NodeRole.INGEST);
        if (!takesPublishers
                || OwnAddress.isLoopback(settings.get(Keys.LISTEN))
                || settings.find(Keys.PUBLISH_KEY).isPresent()) {
            return;
        }
        if (!mode.isStandalone()) {
            throw new StartupException(Keys.LISTEN.spelling() + " opens publishing to the network, and "
                    + Keys.PUBLISH_KEY.spelling() + " is not set: choose one, the same on every ingest node");
        }
        generatedKey = KeyFile.PUBLISH.readOrMake(settings.get(Keys.DATA_DIR));
        settings = settings.with(Keys.PUBLISH_KEY, generatedKey);
    }

    private void startKafka() {
        Path folder = settings.get(Keys.DATA_DIR).resolve(KAFKA_FOLDER);
        EmbeddedKafka.explainFatalErrors(folder);
        EmbeddedKafka kafka = lifecycle.start(
                "the embedded Kafka", () -> EmbeddedKafka.start(folder, settings.get(Keys.LOG_RETENTION)));
        settings = settings.with(Keys.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers())
                .with(Keys.KAFKA_REPLICATION_FACTOR, 1);
        if (settings.find(Keys.LOG_MAX_BYTES).isEmpty()) {
            settings = settings.with(Keys.LOG_MAX_BYTES, STANDALONE_MAX_BYTES);
        }
    }

    /** It stays in the registry; what it was before is changed. */
    private static void register(Camera camera, CameraRegistry cameras) throws InterruptedException {
        try {
            List<CameraRefusal> refusals = cameras.put(camera).get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
            if (!refusals.isEmpty()) {
                throw new StartupException(refusals.get(0).text());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new StartupException("the camera " + camera.stream() + " cannot be registered", e);
        }
    }

    /**
     * A node of a cluster waits for its peers as long as it takes; standalone has no peers to wait for.
     *
     * @return false if the process was told to end meanwhile
     */
    private boolean awaitReady() throws InterruptedException {
        long deadlineNs = System.nanoTime() + READY_WITHIN.toNanos();
        Map<String, String> problems = health.problems();
        while (!problems.isEmpty()) {
            if (mode.isStandalone() && System.nanoTime() - deadlineNs > 0) {
                throw new StartupException("not ready after " + READY_WITHIN.toSeconds() + " s: " + problems);
            }
            if (lifecycle.awaitClose(READY_POLL)) {
                return false;
            }
            problems = health.problems();
        }
        return true;
    }

    private void welcome(StandaloneCluster.Ports ports, StoreReport store, PrintStream out) {
        String host = OwnAddress.forUrls(settings.get(Keys.LISTEN));
        new Welcome(host, ports.rtmpPort(), ports.httpPort(), generatedKey, camera == null ? null : camera.stream())
                .print(out, mode == Mode.DEMO, settings, store);
    }
}
