package io.weir.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every setting there is, in the order of the reference. */
public final class Keys {
    public static final Key<Path> DATA_DIR = Key.of(
            "data-dir",
            ValueType.PATH,
            "data",
            "folder of everything that is kept on this machine: media, the standalone log, the generated publish key");

    public static final Key<String> NODE_NAME = Key.unset(
            "node.name",
            ValueType.SHORT_NAME,
            "this process's name in the cluster, unique there; if not set, made of the host's name and the process id");

    public static final Key<String> LISTEN = Key.of(
            "listen",
            ValueType.HOST_ADDRESS,
            "127.0.0.1",
            "address that takes publishers and viewers; 0.0.0.0 takes them from everywhere");

    public static final Key<Integer> RTMP_PORT =
            Key.of("rtmp.port", ValueType.PORT, "1935", "port that takes publishers by RTMP");

    public static final Key<Integer> RTMP_MAX_STREAMS = Key.of(
            "rtmp.max-streams",
            ValueType.integer(1, 100_000),
            "2000",
            "streams that one node takes at once, with those that wait for their publisher; each has a Kafka topic");

    public static final Key<Secret> PUBLISH_KEY = Key.unset(
            "publish.key",
            ValueType.URL_SECRET,
            "what a publisher must add to its URL as ?key=...; if not set, all who reach the port may publish");

    public static final Key<Integer> HTTP_PORT =
            Key.of("http.port", ValueType.PORT, "8080", "port that serves playlists, segments and the page");

    public static final Key<List<String>> HTTP_ALIASES = Key.of(
            "http.aliases",
            ValueType.STREAM_PATHS,
            "",
            "further paths of live playlists, such as /hls/{stream}.m3u8; without {app} the stream is looked for in all"
                    + " applications");

    public static final Key<Long> HTTP_CACHE_BYTES = Key.of(
            "http.cache-bytes",
            ValueType.size("1MiB", "1TiB"),
            "256MiB",
            "memory that an edge may take for segments; those on their way to viewers may take as much again. The default is"
                    + " less where the JVM's heap has no room for it");

    public static final Key<String> MANAGEMENT_LISTEN = Key.of(
            "management.listen",
            ValueType.HOST_ADDRESS,
            "127.0.0.1",
            "address of health, metrics and the cameras' API; they have no access control, so open it to a trusted network"
                    + " only");

    public static final Key<Integer> MANAGEMENT_PORT = Key.of(
            "management.port",
            ValueType.PORT,
            "9400",
            "port of /health/ready, /health/live, /metrics and, by role, /api/v1/cameras and audits");

    public static final Key<Path> CAMERAS_FILE = Key.unset(
            "cameras.file",
            ValueType.PATH,
            "YAML file of cameras to pull, read again when it changes; the API does not change those in it");

    public static final Key<Duration> SEGMENT_DURATION = Key.of(
            "segment.duration",
            ValueType.duration("1s", "10s"),
            "5s",
            "length that segments aim at; they are cut at keyframes, so the camera's keyframe interval counts too");

    public static final Key<String> SEGMENT_CONTAINER = Key.of(
            "segment.container",
            ValueType.oneOf("ts", "fmp4"),
            "ts",
            "what segments are: MPEG transport streams or fragmented MP4; streams with HEVC have the latter always");

    public static final Key<Duration> STREAM_LINGER = Key.of(
            "stream.linger",
            ValueType.duration("0s", "10m"),
            "60s",
            "how long a stream waits for its publisher to come back before its playlist ends");

    public static final Key<Duration> CAMERA_LEASE = Key.of(
            "camera.lease",
            ValueType.duration("5s", "5m"),
            "30s",
            "for how long nothing may be heard of the node that holds a camera before another one takes it, if it cannot be"
                    + " told at once that the node is dead; a node that is cut off from Kafka lets its cameras go in less");

    public static final Key<Duration> CAMERA_IDLE = Key.of(
            "camera.idle",
            ValueType.duration("1s", "1h"),
            "30s",
            "for how long nobody may have asked for a stream whose camera is on demand before the camera is disconnected; players ask"
                    + " once a segment, so two segments at least");

    public static final Key<Boolean> CAMERA_LOCAL = Key.of(
            "camera.local-addresses",
            ValueType.BOOLEAN,
            "false",
            "whether cameras may be at addresses of the ingest node itself (127.0.0.1) or link-local ones (169.254.0.0/16); those of"
                    + " clouds' metadata services are refused always, those of private networks never");

    public static final Key<String> CAMERA_GUARD_ADDRESS = Key.unset(
            "camera.guard-address",
            ValueType.HOST_ADDRESS,
            "address at which the other ingest nodes find out whether this process lives, on a free port; if not set, that of"
                    + " hazelcast.listen");

    public static final Key<Secret> CAMERA_KEY = Key.unset(
            "camera.key",
            ValueType.LONG_SECRET,
            "what seals the cameras, with their passwords, in Kafka; the same on every ingest node, such as the output of"
                    + " `openssl rand -hex 32`; weir up and weir demo make one and keep it in data-dir");

