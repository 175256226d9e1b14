package io.weir.standalone;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.weir.audit.api.AuditApi;
import io.weir.audit.reader.StreamAuditor;
import io.weir.camera.CameraRegistry;
import io.weir.camera.report.CameraReports;
import io.weir.config.Keys;
import io.weir.config.Secret;
import io.weir.config.Settings;
import io.weir.edge.EdgeNode;
import io.weir.edge.EdgeSettings;
import io.weir.index.Accepted;
import io.weir.index.reader.IndexReader;
import io.weir.ingest.IngestNode;
import io.weir.ingest.camera.PullSettings;
import io.weir.ingest.camera.PullStatus;
import io.weir.ingest.guard.GuardPort;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.rtmp.PublishAccess;
import io.weir.ingest.rtmp.RtmpServerSettings;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.LogShares;
import io.weir.log.PinnedSettings;
import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import io.weir.ownership.Directory;
import io.weir.ownership.HazelcastDirectory;
import io.weir.ownership.HazelcastSettings;
import io.weir.ownership.NodeRole;
import io.weir.ownership.SharedDemand;
import io.weir.remake.LogRemaker;
import io.weir.remake.Remaker;
import io.weir.runtime.HeapShares;
import io.weir.segmenter.SegmenterNode;
import io.weir.storage.ObjectStore;
import io.weir.storage.Retention;
import io.weir.storage.RetentionTask;
import io.weir.storage.StoreReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wires the nodes of the roles that this process has: the directory, the store, then segmenter, edge and ingest, so that
 * publishers are taken last and turned away first.
 */
final class StandaloneCluster {
    private static final Duration RETENTION_PAUSE = Duration.ofSeconds(30);
    private static final int STANDALONE_INDEX_PARTITIONS = 4;
    private static final int CLUSTER_INDEX_PARTITIONS = 64;
    private static final int MAX_CACHED_SEGMENT_BYTES = 32 << 20;
    private static final int MAX_FETCHES = 64;
    private static final int MAX_HELD_REQUESTS = 1_000;

    /** Before the first segment no target duration is known: the longest there is, and 3 s. */
    private static final Duration HOLD = Duration.ofSeconds(13);

    private final Settings settings;
    private final NodeContext context;
    private final KafkaSettings kafka;
    private final MediaStore media;
    private volatile @Nullable IngestNode pulling;

    private StandaloneCluster(NodeContext context) {
        this.context = context;
        this.settings = context.settings();
        this.kafka = kafka(settings, context.mediaFolder() != null);
        this.media = new MediaStore(context);
    }

    /**
     * Where the nodes listen.
     *
     * @param rtmpPort 0 if no ingest node is here
     * @param httpPort 0 if no edge node is here
     * @param store where the media lies, and how much of it; null if no node here uses it
     * @param cameras null if no ingest node is here
     */
    record Ports(
            int rtmpPort,
            int httpPort,
            @Nullable StoreReport store,
            @Nullable CameraRegistry cameras) {}

    /** Starts the nodes on the context's lifecycle. */
    static Ports start(Set<NodeRole> roles, NodeContext context) {
        return new StandaloneCluster(context).start(roles);
    }

