package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import io.weir.hls.PlaylistText.Entry;
import io.weir.hls.PlaylistViewer;
import io.weir.mp4.Mp4Report;
import io.weir.mp4.Mp4Report.Found;
import io.weir.rtmpclient.RtmpPublisher;
import io.weir.ts.SentMedia;
import io.weir.ts.SentMedia.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pushes of HEVC into {@code weir up}: out come fragments of MP4 that Debian's ffmpeg decodes to the very pictures it has
 * encoded. No browser of Debian's decodes HEVC, so none is asked.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HevcPushTest {
    private static final int SPEED = 2;
    private static final int TICKS_A_MS = 90;

    /** A frame of sound, and a millisecond's rounding, in samples. */
    private static final long SOUND_TOLERANCE = 1_024 + 45;

    private static final int SAMPLES_A_SECOND = 44_100;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Weir weir;

    @BeforeAll
    void start() throws Exception {
        Map<String, String> settings = Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_STREAM_LINGER", "4s");
        weir = Weir.in(Places.newFolder("hevc"), settings, "up").start();
    }

    @AfterAll
    void stop() throws Exception {
        weir.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void push_hevc_storedAsSentInFragmentsThatDecodeToTheSamePictures(HevcClip.Form form) throws Exception {
        String stream = "hevc-" + form.name().toLowerCase(Locale.ROOT);
        Path folder = Places.newFolder(stream);
        HevcClip clip = HevcClip.make(folder, form);
        PlaylistViewer viewer = new PlaylistViewer(weir.playlist(stream));

        push(stream, clip);
        String master = weir.get(weir.masterPlaylist(stream));
        awaitEnd(viewer);

        SentMedia sent = SentMedia.ofFile(clip.flv());
        StoredStream stored = StoredStream.read(weir.mediaFolder(stream));
        Mp4Report found = stored.inspectFragments();
        assertThat(found.problems()).isEmpty();
        assertThat(found.vclHashes())
                .as("VCL NAL units")
                .isEqualTo(sent.vclHashes())
                .hasSize(300);
        assertThat(found.audioHashes()).as("sound frames").isEqualTo(sent.audioHashes());
        requireTimes(sent, found);
        stored.requireWhole();
        viewer.history().requireWhole();
        assertThat(viewer.media()).as("served as stored").isEqualTo(stored.media());
        assertThat(master).contains("CODECS=\"hvc1.1.6.L60.90,mp4a.40.2\"", "RESOLUTION=320x180", "FRAME-RATE=25.000");
        Path file = Files.write(folder.resolve("stored.mp4"), stored.media());
        DecodedPictures.requireReadable(folder, file);
        assertThat(DecodedPictures.hashes(folder, "stored", file))
                .hasSize(300)
                .isEqualTo(DecodedPictures.hashes(folder, "encoded", clip.mp4()));
        ViewingTest.parse(folder, viewer.texts());
        ViewingTest.parse(folder, List.of(master));
    }

    @Test
    void push_twice_initIsNamedAgainBehindTheDiscontinuity() throws Exception {
        String stream = "hevc-twice";
        Path folder = Places.newFolder(stream);
        HevcClip clip = HevcClip.make(folder, HevcClip.Form.ENHANCED);
        PlaylistViewer viewer = new PlaylistViewer(weir.playlist(stream));

        push(stream, clip);
        push(stream, clip);
        awaitEnd(viewer);

        StoredStream stored = StoredStream.read(weir.mediaFolder(stream));
        assertThat(stored.inspectFragments().problems()).isEmpty();
        assertThat(stored.inspectFragments().video()).hasSize(600);
        assertThat(viewer.history().entries().values())
                .filteredOn(Entry::discontinuity)
                .hasSize(1);
        String last = viewer.texts().get(viewer.texts().size() - 1);
        assertThat(last.lines().filter(line -> line.startsWith("#EXT-X-MAP:")))
                .as("one init segment, named twice")
                .hasSize(2)
                .hasSameElementsAs(List.of(last.lines()
                        .filter(line -> line.startsWith("#EXT-X-MAP:"))
                        .findFirst()
                        .orElseThrow()));
        ViewingTest.parse(folder, viewer.texts());
    }

    /** Pushes a clip to its end, faster than real time. */
    private void push(String stream, HevcClip clip) throws Exception {
        RtmpPublisher publisher =
                RtmpPublisher.connect(loops, URI.create(weir.rtmpUrl(stream)), new RtmpPublisher.Listener() {});
        publisher.started().get(Places.AMPLE.toSeconds(), TimeUnit.SECONDS);
        int lastMs = 0;
        for (FlvTag tag : tags(clip.flv())) {
            lastMs = tag.timestampMs();
            var unused = publisher
                    .eventLoop()
                    .schedule(
                            () -> publisher.write(
                                    tag.type(), tag.timestampMs(), tag.buffer().slice(tag.offset(), tag.length())),
                            lastMs / SPEED,
                            TimeUnit.MILLISECONDS);
        }
        var unused = publisher.eventLoop().schedule(publisher::close, lastMs / SPEED + 1, TimeUnit.MILLISECONDS);
        publisher.closed().get(Places.AMPLE.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<FlvTag> tags(Path flv) throws IOException {
        try (InputStream in = Files.newInputStream(flv)) {
            return FlvLoop.tags(in);
        }
    }

    private static void awaitEnd(PlaylistViewer viewer) {
        await("the end of the playlist")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(viewer::hasEnded);
    }

    /** Each picture as far from the first as it was sent; each frame of sound where it was sent, to within a frame. */
    private static void requireTimes(SentMedia sent, Mp4Report found) {
        List<Picture> pictures = sent.pictures();
        assertThat(pictures).as("B-frames").anyMatch(picture -> picture.ptsMs() != picture.dtsMs());
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            Found stored = found.video().get(i); // of one slice each
            assertThat(stored.dts() - found.video().get(0).dts())
                    .as("DTS of %s", picture)
                    .isEqualTo(TICKS_A_MS * (picture.dtsMs() - pictures.get(0).dtsMs()));
            assertThat(stored.pts() - stored.dts())
                    .as("composition time of %s", picture)
                    .isEqualTo(TICKS_A_MS * (picture.ptsMs() - picture.dtsMs()));
            assertThat(stored.sync()).isEqualTo(picture.keyframe());
        }
        long zeroMs = found.video().get(0).dts() / TICKS_A_MS - pictures.get(0).dtsMs();
        for (int i = 0; i < sent.audioTimesMs().size(); i++) {
            long wanted = (zeroMs + sent.audioTimesMs().get(i)) * SAMPLES_A_SECOND / 1_000;
            assertThat(found.audio().get(i).dts() - wanted).isBetween(-SOUND_TOLERANCE, SOUND_TOLERANCE);
        }
    }
}
