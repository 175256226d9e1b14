package io.weir.ingest.pull;

import static io.weir.ingest.pull.TestNals.annexB;
import static io.weir.ingest.pull.TestNals.withLengths;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.ingest.time.TimeRepair.Clocks;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.HevcDecoderConfiguration;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VideoTrackTest {
    private static final byte[] NONE = {};
    private static final String CONFIGURATION = "1700000000"
            + hex(AvcDecoderConfiguration.of(List.of(TestNals.SPS), List.of(TestNals.PPS))
                    .encode());

    private final RecordedTags out = new RecordedTags();
    private final TagOutput tags = new TagOutput(out, Clocks.SHARED);

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private List<String> bodies() {
        return out.tags.stream().map(RecordedTags.Tag::hex).toList();
    }

    private static SourcePacket packet(long ptsMs, byte[] data) {
        return new SourcePacket(ByteBuffer.wrap(data), ptsMs, SourcePacket.NO_TIME, 0);
    }

    @Test
    void take_withParameterSetsInExtradata_writesConfigurationThenFrames() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, annexB(TestNals.SPS, TestNals.PPS), tags);
        track.take(packet(0, annexB(TestNals.DELIMITER, TestNals.SPS, TestNals.PPS, TestNals.IDR)));
        track.take(packet(40, annexB(TestNals.DELIMITER, TestNals.P, TestNals.P)));
        assertThat(bodies())
                .containsExactly(
                        CONFIGURATION,
                        "1701000000" + hex(withLengths(TestNals.IDR)),
                        "2701000000" + hex(withLengths(TestNals.P, TestNals.P)));
        assertThat(out.tags).extracting(RecordedTags.Tag::timestampMs).containsExactly(0, 0, 40);
    }

    @Test
    void take_withoutParameterSets_waitsForThoseInBand() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, NONE, tags);
        track.take(packet(0, annexB(TestNals.IDR)));
        track.take(packet(40, annexB(TestNals.P)));
        assertThat(out.tags).isEmpty();
        assertThat(track.carries()).isFalse();
        track.take(packet(80, annexB(TestNals.SPS, TestNals.PPS, TestNals.IDR)));
        assertThat(bodies()).containsExactly(CONFIGURATION, "1701000000" + hex(withLengths(TestNals.IDR)));
        assertThat(track.carries()).isTrue();
    }

    @Test
    void take_ofSetsInPacketsOfTheirOwn_putsThemBeforeTheFrame() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, NONE, tags);
        track.take(packet(0, annexB(TestNals.SPS)));
        track.take(packet(0, annexB(TestNals.PPS)));
        assertThat(out.tags).isEmpty();
        track.take(packet(0, annexB(TestNals.IDR)));
        assertThat(bodies()).hasSize(2).first().isEqualTo(CONFIGURATION);
    }

    @Test
    void take_ofChangedSets_writesTheNewConfigurationBeforeTheKeyframe() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, annexB(TestNals.SPS, TestNals.PPS), tags);
        track.take(packet(0, annexB(TestNals.IDR)));
        track.take(packet(40, annexB(TestNals.OTHER_SPS, TestNals.OTHER_PPS, TestNals.IDR)));
        track.take(packet(80, annexB(TestNals.OTHER_SPS, TestNals.OTHER_PPS, TestNals.IDR)));
        String other = hex(AvcDecoderConfiguration.of(List.of(TestNals.OTHER_SPS), List.of(TestNals.OTHER_PPS))
                .encode());
        String frame = "1701000000" + hex(withLengths(TestNals.IDR));
        assertThat(bodies()).containsExactly(CONFIGURATION, frame, "1700000000" + other, frame, frame);
    }

    @Test
    void take_ofDamagedSets_keepsThoseInForce() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, annexB(TestNals.SPS, TestNals.PPS), tags);
        track.take(packet(0, annexB(TestNals.IDR)));
        track.take(packet(40, annexB(TestNals.hex("674d40"), TestNals.PPS, TestNals.IDR)));
        assertThat(out.count("1700")).isEqualTo(1);
        assertThat(out.count("1701")).isEqualTo(2);
        assertThat(track.fault()).isNull();
    }

    @Test
    void take_ofLengthsFromRtmp_isTheSame() {
        byte[] record = AvcDecoderConfiguration.of(List.of(TestNals.SPS), List.of(TestNals.PPS))
                .encode();
        VideoTrack track = new VideoTrack(VideoCodec.AVC, record, tags);
        track.take(new SourcePacket(ByteBuffer.wrap(withLengths(TestNals.IDR)), 80, 0, 0));
        assertThat(bodies()).containsExactly(CONFIGURATION, "1701000050" + hex(withLengths(TestNals.IDR)));
    }

    @Test
    void take_ofAnOpenGop_marksItsPictureAsKeyframe() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, annexB(TestNals.SPS, TestNals.PPS), tags);
        track.take(packet(0, annexB(TestNals.RECOVERY_POINT, TestNals.I)));
        track.take(packet(40, annexB(TestNals.SLOW_RECOVERY_POINT, TestNals.P)));
        assertThat(bodies())
                .contains("1701000000" + hex(withLengths(TestNals.RECOVERY_POINT, TestNals.I)))
                .contains("2701000000" + hex(withLengths(TestNals.SLOW_RECOVERY_POINT, TestNals.P)));
    }

    @Test
    void take_ofBPictures_keepsTheirOrderInCompositionTimes() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, annexB(TestNals.SPS, TestNals.PPS), tags);
        long[] pts = {0, 120, 40, 80, 240, 160, 200, 360, 280, 320};
        for (int i = 0; i < pts.length; i++) {
            track.take(packet(pts[i], annexB(i == 0 ? TestNals.IDR : i % 3 == 1 ? TestNals.P : TestNals.B)));
        }
        List<RecordedTags.Tag> frames = out.tags.subList(1, out.tags.size());
        for (int i = 0; i < pts.length; i++) {
            int composition = (int) Long.parseLong(frames.get(i).hex().substring(4, 10), 16) << 8 >> 8;
            assertThat(frames.get(i).timestampMs() + composition).isEqualTo((int) pts[i]);
        }
        assertThat(frames.get(9).timestampMs()).isEqualTo(320);
    }

    @Test
    void take_ofPicturesWithoutATime_goesOnAtTheUsualPace() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, annexB(TestNals.SPS, TestNals.PPS), tags);
        track.take(packet(SourcePacket.NO_TIME, annexB(TestNals.IDR)));
        track.take(packet(PacketClock.OFFSET_MS + 50, annexB(TestNals.P)));
        track.take(packet(SourcePacket.NO_TIME, annexB(TestNals.P)));
        assertThat(out.tags).extracting(RecordedTags.Tag::timestampMs).containsExactly(10_000, 10_000, 10_050, 10_100);
    }

    @Test
    void take_ofHevc_writesEnhancedTags() {
        VideoTrack track = new VideoTrack(VideoCodec.HEVC, NONE, tags);
        track.take(packet(
                0,
                annexB(
                        TestNals.HEVC_DELIMITER,
                        TestNals.HEVC_VPS,
                        TestNals.HEVC_SPS,
                        TestNals.HEVC_PPS,
                        TestNals.HEVC_IDR)));
        track.take(packet(40, annexB(TestNals.HEVC_DELIMITER, TestNals.HEVC_TRAIL)));
        track.take(packet(80, annexB(TestNals.HEVC_CRA)));
        String record = hex(HevcDecoderConfiguration.of(
                        List.of(TestNals.HEVC_VPS), List.of(TestNals.HEVC_SPS), List.of(TestNals.HEVC_PPS))
                .encode());
        // The SPS tells of two pictures that are reordered: 80 ms from decoding to presentation.
        assertThat(bodies())
                .containsExactly(
                        "9068766331" + record,
                        "9168766331000050" + hex(withLengths(TestNals.HEVC_IDR)),
                        "a168766331000050" + hex(withLengths(TestNals.HEVC_TRAIL)),
                        "9168766331000050" + hex(withLengths(TestNals.HEVC_CRA)));
    }

    @Test
    void take_ofAnyBytes_writesNothingOrFrames() {
        Random random = new Random(13);
        byte[] good = annexB(TestNals.SPS, TestNals.PPS, TestNals.RECOVERY_POINT, TestNals.IDR);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = good.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            VideoTrack track = new VideoTrack(VideoCodec.AVC, random.nextBoolean() ? bytes : NONE, tags);
            track.take(packet(i, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))));
        }
        assertThat(bodies()).allMatch(body -> body.startsWith("17") || body.startsWith("27"));
    }

    @Test
    void take_ofTooLongAFrame_leavesItOut() {
        VideoTrack track = new VideoTrack(VideoCodec.AVC, annexB(TestNals.SPS, TestNals.PPS), tags);
        byte[] frame = new byte[VideoTrack.MAX_FRAME_BYTES + 1];
        System.arraycopy(annexB(TestNals.IDR), 0, frame, 0, 12);
        track.take(packet(0, frame));
        assertThat(out.tags).isEmpty();
    }
}