    private Ports start(Set<NodeRole> roles) {
        long cacheBytes = roles.contains(NodeRole.EDGE) ? SegmentMemory.bytes(settings, roles) : 0;
        HazelcastDirectory directory =
                context.lifecycle().start("the cluster's directory", () -> HazelcastDirectory.join(hazelcast(roles)));
        for (NodeRole role : NodeRole.values()) {
            Gauge.builder(
                            "weir.cluster.members",
                            directory,
                            all -> all.members(role).size())
                    .description("Live nodes of the cluster that this one sees, itself among them")
                    .tag("role", role.name().toLowerCase(Locale.ROOT))
                    .register(context.meters());
        }
        Demand demand = context.lifecycle().start("the demand", () -> SharedDemand.start(directory, System::nanoTime));
        // Edges read what ingest nodes say; in one process this is one node, whose cameras come last.
        CameraReports reports = CameraServing.report(context, directory, this::ownCameras);
        context.lifecycle().start("the topic of the index", () -> IndexTopic.make(context, kafka));
        IndexReader index = context.lifecycle().start("the reader of the index", this::readIndex);
        int httpPort = settings.get(Keys.HTTP_PORT);
        int rtmpPort = settings.get(Keys.RTMP_PORT);
        int boundHttpPort = 0;
        int boundRtmpPort = 0;
        CameraRegistry registry = null;
        boolean usesStore = roles.contains(NodeRole.SEGMENTER) || roles.contains(NodeRole.EDGE);
        if (usesStore) {
            ObjectStore store = context.lifecycle().start("the store", media::open);
            media.check(store, roles);
            StreamAuditor auditor = new StreamAuditor(kafka, index, store, media.limits(), Clock.systemUTC());
            context.management().serveSlow(new AuditApi(auditor::audit));
            if (roles.contains(NodeRole.SEGMENTER)) {
                SegmenterNode segmenter =
                        context.lifecycle().start("the segmenter node", () -> segmenter(directory, index, store));
                context.health().add(new SegmenterCheck(segmenter));
                FunctionCounter.builder("weir.segmenter.damaged.frames", segmenter, SegmenterNode::damagedFrames)
                        .description("Frames of which something was left out of a segment because it is malformed")
                        .register(context.meters());
                Gauge.builder("weir.segmenter.left.streams", segmenter, SegmenterNode::leftStreams)
                        .description("Streams that this node leaves to other segmenters because it cannot cut them")
                        .register(context.meters());
                settings.find(Keys.LOG_MAX_BYTES)
                        .ifPresent(maxBytes ->
                                context.lifecycle().start("the log's limit", () -> LogShares.start(kafka, maxBytes)));
                context.lifecycle().start("the store's retention", () -> retention(store, index));
            }
            if (roles.contains(NodeRole.EDGE)) {
                EdgeSettings edge = EdgeSettings.defaults()
                        .withAddress(new InetSocketAddress(settings.get(Keys.LISTEN), httpPort))
                        .withAliases(settings.get(Keys.HTTP_ALIASES))
                        .withSegments(new EdgeSettings.SegmentLimits(cacheBytes, MAX_CACHED_SEGMENT_BYTES, MAX_FETCHES))
                        .withHold(new EdgeSettings.HoldLimits(MAX_HELD_REQUESTS, HOLD));
                Remaker remaker = context.lifecycle()
                        .start(
                                "the remaker of segments",
                                () -> new LogRemaker(kafka, "weir-edge-remaker", System::nanoTime));
                boundHttpPort = context.lifecycle()
                        .start(
                                "the edge node",
                                () -> EdgeNode.start(
                                        edge,
                                        index,
                                        directory,
                                        reports::all,
                                        demand,
                                        store,
                                        remaker,
                                        Clock.systemUTC()))
                        .port();
            }
        }
        if (roles.contains(NodeRole.INGEST)) {
            CameraRegistry cameras =
                    context.lifecycle().start("the registry of cameras", () -> CameraServing.registry(kafka, settings));
            // A publisher's status names the HTTP port; where the edge is another process, its setting stands for it.
            final int shownHttpPort = boundHttpPort == 0 ? httpPort : boundHttpPort;
            IngestNode ingest = context.lifecycle()
                    .start("the ingest node", () -> ingest(directory, index, demand, cameras, rtmpPort, shownHttpPort));
            boundRtmpPort = ingest.port();
            FunctionCounter.builder("weir.ingest.dropped.tags", ingest, IngestNode::droppedTags)
                    .description("Tags that were taken and never written, because Kafka was away and buffers were full")
                    .register(context.meters());
            pulling = ingest;
            CameraServing.start(context, cameras, reports, ingest);
            registry = cameras;
        }
        return new Ports(boundRtmpPort, boundHttpPort, usesStore ? media.report() : null, registry);
    }

