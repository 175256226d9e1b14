package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistViewer;
import io.weir.storage.ObjectStore;
import io.weir.storage.S3ObjectStore;
import io.weir.storage.S3Settings;
import io.weir.storage.S3TestTarget;
import io.weir.ts.SentMedia;
import io.weir.ts.TsReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each role in a process of its own, with Kafka in one more, and an S3 server outside them all. */
class SeparateRolesTest {
    private static final String STREAM = "cam";
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    /** From SIGTERM to the end of a process, with what it drains. */
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(10);

    private static final Pattern CUT_HERE = Pattern.compile("live/" + STREAM + ": (cut here|no longer cut here)");
    private static final int FIRST_SEGMENTS = 3;
    private static final int SEGMENTS_WHILE_AWAY = 5;
    private static final List<String> FAILPOINTS =
            List.of("segmenter.before-put:2", "segmenter.after-put:2", "segmenter.after-record:2");

    @Test
    void segmenter_killedAndEndedAtEachFailpoint_everyFrameOnceInOrder() throws Exception {
        Path folder = Places.newFolder("roles");
        try (Program kafka = Roles.kafka(folder);
                S3TestTarget s3 = S3TestTarget.open()) {
            Map<String, String> common = clusterSettings(Roles.address(kafka, folder), s3.settings());
            try (Weir ingest = Roles.node(folder, "ingest", "ingest", common, "");
                    Weir segmenter = Roles.node(folder, "segmenter", "segmenter", common, Roles.hazelcastOf(ingest));
                    Weir edge = Roles.node(folder, "edge", "edge", common, Roles.hazelcastOf(ingest))) {
                ingest.start();
                segmenter.start();
                edge.start();
                pushThroughKills(folder, ingest, segmenter, new PlaylistViewer(edge.playlist(STREAM)), s3.settings());
            }
        }
    }

    @Test
    void segmenterOfTwo_killedThenTheOtherDrained_everyFrameOnceInOrder() throws Exception {
        Path folder = Places.newFolder("takeover");
        try (Program kafka = Roles.kafka(folder);
                S3TestTarget s3 = S3TestTarget.open()) {
            Map<String, String> common = clusterSettings(Roles.address(kafka, folder), s3.settings());
            try (Weir ingest = Roles.node(folder, "ingest", "ingest", common, "");
                    Weir one = Roles.node(folder, "segmenter1", "segmenter", common, Roles.hazelcastOf(ingest));
                    Weir two = Roles.node(folder, "segmenter2", "segmenter", common, Roles.hazelcastOf(ingest));
                    Weir edge = Roles.node(folder, "edge", "edge", common, Roles.hazelcastOf(ingest))) {
                ingest.start();
                one.start();
                two.start();
                edge.start();
                PlaylistViewer viewer = new PlaylistViewer(edge.playlist(STREAM));
                Path clip = Clip.LONG.make(folder);
                try (Program push = Clip.push(clip, 1, ingest.rtmpUrl(STREAM))) {
                    awaitFirstSegments(viewer);
                    Weir owner = cuts(one) ? one : two;
                    Weir other = owner == one ? two : one;
                    assertThat(cuts(owner)).isTrue();
                    assertThat(cuts(other)).isFalse();

                    owner.program().kill();
                    NextSegment.fromNow(viewer).requireInTime();
                    assertThat(cuts(other)).isTrue();

                    owner.start();
                    drain(other);
                    NextSegment.fromNow(viewer).requireInTime();
                    awaitEnd(viewer);
                    push.awaitSuccess();
                }
                requireWhole(folder, clip, viewer, s3.settings());
            }
        }
    }

