package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.CameraClip;
import io.weir.camera.ScriptedCamera;
import io.weir.flv.FlvTag;
import io.weir.hls.PlaylistText.Entry;
import io.weir.hls.PlaylistViewer;
import io.weir.mp4.Mp4Report;
import io.weir.ts.SentMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Cameras with HEVC, with G.711 and with strange clocks, pulled by {@code weir up}: Debian's ffmpeg sees and hears them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PulledMediaTest {
    private static final int SEGMENTS = 6;
    private static final int TONE_HERTZ = 440;
    private static final int HEARD_SECONDS = 8;
    private static final long DAY_S = 86_400;
    private static final long WRAPS_AFTER_MS = 5_000;

    private Weir weir;

    @BeforeAll
    void start() throws Exception {
        Map<String, String> settings = Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_CAMERA_LOCAL_ADDRESSES", "true");
        weir = Weir.in(Places.newFolder("pulled"), settings, "up").start();
    }

    @AfterAll
    void stop() throws Exception {
        weir.close();
    }

    @Test
    void pull_hevcAndAac_fragmentsOfTheSamePicturesAndSoundThatDecode() throws Exception {
        Path folder = Places.newFolder("pulled-hevc");
        SentMedia clip = sent(CameraClip.hevc());
        try (ScriptedCamera camera = ScriptedCamera.start(CameraClip.hevc())) {
            PlaylistViewer viewer = pull("hevc", camera);
            viewer.history().requireWhole();
        }
        StoredStream stored = StoredStream.read(weir.mediaFolder("hevc"));

        Mp4Report found = stored.inspectFragments();
        assertThat(found.problems()).isEmpty();
        requireLooped(found.vclHashes(), clip.vclHashes());
        requireLooped(found.audioHashes(), clip.audioHashes());
        Path file = Files.write(folder.resolve("stored.mp4"), stored.media());
        DecodedPictures.requireReadable(folder, file);
        List<String> pictures = DecodedPictures.hashes(folder, "stored", file);
        assertThat(pictures).hasSize(found.video().size());
        requireLooped(pictures, pictures.subList(0, clip.pictures().size()));
    }

    @Test
    void pull_g711_isHeardInHls() throws Exception {
        Path folder = Places.newFolder("pulled-g711");
        try (ScriptedCamera camera = ScriptedCamera.start().withPcma()) {
            PlaylistViewer viewer = pull("g711", camera);
            HeardSound.of(folder, weir.playlist("g711"), HEARD_SECONDS).requireTone(TONE_HERTZ, HEARD_SECONDS);
            viewer.history().requireWhole();
        }
        StoredStream stored = StoredStream.read(weir.mediaFolder("g711"));
        assertThat(stored.inspect().problems()).isEmpty();
        assertThat(stored.continuityErrors(folder)).isEmpty();
    }

    @Test
    void pull_clockJumpsByADay_oneDiscontinuity() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            PlaylistViewer viewer = pull("jump", camera);
            camera.jumpClock(DAY_S);
            awaitSegments("jump", viewer, 2 * SEGMENTS);
            requirePlayable("jump", viewer);
            assertThat(discontinuities(viewer)).hasSize(1);
        }
    }

    @Test
    void pull_clockWraps_noDiscontinuity() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start().wrapAfter(WRAPS_AFTER_MS)) {
            PlaylistViewer viewer = pull("wrap", camera);
            requirePlayable("wrap", viewer);
            assertThat(discontinuities(viewer)).isEmpty();
        }
    }

    private static List<Entry> discontinuities(PlaylistViewer viewer) {
        return viewer.history().entries().values().stream()
                .filter(Entry::discontinuity)
                .toList();
    }

    private void requirePlayable(String stream, PlaylistViewer viewer) throws Exception {
        viewer.history().requireWhole();
        StoredStream stored = StoredStream.read(weir.mediaFolder(stream));
        stored.requireWhole();
        assertThat(stored.inspect().problems()).isEmpty();
        assertThat(stored.continuityErrors(Places.newFolder("pulled-" + stream)))
                .isEmpty();
    }

    /** Registers the camera, and waits for some segments of it. */
    private PlaylistViewer pull(String stream, ScriptedCamera camera) throws Exception {
        weir.putCamera(stream, camera.uri().toString());
        PlaylistViewer viewer = new PlaylistViewer(weir.playlist(stream));
        awaitSegments(stream, viewer, SEGMENTS);
        return viewer;
    }

    private static void awaitSegments(String stream, PlaylistViewer viewer, int count) {
        await("segments of " + stream)
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(() -> viewer.entriesSeen() >= count);
    }

    private static SentMedia sent(CameraClip clip) {
        SentMedia sent = new SentMedia();
        for (FlvTag tag : clip.tags()) {
            sent.add(tag);
        }
        return sent;
    }

    /** Requires that the clip was found again and again, from its beginning on. */
    private static void requireLooped(List<String> found, List<String> clip) {
        assertThat(found).hasSizeGreaterThan(2 * clip.size());
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).as("number " + i).isEqualTo(clip.get(i % clip.size()));
        }
    }
}
