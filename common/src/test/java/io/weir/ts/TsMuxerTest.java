package io.weir.ts;

import static io.weir.track.TestMedia.AAC_44K;
import static io.weir.track.TestMedia.AAC_48K;
import static io.weir.track.TestMedia.AVC;
import static io.weir.track.TestMedia.DELIMITER;
import static io.weir.track.TestMedia.FILLER;
import static io.weir.track.TestMedia.IDR;
import static io.weir.track.TestMedia.PPS;
import static io.weir.track.TestMedia.SEI;
import static io.weir.track.TestMedia.SLICE;
import static io.weir.track.TestMedia.SPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.Mp3Format;
import io.weir.media.UnsupportedMediaException;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import io.weir.track.TestMedia;
import io.weir.ts.TsMuxer.Result;
import io.weir.ts.TsReport.Unit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TsMuxerTest {
    private static final MediaTracks BOTH = new MediaTracks(AVC, AAC_44K);
    private static final MediaTracks VIDEO = new MediaTracks(AVC, null);
    private static final MediaTracks AUDIO = new MediaTracks(null, AAC_48K);

    private final TestMedia media = new TestMedia(1);

    @Test
    void mux_picturesAndSound_everyFrameOnceInOrderAndNoProblem() {
        List<Sample> samples = media.stream(0, 6, 25, 44_100);

        Result result = TsMuxer.mux(TsState.initial(), BOTH, samples);
        TsReport report = TsInspector.inspect(result.bytes());

        assertThat(report.problems()).isEmpty();
        assertThat(report.vclHashes()).isEqualTo(TestMedia.vclHashes(samples));
        assertThat(report.audioHashes()).isEqualTo(TestMedia.audioHashes(samples));
        assertThat(report.maxPcrInterval90k()).isBetween(1L, TsMuxer.PCR_INTERVAL_90K);
        assertThat(result.damagedSamples()).isZero();
    }

    @Test
    void mux_startOfSegment_tablesThenDelimiterParameterSetsIdr() {
        TsReport report = inspect(VIDEO, List.of(media.picture(true, 0, 80, 5_000), media.picture(false, 40, 0, 200)));

        assertThat(report.patPackets()).containsExactly(0);
        assertThat(report.pmts()).containsExactly(new TsReport.Pmt(1, 0, PsiSection.VIDEO_PID, 0x1B, -1));
        TsPes first = report.video().get(0);
        assertThat(first.packet()).isEqualTo(2);
        assertThat(first.nalTypes()).containsExactly(DELIMITER, SPS, PPS, IDR);
        assertThat(first.nalUnits().get(1))
                .isEqualTo(AVC.sequenceParameterSets().get(0));
        assertThat(first.randomAccess()).isTrue();
        assertThat(report.video().get(1).nalTypes()).containsExactly(DELIMITER, SLICE);
        assertThat(report.video().get(1).randomAccess()).isFalse();
    }

    @Test
    void mux_delimitersAndFillerWithin_oneDelimiterAndNoFiller() {
        TsReport report = inspect(
                VIDEO,
                List.of(TestMedia.video(
                        true,
                        0,
                        0,
                        media.nal(DELIMITER, 2),
                        media.nal(SEI, 20),
                        media.nal(IDR, 300),
                        media.nal(FILLER, 500),
                        media.nal(DELIMITER, 2),
                        media.nal(IDR, 300))));

        assertThat(report.video().get(0).nalTypes()).containsExactly(DELIMITER, SPS, PPS, SEI, IDR, IDR);
    }

    @Test
    void mux_parameterSetsWithin_notDoubled() {
        TsReport report = inspect(
                VIDEO,
                List.of(
                        TestMedia.video(true, 0, 0, media.nal(SPS, 9), media.nal(PPS, 5), media.nal(IDR, 50)),
                        TestMedia.video(true, 40, 0, media.nal(PPS, 5), media.nal(IDR, 50)),
                        // An IDR that the sender did not mark.
                        TestMedia.video(false, 80, 0, media.nal(IDR, 50)),
                        // A keyframe of an open GOP.
                        TestMedia.video(true, 120, 0, media.nal(SEI, 5), media.nal(SLICE, 50)),
                        TestMedia.video(true, 160, 0, media.nal(SPS, 9), media.nal(IDR, 50))));

        assertThat(report.video().get(0).nalTypes()).containsExactly(DELIMITER, SPS, PPS, IDR);
        assertThat(report.video().get(1).nalTypes()).containsExactly(DELIMITER, SPS, PPS, PPS, IDR);
        assertThat(report.video().get(2).nalTypes()).containsExactly(DELIMITER, SPS, PPS, IDR);
        assertThat(report.video().get(3).nalTypes()).containsExactly(DELIMITER, SPS, PPS, SEI, SLICE);
        assertThat(report.video().get(4).nalTypes()).containsExactly(DELIMITER, SPS, PPS, SPS, IDR);
    }

    @Test
    void mux_parameterSetsInATagOfTheirOwn_leadTheNextPicture() {
        TsReport report = inspect(
                VIDEO,
                List.of(
                        TestMedia.video(true, 0, 0, media.nal(SPS, 9), media.nal(PPS, 5)),
                        TestMedia.video(false, 0, 0, media.nal(SEI, 5)),
                        TestMedia.video(true, 0, 0, media.nal(IDR, 50)),
                        TestMedia.video(false, 40, 0, media.nal(SLICE, 50)),
                        TestMedia.video(false, 80, 0, media.nal(SEI, 5))));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video())
                .extracting(TsPes::nalTypes)
                .containsExactly(List.of(DELIMITER, SPS, PPS, SEI, IDR), List.of(DELIMITER, SLICE));
    }

    /** All lengths around the packet borders: stuffing of 0, 1, 2 and more bytes. */
    @Test
    void mux_everyLengthOverTwoPackets_bytesComeBack() {
        List<Sample> samples = new ArrayList<>();
        for (int bytes = 1; bytes <= 400; bytes++) {
            samples.add(media.picture(bytes % 7 == 1, bytes * 40L, bytes % 2 == 0 ? 40 : 0, bytes));
            samples.add(media.sound(bytes * 40L, bytes));
        }

        TsReport report = inspect(BOTH, samples);

        assertThat(report.problems()).isEmpty();
        assertThat(report.vclHashes()).isEqualTo(TestMedia.vclHashes(samples));
        assertThat(report.audioHashes()).isEqualTo(TestMedia.audioHashes(samples));
    }

    @Test
    void mux_pictureAroundTheLimitOfPesLength_lengthSaidWhileItFits() {
        // Header 3 + 5 bytes, delimiter 6, start code 4.
        int most = 0xFFFF - 18;
        TsReport report =
                inspect(VIDEO, List.of(media.picture(false, 0, 0, most), media.picture(false, 40, 0, most + 1)));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video().get(0).declaredLength()).isEqualTo(0xFFFF);
        assertThat(report.video().get(1).declaredLength()).isZero();
    }

    @Test
    void mux_soundOf48kHz_severalFramesAPes() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(media.sound(i * 64L / 3, 100));
        }

        TsReport report = inspect(AUDIO, samples);

        assertThat(report.audio()).hasSize(10);
        assertThat(report.audioFrames()).hasSize(40);
    }

    @Test
    void mux_lengthsThatDoNotFit_restOfTheSampleLeftOutAndCounted() {
        Sample good = TestMedia.video(true, 0, 0, media.nal(IDR, 100), media.nal(IDR, 100));
        byte[] data = good.data().clone();
        data[good.offset() + 104] = 0x7F; // the second length
        Sample bad = new Sample(true, true, 0, 0, data, good.offset(), good.length());
        Sample tail = new Sample(true, false, 40, 0, new byte[] {0, 0, 0}, 0, 3);
        Sample negative = new Sample(true, false, 60, 0, new byte[] {-1, -1, -1, -1, 65}, 0, 5);
        Sample after = media.picture(false, 80, 0, 50);

        Result result = TsMuxer.mux(TsState.initial(), VIDEO, List.of(bad, tail, negative, after));
        TsReport report = TsInspector.inspect(result.bytes());

        assertThat(report.problems()).isEmpty();
        assertThat(report.vclHashes()).hasSize(2);
        assertThat(report.vclHashes().get(0))
                .isEqualTo(TestMedia.vclHashes(List.of(good)).get(0));
        assertThat(result.damagedSamples()).isEqualTo(3);
    }

    @Test
    void mux_soundOfTheMostThatAdtsTakes_carriedAndOneMoreLeftOutWithItsTime() {
        List<Sample> samples = List.of(
                media.sound(0, AdtsHeader.MAX_ACCESS_UNIT_BYTES),
                media.sound(21, AdtsHeader.MAX_ACCESS_UNIT_BYTES + 1),
                media.sound(43, 10));

        Result result = TsMuxer.mux(TsState.initial(), AUDIO, samples);
        TsReport report = TsInspector.inspect(result.bytes());

        assertThat(report.problems()).isEmpty();
        assertThat(report.audioFrames()).extracting(Unit::bytes).containsExactly(8_184, 10);
        assertThat(result.damagedSamples()).isEqualTo(1);
        assertThat(result.next().lastAudioPts90k()).isEqualTo(2 * 1_920);
    }

    @Test
    void mux_emptySamples_leftOutAndNotCounted() {
        Sample emptyVideo = new Sample(true, false, 0, 0, new byte[0], 0, 0);
        Sample emptyNal = TestMedia.video(false, 0, 0, new byte[0]);
        Sample emptyAudio = new Sample(false, false, 0, 0, new byte[0], 0, 0);

        Result result = TsMuxer.mux(TsState.initial(), BOTH, List.of(emptyVideo, emptyNal, emptyAudio));

        assertThat(result.bytes().remaining()).isEqualTo(2 * 188);
        assertThat(result.damagedSamples()).isZero();
    }

    @Test
    void mux_manyTinyNalUnits_outputGrows() {
        byte[][] nals = new byte[20_000][];
        for (int i = 0; i < nals.length; i++) {
            nals[i] = new byte[] {0x61};
        }
        Sample sample = TestMedia.video(false, 0, 0, nals);
        byte[] data = new byte[20_000 * 2];
        for (int i = 0; i < 20_000; i++) {
            data[2 * i] = 1;
            data[2 * i + 1] = 0x61;
        }
        MediaTracks oneByteLengths = new MediaTracks(
                new AvcDecoderConfiguration(66, 0, 30, 1, AVC.sequenceParameterSets(), AVC.pictureParameterSets()),
                null);

        assertThat(inspect(VIDEO, List.of(sample)).vcl()).hasSize(20_000);
        assertThat(inspect(oneByteLengths, List.of(new Sample(true, false, 0, 0, data, 0, data.length)))
                        .vcl())
                .hasSize(20_000);
    }

    @Test
    void mux_mp3_framesAndStreamTypeOfItsVersion() {
        byte[] frame = media.noise(417);
        frame[0] = (byte) 0xFF;
        frame[1] = (byte) 0xFB;
        frame[2] = (byte) 0x90;
        frame[3] = 0x64;
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            samples.add(new Sample(false, false, i * 1_152_000L / 44_100, 0, frame, 0, frame.length));
        }

        TsReport mpeg1 = inspect(new MediaTracks(null, new Mp3Format(44_100, 2, 1152)), samples);
        TsReport mpeg2 = inspect(new MediaTracks(null, new Mp3Format(22_050, 2, 576)), samples);

        assertThat(mpeg1.problems()).isEmpty();
        assertThat(mpeg1.audioHashes()).hasSize(50).containsOnly(MediaHashes.hash(frame));
        assertThat(mpeg1.pmts().get(0).audioType()).isEqualTo(0x03);
        assertThat(mpeg2.pmts().get(0).audioType()).isEqualTo(0x04);
    }

    @Test
    void tracks_soundThatAdtsCannotSay_unsupported() {
        for (AudioSpecificConfig config : List.of(
                new AudioSpecificConfig(2, 48_000, 0, 1024, false, false, 48_000),
                new AudioSpecificConfig(2, 48_000, 8, 1024, false, false, 48_000),
                new AudioSpecificConfig(2, 48_000, 2, 960, false, false, 48_000),
                new AudioSpecificConfig(2, 45_000, 2, 1024, false, false, 45_000))) {
            assertThatThrownBy(() -> new MediaTracks(null, config)).isInstanceOf(UnsupportedMediaException.class);
        }
    }

    @Test
    void mux_sampleOfAnAbsentTrack_refused() {
        List<Sample> samples = List.of(media.sound(0, 10));
        assertThatThrownBy(() -> TsMuxer.mux(TsState.initial(), VIDEO, samples))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("audio");
    }

    private static TsReport inspect(MediaTracks tracks, List<Sample> samples) {
        return TsInspector.inspect(
                TsMuxer.mux(TsState.initial(), tracks, samples).bytes());
    }

    static byte[] bytes(Result result) {
        byte[] bytes = new byte[result.bytes().remaining()];
        result.bytes().duplicate().get(bytes);
        return bytes;
    }

    static byte[] joined(List<byte[]> segments) {
        byte[] joined =
                new byte[segments.stream().mapToInt(segment -> segment.length).sum()];
        int at = 0;
        for (byte[] segment : segments) {
            System.arraycopy(segment, 0, joined, at, segment.length);
            at += segment.length;
        }
        return joined;
    }
}
