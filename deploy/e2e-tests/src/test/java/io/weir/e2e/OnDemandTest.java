package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistText;
import io.weir.hls.PlaylistText.Entry;
import io.weir.hls.PlaylistViewer;
import io.weir.storage.S3Settings;
import io.weir.storage.S3TestTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A camera that is pulled only while somebody watches: it counts its clients itself. */
class OnDemandTest {
    private static final String STREAM = "cam";
    private static final Duration IDLE = Duration.ofSeconds(3);

    /** Longer than a player's distance from the end, three target durations of 2 s. */
    private static final Duration ASLEEP = Duration.ofSeconds(8);

    private static final int WATCHED_SEGMENTS = 4;

    @Test
    void camera_watchedThenNotThenAgain_hasAClientOnlyWhileItIsAndFreshMediaEachTime() throws Exception {
        Path folder = Places.newFolder("demand");
        Map<String, String> settings = Map.of(
                "WEIR_SEGMENT_DURATION",
                "2s",
                "WEIR_CAMERA_LOCAL_ADDRESSES",
                "true",
                "WEIR_CAMERA_IDLE",
                IDLE.toSeconds() + "s");
        try (Cameras cameras = Cameras.start(folder, 1);
                Weir weir = Weir.in(folder, settings, "up").start()) {
            weir.putCamera(STREAM, cameras.url(0), true);
            awaitAsleep(weir);
            assertThat(cameras.connections()).isZero();

            PlaylistViewer viewer = new PlaylistViewer(weir.playlist(STREAM));
            long firstMs = firstSegmentMs(viewer, "the first viewer");
            await("it plays for longer than the idle time")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(() -> viewer.entriesSeen() >= WATCHED_SEGMENTS);
            assertThat(cameras.taken()).isEqualTo(1);
            assertThat(cameras.connections()).isEqualTo(1);
            long lastWatched = viewer.lastSeen();

            long leftNs = System.nanoTime();
            await("the camera has no client")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(() -> cameras.taken() == 0);
            System.out.printf("on demand: the camera is free %d ms after the last request%n", millisSince(leftNs));
            awaitAsleep(weir);
            long asleepNs = System.nanoTime();
            await("it sleeps for a while")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(() -> {
                        assertThat(weir.streams()).contains("\"state\":\"sleeping\"");
                        assertThat(cameras.connections()).isEqualTo(1);
                        return System.nanoTime() - asleepNs >= ASLEEP.toNanos();
                    });

            long backMs = System.currentTimeMillis();
            PlaylistViewer back = new PlaylistViewer(weir.playlist(STREAM));
            assertThat(firstSegmentMs(back, "a viewer who comes back"))
                    .as("the newest segment that is played first")
                    .isGreaterThanOrEqualTo(backMs)
                    .isGreaterThan(firstMs);
            assertThat(cameras.taken()).isEqualTo(1);
            assertThat(cameras.connections()).isEqualTo(2);
            assertThat(cameras.most()).isEqualTo(1);

            viewer.reload();
            viewer.history().requireWhole();
            assertThat(viewer.texts()).noneMatch(text -> text.contains("ENDLIST"));
            List<Entry> since = List.copyOf(
                    viewer.history().entries().tailMap(lastWatched, false).values());
            assertThat(since).as("no new window: it has not ended").anyMatch(Entry::gap);
            assertThat(lastOf(Objects.requireNonNull(back.reload())).gap()).isFalse();
            assertThat(since.stream()
                            .dropWhile(entry -> !entry.gap())
                            .filter(entry -> !entry.gap())
                            .findFirst())
                    .as("the first segment behind the gaps")
                    .hasValueSatisfying(
                            entry -> assertThat(entry.discontinuity()).isTrue());
        }
    }

    @Test
    void camera_watchedAtOneEdgeThenAtAnother_keepsItsClientUntilNobodyWatchesAtEither() throws Exception {
        Path folder = Places.newFolder("demand-roles");
        try (Cameras cameras = Cameras.start(folder, 1);
                Program kafka = Roles.kafka(folder);
                S3TestTarget s3 = S3TestTarget.open()) {
            Map<String, String> common = clusterSettings(Roles.address(kafka, folder), s3.settings());
            try (Weir ingest = Roles.node(folder, "ingest", "ingest", common, "");
                    Weir segmenter = Roles.node(folder, "segmenter", "segmenter", common, Roles.hazelcastOf(ingest));
                    Weir north = Roles.node(folder, "north", "edge", common, Roles.hazelcastOf(ingest));
                    Weir south = Roles.node(folder, "south", "edge", common, Roles.hazelcastOf(ingest))) {
                ingest.start();
                segmenter.start();
                north.start();
                south.start();
                ingest.putCamera(STREAM, cameras.url(0), true);
                awaitAsleep(ingest);

                firstSegmentMs(new PlaylistViewer(north.playlist(STREAM)), "the first viewer in the north");
                PlaylistViewer southern = new PlaylistViewer(south.playlist(STREAM));
                await("it plays in the south for longer than the idle time")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> southern.entriesSeen() >= WATCHED_SEGMENTS);
                assertThat(cameras.connections()).isEqualTo(1);
                assertThat(cameras.taken()).isEqualTo(1);

                await("the camera has no client")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> cameras.taken() == 0);
                awaitAsleep(ingest);
                southern.history().requireWhole();
                assertThat(southern.texts()).noneMatch(text -> text.contains("ENDLIST"));
                assertThat(cameras.connections()).isEqualTo(1);
            }
        }
    }

    private static Map<String, String> clusterSettings(String kafka, S3Settings s3) {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap-servers", kafka);
        settings.put("kafka.replication-factor", "1");
        settings.put("s3.endpoint", s3.endpoint().toString());
        settings.put("s3.bucket", s3.bucket());
        settings.put("s3.region", s3.region());
        settings.put("s3.access-key", s3.accessKey());
        settings.put("s3.secret-key", s3.secretKey());
        settings.put("segment.duration", "2s");
        settings.put("camera.key", "the key of the cameras, of the test");
        settings.put("camera.local-addresses", "true");
        settings.put("camera.idle", IDLE.toSeconds() + "s");
        return settings;
    }

    private static void awaitAsleep(Weir weir) {
        await("the camera sleeps")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(() -> weir.cameras().contains("\"phase\":\"sleeping\""));
    }

    /** When the newest segment begins, of the first playlist that is answered. */
    private static long firstSegmentMs(PlaylistViewer viewer, String who) {
        long cameNs = System.nanoTime();
        PlaylistText first = await("a playlist")
                .atMost(Places.AMPLE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Places.POLL)
                .until(viewer::reload, Objects::nonNull);
        System.out.printf("on demand: %s has a segment after %d ms%n", who, millisSince(cameNs));
        Entry newest = lastOf(first);
        assertThat(newest.gap()).isFalse();
        return newest.startMs();
    }

    private static Entry lastOf(PlaylistText playlist) {
        return playlist.entries().get(playlist.entries().size() - 1);
    }

    private static long millisSince(long ns) {
        return Duration.ofNanos(System.nanoTime() - ns).toMillis();
    }
}
