package io.weir.mp4;

import static io.weir.track.TestMedia.AAC_44K;
import static io.weir.track.TestMedia.AAC_48K;
import static io.weir.track.TestMedia.AVC;
import static io.weir.track.TestMedia.HEVC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.media.AudioFormat;
import io.weir.media.Mp3Format;
import io.weir.media.VideoFormat;
import io.weir.mp4.Mp4Report.Found;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import io.weir.track.TestMedia;
import io.weir.ts.MediaHashes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Mp4MuxerTest {
    private static final int START_90K = Mp4Muxer.START_MS * 90;
    private static final int HEVC_TRAIL = 1;
    private static final int HEVC_IDR = 19;
    private static final int HEVC_VPS = 32;
    private static final int HEVC_DELIMITER = 35;
    private static final int HEVC_FILLER = 38;
    private static final int HEVC_SEI = 39;

    private final TestMedia media = new TestMedia(7);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Mp4State state = Mp4State.initial();
    private int damaged;

    private static MediaTracks tracks(@Nullable VideoFormat video, @Nullable AudioFormat audio) {
        return new MediaTracks(video, audio);
    }

    private void init(MediaTracks tracks) {
        write(InitSegment.of(tracks));
    }

    private void mux(MediaTracks tracks, List<Sample> samples, long endMs) {
        Mp4Muxer.Result result = Mp4Muxer.mux(state, tracks, samples, endMs);
        write(result.bytes());
        state = result.next();
        damaged += result.damagedSamples();
    }

    private void write(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        out.writeBytes(bytes);
    }

    private Mp4Report report() {
        return Mp4Inspector.inspect(out.toByteArray());
    }

    /** One segment of pictures and sound, or of one of them, behind its init. */
    private Mp4Report one(MediaTracks tracks, long endMs, Sample... samples) {
        init(tracks);
        mux(tracks, List.of(samples), endMs);
        return report();
    }

    private Sample hevc(boolean keyframe, long dtsMs, int compositionMs) {
        return TestMedia.video(keyframe, dtsMs, compositionMs, media.hevcNal(keyframe ? HEVC_IDR : HEVC_TRAIL, 50));
    }

    @Test
    void mux_minuteOfPicturesAndSound_allOfItOnceAndInOrder() {
        MediaTracks tracks = tracks(AVC, AAC_44K);
        List<Sample> samples = media.stream(0, 60, 25, 44_100);
        init(tracks);
        List<Sample> segment = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.video() && sample.keyframe() && segment.stream().anyMatch(Sample::video)) {
                mux(tracks, segment, sample.dtsMs());
                segment = new ArrayList<>();
            }
            segment.add(sample);
        }
        mux(tracks, segment, 60_000);

        Mp4Report report = report();
        assertThat(report.problems()).isEmpty();
        assertThat(report.segments()).isEqualTo(30);
        assertThat(report.vclHashes()).isEqualTo(TestMedia.vclHashes(samples));
        assertThat(report.audioHashes()).isEqualTo(TestMedia.audioHashes(samples));
        assertThat(damaged).isZero();
        for (int i = 0; i < report.video().size(); i++) {
            Found picture = report.video().get(i);
            assertThat(picture.dts()).isEqualTo(START_90K + i * 3_600L);
            assertThat(picture.duration()).isEqualTo(3_600);
            assertThat(picture.sync()).isEqualTo(i % 50 == 0);
        }
        for (int i = 0; i < report.audio().size(); i++) {
            assertThat(report.audio().get(i).dts()).isEqualTo(441L * Mp4Muxer.START_MS / 10 + i * 1_024L);
            assertThat(report.audio().get(i).duration()).isEqualTo(1_024);
        }
        assertThat(state.sequence()).isEqualTo(31);
    }

    @Test
    void mux_twoPicturesAndAFrameOfSound_everyBox() {
        mux(tracks(HEVC, AAC_48K), List.of(hevc(true, 7, 80), media.sound(10, 21), hevc(false, 47, -40)), 87);

        assertThat(Mp4Boxes.dump(out.toByteArray())).isEqualTo("""
                styp 24 6d736468000000006d73646869736f36
                moof 192
                  mfhd 16 0000000000000001
                  traf 96
                    tfhd 16 0002000000000001
                    tfdt 20 0100000000000000000dbba0
                    trun 52 01000f0100000002000000c8\
                00000e10000000360200000000001c20\
                00000e100000003601010000fffff1f0
                  traf 72
                    tfhd 16 0002000000000002
                    tfdt 20 010000000000000000075390
                    trun 28 0100030100000001000001340000040000000015
                mdat 137
                """);
    }

    @Test
    void mux_sameStateAndSamples_sameBytes() {
        MediaTracks tracks = tracks(AVC, AAC_48K);
        List<Sample> samples = media.stream(5, 2, 25, 48_000);

        assertThat(Mp4Muxer.mux(state, tracks, samples, 2_005)).isEqualTo(Mp4Muxer.mux(state, tracks, samples, 2_005));
    }

    @Test
    void mux_compositionTimesOfBothSigns_signedOffsetsAndNoLoweredDts() {
        MediaTracks tracks = tracks(HEVC, null);
        Mp4Report report = one(tracks, 120, hevc(true, 0, 80), hevc(false, 40, -40), hevc(false, 80, 0));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video()).extracting(Found::dts).containsExactly(900_000L, 903_600L, 907_200L);
        assertThat(report.video()).extracting(Found::pts).containsExactly(907_200L, 900_000L, 907_200L);
    }

    @Test
    void mux_compositionTimesAtTheEndsOf24Bits_boundedBelow() {
        MediaTracks tracks = tracks(HEVC, null);
        Mp4Report report =
                one(tracks, 120, hevc(true, 0, 0x7FFFFF), hevc(false, 40, -0x800000), hevc(false, 80, -6_000));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video().get(0).pts()).isEqualTo(START_90K + 0x7FFFFFL * 90);
        assertThat(report.video().get(1).pts() - report.video().get(1).dts()).isEqualTo(-Mp4Muxer.MAX_EARLY_90K);
        assertThat(report.video().get(2).pts() - report.video().get(2).dts()).isEqualTo(-Mp4Muxer.MAX_EARLY_90K);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5_000, 0x7FFFFFFFL, 0xFFFFFFFFL, 1L << 40, -(1L << 40)})
    void mux_anyFirstTime_standsAtTheStart(long firstMs) {
        Mp4Report report =
                one(tracks(HEVC, AAC_48K), firstMs + 40, hevc(true, firstMs + 7, 0), media.sound(firstMs, 20));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video().get(0).dts()).isEqualTo(START_90K + 7 * 90);
        assertThat(report.audio().get(0).dts()).isEqualTo(480_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 31, 1L << 32, 1L << 33, 1L << 40})
    void mux_timesAroundABoundary_runOnIn64Bits(long boundary90k) {
        MediaTracks tracks = tracks(HEVC, null);
        long atMs = boundary90k / 90 - Mp4Muxer.START_MS - 40;
        init(tracks);
        mux(tracks, List.of(hevc(true, 0, 0)), atMs);
        mux(tracks, List.of(hevc(true, atMs, 0), hevc(false, atMs + 40, 40), hevc(false, atMs + 80, 0)), atMs + 120);
        mux(tracks, List.of(hevc(true, atMs + 120, 0)), atMs + 160);

        Mp4Report report = report();
        assertThat(report.video().subList(1, 5))
                .extracting(Found::dts)
                .containsExactly(
                        (atMs + Mp4Muxer.START_MS) * 90,
                        (atMs + Mp4Muxer.START_MS + 40) * 90,
                        (atMs + Mp4Muxer.START_MS + 80) * 90,
                        (atMs + Mp4Muxer.START_MS + 120) * 90);
    }

    @Test
    void mux_sequenceAtTheEndOf32Bits_beginsAgain() {
        state = new Mp4State(0xFFFF_FFFFL, 0, Mp4State.NONE, Mp4State.NONE, 0, Mp4State.NONE);
        assertThat(one(tracks(HEVC, null), 40, hevc(true, 0, 0)).problems()).isEmpty();
        assertThat(state.sequence()).isZero();
    }

    @Test
    void mux_timesThatStandStillOrGoBack_strictlyIncrease() {
        Mp4Report report = one(
                tracks(HEVC, AAC_48K),
                10,
                hevc(true, 1_000, 0),
                hevc(false, 1_000, 0),
                hevc(false, 960, 0),
                media.sound(1_000, 20),
                media.sound(0, 20),
                media.sound(0, 20));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video())
                .extracting(found -> found.dts() - report.video().get(0).dts())
                .containsExactly(0L, 1L, 2L);
        assertThat(report.video().get(2).pts()).as("shown when the sender says").isEqualTo(START_90K + 960 * 90);
        assertThat(report.video().get(2).duration()).isEqualTo(1);
        assertThat(report.audio())
                .extracting(found -> found.dts() - report.audio().get(0).dts())
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void mux_soundFarBeforeAllElseLater_isNotBeforeTimeZero() {
        MediaTracks tracks = tracks(HEVC, AAC_48K);
        init(tracks);
        mux(tracks, List.of(hevc(true, 100_000, 0)), 100_040);
        mux(tracks, List.of(hevc(true, 100_040, 0), media.sound(0, 20), media.sound(21, 20)), 100_080);

        assertThat(report().problems()).isEmpty();
        assertThat(report().audio()).extracting(Found::dts).containsExactly(0L, 1_024L);
    }

    @Test
    void mux_holeInTheSound_theFrameBeforeItLastsUntilItsEnd() {
        Mp4Report report = one(tracks(HEVC, AAC_48K), 40, hevc(true, 0, 0), media.sound(0, 20), media.sound(500, 20));

        assertThat(report.audio()).extracting(Found::duration).containsExactly(24_000L, 1_024L);
    }

    @Test
    void mux_jitterOfRoundedTimes_soundStaysOnItsGrid() {
        MediaTracks tracks = tracks(null, AAC_44K);
        Random random = new Random(4);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            samples.add(media.sound(i * 1_024_000L / 44_100 + random.nextInt(20), 10));
        }
        Mp4Report report = one(tracks, 0, samples.toArray(Sample[]::new));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video()).isEmpty();
        assertThat(report.audio()).allMatch(found -> found.duration() == 1_024);
    }

    @Test
    void mux_keyframeWithParameterSets_thoseOfTheConfigurationAreLeftOut() {
        byte[] other = media.hevcNal(HEVC_VPS, 20);
        byte[] slice = media.hevcNal(HEVC_IDR, 60);
        Sample sample = TestMedia.video(
                true,
                0,
                0,
                media.hevcNal(HEVC_DELIMITER, 3),
                HEVC.videoParameterSets().get(0),
                HEVC.sequenceParameterSets().get(0),
                HEVC.pictureParameterSets().get(0),
                other,
                slice,
                media.hevcNal(HEVC_FILLER, 100),
                new byte[0]);
        Mp4Report report = one(tracks(HEVC, null), 40, sample);

        assertThat(report.problems()).isEmpty();
        assertThat(report.vclHashes()).containsExactly(MediaHashes.hash(slice));
        assertThat(report.video().get(0).bytes()).isEqualTo(4 + 3 + 4 + 20 + 4 + 60);
    }

    @Test
    void mux_seiInATagOfItsOwn_leadsTheNextPictureAndGoesWithNone() {
        Sample sei = TestMedia.video(true, 0, 0, media.hevcNal(HEVC_SEI, 10));
        Mp4Report report = one(tracks(HEVC, null), 80, sei, hevc(false, 40, 0), sei);

        assertThat(report.problems()).isEmpty();
        assertThat(report.video()).hasSize(1);
        assertThat(report.video().get(0).bytes()).isEqualTo(14 + 54);
        assertThat(report.video().get(0).sync()).isTrue();
    }

    @Test
    void mux_nalUnitCutShort_isLeftOutWithWhatFollowsAndCounted() {
        Sample whole = hevc(true, 0, 0);
        Mp4Report report = one(
                tracks(HEVC, null),
                80,
                whole,
                new Sample(true, false, 40, 0, whole.data(), whole.offset(), whole.length() - 1),
                new Sample(true, false, 50, 0, whole.data(), whole.offset(), 3),
                new Sample(true, false, 60, 0, whole.data(), whole.offset(), 0));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video()).hasSize(1);
        assertThat(damaged).isEqualTo(2);
    }

    @Test
    void mux_noPictureAtAll_aSegmentWithoutSamples() {
        assertThat(one(tracks(HEVC, null), 40, new Sample(true, true, 0, 0, new byte[0], 0, 0))
                        .problems())
                .isEmpty();
    }

    @Test
    void mux_severalMp3FramesInATag_aSampleEach() {
        byte[] frame = new byte[144];
        frame[0] = (byte) 0xFF;
        frame[1] = (byte) 0xFB;
        frame[2] = 0x34; // 48 kbit/s, 48 kHz
        byte[] tag = ByteBuffer.allocate(2 * 144 + 10).put(frame).put(frame).array();
        Mp4Report report = one(
                tracks(null, new Mp3Format(48_000, 2, 1_152)), 0, new Sample(false, false, 0, 0, tag, 0, tag.length));

        assertThat(report.problems()).isEmpty();
        assertThat(report.audio()).extracting(Found::bytes).containsExactly(144, 144, 10);
        assertThat(report.audio()).extracting(Found::duration).containsExactly(1_152L, 1_152L, 1_152L);
    }

    @Test
    void mux_afterADiscontinuity_numbersRunOnAndTimesBeginAnew() {
        MediaTracks tracks = tracks(HEVC, AAC_48K);
        init(tracks);
        mux(tracks, List.of(hevc(true, 70_000, 0), media.sound(70_000, 10)), 70_040);
        state = state.afterDiscontinuity();
        init(tracks);
        mux(tracks, List.of(hevc(true, 900, 0), media.sound(900, 10)), 940);

        assertThat(report().problems()).isEmpty();
        assertThat(report().video()).extracting(Found::dts).containsExactly((long) START_90K, (long) START_90K);
    }

    @Test
    void mux_trackThatIsNotThere_refused() {
        List<Sample> sound = List.of(media.sound(0, 10));
        assertThatThrownBy(() -> Mp4Muxer.mux(state, tracks(HEVC, null), sound, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mux_mutatedSamples_allThatIsWrittenCanBeRead() {
        Random random = new Random(20260301);
        for (int round = 0; round < 300; round++) {
            List<Sample> samples = new ArrayList<>();
            for (Sample sample : media.stream(random.nextInt(), 1, 10, 8_000)) {
                byte[] data = sample.data().clone();
                for (int flips = random.nextInt(4); flips > 0; flips--) {
                    data[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
                }
                int length = random.nextInt(5) == 0 ? random.nextInt(sample.length() + 1) : sample.length();
                samples.add(new Sample(
                        sample.video(),
                        sample.keyframe(),
                        sample.dtsMs() + random.nextInt(30_000) - 15_000,
                        random.nextInt(),
                        data,
                        sample.offset(),
                        length));
            }
            out.reset();
            init(tracks(AVC, TestMedia.AAC_8K));
            mux(tracks(AVC, TestMedia.AAC_8K), samples, random.nextInt());
            assertThat(report().problems()).as("round %d", round).isEmpty();
            state = state.afterDiscontinuity();
        }
        assertThat(damaged).isPositive();
    }
}