    private static KafkaSettings kafka(Settings settings, boolean standalone) {
        int replicas = settings.get(Keys.KAFKA_REPLICATION_FACTOR);
        return new KafkaSettings(
                String.join(",", settings.get(Keys.KAFKA_BOOTSTRAP_SERVERS)),
                settings.get(Keys.KAFKA_TOPIC_PREFIX),
                replicas,
                Math.max(1, replicas - 1),
                settings.get(Keys.LOG_RETENTION).toMillis(),
                standalone ? STANDALONE_INDEX_PARTITIONS : CLUSTER_INDEX_PARTITIONS);
    }

    private HazelcastSettings hazelcast(Set<NodeRole> roles) {
        String name = settings.find(Keys.NODE_NAME).orElseGet(NodeName::ofThisProcess);
        return new HazelcastSettings(
                settings.get(Keys.HAZELCAST_CLUSTER_NAME),
                name,
                roles,
                settings.get(Keys.HAZELCAST_LISTEN),
                settings.get(Keys.HAZELCAST_PORT),
                settings.get(Keys.HAZELCAST_MEMBERS));
    }

    private Map<StreamName, PullStatus> ownCameras() {
        IngestNode ingest = pulling;
        return ingest == null ? Map.of() : ingest.cameras();
    }

    private IndexReader readIndex() {
        IndexReader index = new IndexReader(kafka, "weir-index", System::nanoTime);
        index.start();
        context.health().add(new IndexCheck(index));
        return index;
    }

    private SegmenterNode segmenter(Directory directory, IndexReader index, ObjectStore store) {
        SegmenterNode node = new SegmenterNode(kafka, directory, index, store, System::nanoTime);
        node.start();
        return node;
    }

    private RetentionTask retention(ObjectStore store, IndexReader index) {
        Retention retention =
                new Retention(store, media.limits(), Clock.systemUTC(), stream -> oldestProtectedMsn(index, stream));
        return RetentionTask.start(retention, RETENTION_PAUSE);
    }

    /** The window, and as many entries before it as it has: what a viewer who is late still asks for. */
    private static long oldestProtectedMsn(IndexReader index, StreamName stream) {
        if (!index.isLoaded()) {
            return Long.MIN_VALUE;
        }
        Accepted latest = index.latest(stream);
        if (latest == null || latest.record().window().isEmpty()) {
            return Long.MAX_VALUE;
        }
        return latest.record().window().get(0).msn() - latest.record().window().size();
    }

    private IngestNode ingest(
            Directory directory, IndexReader index, Demand demand, CameraRegistry cameras, int rtmpPort, int httpPort)
            throws IOException {
        PublishAccess access = settings.find(Keys.PUBLISH_KEY)
                .map(Secret::reveal)
                .map(PublishAccess::withKey)
                .orElse(PublishAccess.OPEN);
        PinnedSettings pinned = new PinnedSettings(
                (int) settings.get(Keys.SEGMENT_DURATION).toMillis(),
                settings.get(Keys.SEGMENT_CONTAINER),
                PinnedSettings.MUXER_VERSION);
        RtmpServerSettings rtmp = RtmpServerSettings.defaults(
                        new InetSocketAddress(settings.get(Keys.LISTEN), rtmpPort), httpPort)
                .withPartialBytes(HeapShares.ofThisProcess().partialMessageBytes());
        return IngestNode.start(
                rtmp,
                access,
                kafka,
                pinned,
                settings.get(Keys.RTMP_MAX_STREAMS),
                settings.get(Keys.STREAM_LINGER),
                GuardPort.open(InetAddress.getByName(
                        settings.find(Keys.CAMERA_GUARD_ADDRESS).orElse(settings.get(Keys.HAZELCAST_LISTEN)))),
                new PullSettings(
                        settings.get(Keys.CAMERA_LEASE),
                        settings.get(Keys.CAMERA_IDLE),
                        settings.get(Keys.CAMERA_LOCAL) ? AddressPolicy.LOCAL_ALLOWED : AddressPolicy.STANDARD),
                demand,
                cameras,
                context.log(),
                () -> index.isLoaded() ? index.all() : null,
                directory,
                System::currentTimeMillis,
                System::nanoTime);
    }
}