    public static final Key<Duration> STORE_RETENTION = Key.of(
            "store.retention",
            ValueType.duration("1m", "3650d"),
            "24h",
            "age at which stored segments are removed; weir demo has a default of 1h");

    public static final Key<Long> STORE_MAX_BYTES = Key.unset(
            "store.max-bytes",
            ValueType.size("16MiB", "1000TiB"),
            "bytes of stored segments above which the oldest are removed; if not set, age alone counts (standalone:"
                    + " 10GiB)");

    public static final Key<URI> S3_ENDPOINT = Key.unset(
            "s3.endpoint", ValueType.HTTP_URL, "URL of the S3 server; if not set, segments go to a folder in data-dir");

    public static final Key<String> S3_BUCKET = Key.of("s3.bucket", ValueType.BUCKET, "weir", "bucket of the segments");

    public static final Key<String> S3_REGION =
            Key.unset("s3.region", ValueType.SHORT_NAME, "region of the bucket, if the server has regions");

    public static final Key<String> S3_ACCESS_KEY =
            Key.unset("s3.access-key", ValueType.TEXT, "access key id for the S3 server");

    public static final Key<Secret> S3_SECRET_KEY =
            Key.unset("s3.secret-key", ValueType.SECRET, "secret access key for the S3 server");

    public static final Key<List<String>> KAFKA_BOOTSTRAP_SERVERS = Key.unset(
            "kafka.bootstrap-servers",
            ValueType.HOST_PORTS,
            "brokers to begin with, as host:port; standalone brings its own");

    public static final Key<String> KAFKA_TOPIC_PREFIX = Key.of(
            "kafka.topic-prefix",
            ValueType.SHORT_NAME,
            "weir",
            "how the names of Weir's topics begin; two clusters may share Kafka under two prefixes");

    public static final Key<Integer> KAFKA_REPLICATION_FACTOR = Key.of(
            "kafka.replication-factor",
            ValueType.integer(1, 9),
            "3",
            "copies of each topic that Weir makes (standalone: 1)");

    public static final Key<Duration> LOG_RETENTION = Key.of(
            "log.retention",
            ValueType.duration("1m", "30d"),
            "1h",
            "how long Kafka keeps what was published: the longest outage of the store that loses nothing");

    public static final Key<Long> LOG_MAX_BYTES = Key.unset(
            "log.max-bytes",
            ValueType.size("64MiB", "1000TiB"),
            "bytes that the logs of all streams may take, in equal shares of at least 48 MiB, whatever log.retention says;"
                    + " if not set, age alone counts (standalone with its own Kafka: 10GiB)");

    public static final Key<String> HAZELCAST_CLUSTER_NAME = Key.of(
            "hazelcast.cluster-name",
            ValueType.SHORT_NAME,
            "weir",
            "members of one name find each other; nodes of another cluster must have another");

    public static final Key<String> HAZELCAST_LISTEN = Key.of(
            "hazelcast.listen",
            ValueType.HOST_ADDRESS,
            "127.0.0.1",
            "address of this member, at which the others reach it; it has no access control");

    public static final Key<Integer> HAZELCAST_PORT =
            Key.of("hazelcast.port", ValueType.PORT, "5701", "port of this member; standalone takes a free one");

    public static final Key<List<String>> HAZELCAST_MEMBERS = Key.of(
            "hazelcast.members",
            ValueType.HOSTS,
            "",
            "members to look for at start, as host or host:port; an empty list founds a cluster of its own");

    /** Every key. */
    public static final List<Key<?>> ALL = List.of(
            DATA_DIR,
            NODE_NAME,
            LISTEN,
            RTMP_PORT,
            RTMP_MAX_STREAMS,
            PUBLISH_KEY,
            HTTP_PORT,
            HTTP_ALIASES,
            HTTP_CACHE_BYTES,
            MANAGEMENT_LISTEN,
            MANAGEMENT_PORT,
            CAMERAS_FILE,
            SEGMENT_DURATION,
            SEGMENT_CONTAINER,
            STREAM_LINGER,
            CAMERA_LEASE,
            CAMERA_IDLE,
            CAMERA_LOCAL,
            CAMERA_GUARD_ADDRESS,
            CAMERA_KEY,
            STORE_RETENTION,
            STORE_MAX_BYTES,
            S3_ENDPOINT,
            S3_BUCKET,
            S3_REGION,
            S3_ACCESS_KEY,
            S3_SECRET_KEY,
            KAFKA_BOOTSTRAP_SERVERS,
            KAFKA_TOPIC_PREFIX,
            KAFKA_REPLICATION_FACTOR,
            LOG_RETENTION,
            LOG_MAX_BYTES,
            HAZELCAST_CLUSTER_NAME,
            HAZELCAST_LISTEN,
            HAZELCAST_PORT,
            HAZELCAST_MEMBERS);

    private Keys() {}
}