    @Test
    void store_awayWhileTheStreamIsPlayed_bothEdgesPlayOnAndAllIsStoredInTheEnd() throws Exception {
        Path folder = Places.newFolder("outage");
        try (Program kafka = Roles.kafka(folder);
                S3TestTarget s3 = S3TestTarget.open();
                CuttableLink link = CuttableLink.to(s3.settings().endpoint().getPort())) {
            Map<String, String> common = new HashMap<>(clusterSettings(Roles.address(kafka, folder), s3.settings()));
            common.put("s3.endpoint", "http://127.0.0.1:" + link.port());
            try (Weir ingest = Roles.node(folder, "ingest", "ingest", common, "");
                    Weir one = Roles.node(folder, "segmenter1", "segmenter", common, Roles.hazelcastOf(ingest));
                    Weir two = Roles.node(folder, "segmenter2", "segmenter", common, Roles.hazelcastOf(ingest));
                    Weir edge = Roles.node(folder, "edge1", "edge", common, Roles.hazelcastOf(ingest));
                    Weir otherEdge = Roles.node(folder, "edge2", "edge", common, Roles.hazelcastOf(ingest))) {
                for (Weir node : List.of(ingest, one, two, edge, otherEdge)) {
                    node.start();
                }
                PlaylistViewer viewer = new PlaylistViewer(edge.playlist(STREAM));
                PlaylistViewer other = new PlaylistViewer(otherEdge.playlist(STREAM));
                Path clip = Clip.LONG.make(folder);
                try (Program push = Clip.push(clip, 1, ingest.rtmpUrl(STREAM))) {
                    awaitFirstSegments(viewer);
                    awaitFirstSegments(other);
                    link.refuse();
                    for (int i = 0; i < SEGMENTS_WHILE_AWAY; i++) { // each is fetched
                        NextSegment.fromNow(viewer).requireInTime();
                        other.reload();
                    }
                    (cuts(one) ? one : two).program().kill(); // who goes on knows by the index what the store lacks
                    NextSegment.fromNow(viewer).requireInTime();
                    link.mend();
                    awaitEnd(viewer);
                    awaitEnd(other);
                    push.awaitSuccess();
                }
                await("all segments are stored")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> stored(s3.settings()).names().size() == viewer.entriesSeen());
                requireWhole(folder, clip, viewer, s3.settings());
                assertThat(other.media()).as("served by the other edge").isEqualTo(viewer.media());
            }
        }
    }

    /** Whether the last that a segmenter said of the stream is that it cuts it. */
    private static boolean cuts(Weir segmenter) throws IOException {
        Matcher said = CUT_HERE.matcher(segmenter.program().output());
        boolean cuts = false;
        while (said.find()) {
            cuts = said.group(1).equals("cut here");
        }
        return cuts;
    }

    private static void drain(Weir weir) throws IOException {
        long toldNs = System.nanoTime();
        weir.program().terminate();
        assertThat(weir.program().awaitExit()).isEqualTo(TERMINATED);
        Duration took = Duration.ofNanos(System.nanoTime() - toldNs);
        System.out.printf("drained in %d ms%n", took.toMillis());
        assertThat(took).isLessThanOrEqualTo(DRAINED_WITHIN);
    }

    private static void awaitFirstSegments(PlaylistViewer viewer) {
        await("the first segments")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(() -> viewer.entriesSeen() >= FIRST_SEGMENTS);
    }

    private static void awaitEnd(PlaylistViewer viewer) {
        await("the end of the playlist")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(viewer::hasEnded);
    }

    private static void pushThroughKills(Path folder, Weir ingest, Weir segmenter, PlaylistViewer viewer, S3Settings s3)
            throws Exception {
        Path clip = Clip.LONG.make(folder);
        try (Program push = Clip.push(clip, 1, ingest.rtmpUrl(STREAM))) {
            awaitFirstSegments(viewer);
            segmenter.program().kill();
            for (String failpoint : FAILPOINTS) {
                Program ending = segmenter.startAtOnce(Map.of("WEIR_FAILPOINT", failpoint));
                assertThat(ending.awaitExit()).as(failpoint).isEqualTo(KILLED);
            }
            viewer.reload();
            NextSegment.afterStarting(segmenter, viewer).requireInTime();
            awaitEnd(viewer);
            push.awaitSuccess();
        }
        requireWhole(folder, clip, viewer, s3);
    }

    /** Requires that the store has each frame of the clip once and in order, and that the edge served just that. */
    private static void requireWhole(Path folder, Path clip, PlaylistViewer viewer, S3Settings s3) throws Exception {
        SentMedia sent = SentMedia.ofFile(clip);
        StoredStream stored = stored(s3);
        stored.requireWhole();
        viewer.history().requireWhole();
        TsReport found = stored.inspect();
        assertThat(found.vclHashes()).isEqualTo(sent.vclHashes());
        assertThat(found.audioHashes()).isEqualTo(sent.audioHashes());
        assertThat(found.problems()).isEmpty();
        assertThat(stored.continuityErrors(folder)).isEmpty();
        assertThat(viewer.media()).as("served as stored").isEqualTo(stored.media());
    }

    private static Map<String, String> clusterSettings(String kafka, S3Settings s3) {
        return Map.of(
                "kafka.bootstrap-servers",
                kafka,
                "kafka.replication-factor",
                "1",
                "s3.endpoint",
                s3.endpoint().toString(),
                "s3.bucket",
                s3.bucket(),
                "s3.region",
                s3.region(),
                "s3.access-key",
                s3.accessKey(),
                "s3.secret-key",
                s3.secretKey(),
                "segment.duration",
                "2s",
                "stream.linger",
                "2s");
    }

    private static StoredStream stored(S3Settings settings) throws Exception {
        NavigableMap<String, byte[]> objects = new TreeMap<>();
        try (ObjectStore store = new S3ObjectStore(settings)) {
            for (ObjectStore.Entry entry :
                    store.list("live/" + STREAM + "/", "", ObjectStore.MAX_PAGE).get()) {
                String name = entry.key().substring(entry.key().lastIndexOf('/') + 1);
                objects.put(name, store.get(entry.key()).get());
            }
        }
        return StoredStream.of(objects);
    }
}
