package io.weir.ingest.rtmp;

import static io.weir.ingest.rtmp.ScriptedPublisher.AAC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_KEYFRAME;
import static io.weir.ingest.rtmp.ScriptedPublisher.MP3_FRAME;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackFilterTest {
    private static final String AVC_VERSION_2 = AVC_CONFIGURATION.replace("014d400d", "024d400d");
    private static final String HEVC_CONFIGURATION = "0101600000009000000000003cf000fcfdf8f800000f03"
            + "a00001001840010c01ffff01600000030090000003000003003c959409"
            + "a10001002c42010101600000030090000003000003003ca00a880c1c44d965654a4c2f016808000003000800000300c840"
            + "a2000100064401c073c189";
    private static final String AAC_FRAME = "af01aabb";
    private static final String AAC_960 = "af001214";
    private static final String MP2_FRAME = "2ffffd9000";

    private final List<String> warnings = new ArrayList<>();
    private final TrackFilter filter = new TrackFilter(warnings::add);

    private boolean video(int timestampMs, String hex) {
        return filter.accepts(FlvTag.VIDEO, timestampMs, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    private boolean audio(int timestampMs, String hex) {
        return filter.accepts(FlvTag.AUDIO, timestampMs, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    // Beside a track that is carried

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "024d400dffe1000167010001ee | AVC configuration: version 2, only 1 is known",
                "014d400dfee1000167010001ee | AVC configuration: NAL unit length of 3 bytes, it is 1, 2 or 4",
                "014d400dffe1000167010001 | AVC configuration: PPS 0 of 1 bytes, 0 left",
                "014d400dffe1000167 | AVC configuration: ends before the number of PPS",
                "014d400dff | AVC configuration of 5 bytes, it has 7 to 65536",
            })
    void accepts_avcConfigurationThatSegmentsCannotCarry_isLeftOutWithOneWarning(String configuration, String cause) {
        assertThat(audio(0, AAC_CONFIGURATION)).isTrue();
        assertThat(video(0, "1700000000" + configuration)).isFalse();
        assertThat(video(0, AVC_KEYFRAME)).isFalse();
        assertThat(video(40, "1700000000" + configuration)).isFalse();
        assertThat(audio(20_000, AAC_FRAME)).isTrue();
        assertThat(warnings)
                .containsExactly(
                        "H.264 (AVC) video whose codec configuration cannot be used (" + cause + ") is left out");
        assertThat(filter.unusable()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12000504000020000000 | AAC in TS: channel configuration 0, ADTS has 1 to 7",
                "1214 | AAC in TS: 960 samples a frame, ADTS has 1024",
                "ba10 | AAC configuration: audio object type 23, only AAC Main, LC, SSR and LTP are carried",
                "f9484000 | AAC configuration: audio object type 42, only AAC Main, LC, SSR and LTP are carried",
                "1690 | AAC configuration: reserved sampling frequency index 13",
                "12 | AAC configuration: samplingFrequencyIndex of 4 bits, 3 bits left",
            })
    void accepts_aacConfigurationThatSegmentsCannotCarry_isLeftOutWithOneWarning(String configuration, String cause) {
        assertThat(video(0, AVC_CONFIGURATION)).isTrue();
        assertThat(audio(0, "af00" + configuration)).isFalse();
        assertThat(audio(0, AAC_FRAME)).isFalse();
        assertThat(video(20_000, AVC_KEYFRAME)).isTrue();
        assertThat(warnings)
                .containsExactly("AAC audio whose codec configuration cannot be used (" + cause + ") is left out");
        assertThat(filter.unusable()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1c00000000, 1c0100000000aa", // codec id 12
        "9068766331, 9168766331000000aa", // Enhanced RTMP: sequence start, coded frames
        "9068766331, 9368766331aa", // coded frames X
        "1c00000000, 9368766331aa",
    })
    void accepts_hevcInEitherForm_isCarried(String header, String frame) {
        assertThat(video(0, frame)).as("before its configuration").isFalse();
        assertThat(video(0, header + HEVC_CONFIGURATION)).isTrue();
        assertThat(video(0, frame)).isTrue();
        assertThat(video(40, AVC_KEYFRAME)).as("of the other codec").isFalse();
        assertThat(warnings).isEmpty();
        assertThat(filter.unusable()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "02 | HEVC configuration of 1 bytes, it has 23 to 65536",
                "0201600000009000000000003cf000fcfdf8f800000f00 | HEVC configuration: version 2, only 1 is known",
                "0101600000009000000000003cf000fcfdf8f800000f00 | HEVC configuration: VPS, SPS or PPS are not in it;"
                        + " those that come between pictures alone are not carried",
            })
    void accepts_hevcConfigurationThatSegmentsCannotCarry_isLeftOutWithOneWarning(String configuration, String cause) {
        audio(0, AAC_CONFIGURATION);
        assertThat(video(0, "9068766331" + configuration)).isFalse();
        assertThat(video(0, "9368766331aa")).isFalse();
        assertThat(video(40, "1c00000000" + configuration)).isFalse();
        assertThat(warnings)
                .containsExactly(
                        "HEVC (H.265) video whose codec configuration cannot be used (" + cause + ") is left out");
    }

    @Test
    void accepts_badTrackBeforeTheGoodOne_isWarnedOfWhenTheGoodOneComes() {
        audio(0, AAC_960);
        assertThat(warnings).isEmpty();
        video(1_000, AVC_CONFIGURATION);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void accepts_layer2UnderTheCodecOfMp3_isLeftOutWithOneWarning() {
        video(0, AVC_CONFIGURATION);
        assertThat(audio(0, MP2_FRAME)).isFalse();
        assertThat(audio(26, MP2_FRAME)).isFalse();
        assertThat(warnings)
                .containsExactly("MP3 audio whose frames cannot be used"
                        + " (MP3 frame: layer 2, only layer 3 is carried) is left out");
    }

    @Test
    void accepts_damagedMp3Frame_staysInItsTrack() {
        assertThat(audio(0, MP3_FRAME)).isTrue();
        assertThat(audio(26, "2f00000000")).isTrue();
        assertThat(audio(52, "2fff")).isTrue();
        assertThat(warnings).isEmpty();
    }

    // Changes

    @Test
    void accepts_goodConfigurationAfterABadOne_isCarriedAgain() {
        audio(0, AAC_CONFIGURATION);
        video(0, AVC_VERSION_2);
        assertThat(video(40, AVC_CONFIGURATION)).isTrue();
        assertThat(video(40, AVC_KEYFRAME)).isTrue();
    }

    @Test
    void accepts_configurationGoesBadBesideAGoodTrack_isLeftOutWithOneWarning() {
        video(0, AVC_CONFIGURATION);
        audio(0, AAC_CONFIGURATION);
        assertThat(audio(0, AAC_FRAME)).isTrue();
        assertThat(audio(5_000, AAC_960)).isFalse();
        assertThat(audio(5_000, AAC_FRAME)).isFalse();
        assertThat(video(20_000, AVC_KEYFRAME)).isTrue();
        assertThat(warnings).hasSize(1).allMatch(warning -> warning.contains("960 samples a frame"));
        assertThat(filter.unusable()).isNull();
    }

    @Test
    void unusable_onlyTrackGoesBad_isSaidAfterThePatienceOfABeginning() {
        video(0, AVC_CONFIGURATION);
        video(60_000, AVC_KEYFRAME);
        video(60_040, AVC_VERSION_2);
        video(62_039, AVC_KEYFRAME);
        assertThat(filter.unusable()).isNull();
        video(62_040, AVC_KEYFRAME);
        assertThat(filter.unusable())
                .isEqualTo("the stream has only H.264 (AVC) video whose codec configuration cannot be used"
                        + " (AVC configuration: version 2, only 1 is known):"
                        + " set the encoder to H.264 (AVC) or HEVC (H.265) video and AAC or MP3 audio");
    }

    @Test
    void unusable_onlyTrackGoesBadAndIsMended_isNotSaid() {
        video(0, AVC_CONFIGURATION);
        video(60_000, AVC_VERSION_2);
        video(61_000, AVC_CONFIGURATION);
        assertThat(video(90_000, AVC_KEYFRAME)).isTrue();
        assertThat(filter.unusable()).isNull();
    }

    @Test
    void accepts_manyDifferentFaults_makesABoundedNumberOfLines() {
        audio(0, AAC_CONFIGURATION);
        for (int version = 2; version < 100; version++) {
            video(version, AVC_CONFIGURATION.replace("014d400d", "%02x4d400d".formatted(version)));
        }
        assertThat(warnings).hasSize(8);
    }

    // Frames whose configuration has not come

    @Test
    void accepts_configurationComesLate_framesBeforeItAreLeftOutInSilence() {
        video(0, AVC_CONFIGURATION);
        assertThat(audio(0, AAC_FRAME)).isFalse();
        assertThat(audio(9_999, AAC_FRAME)).isFalse();
        assertThat(audio(9_999, AAC_CONFIGURATION)).isTrue();
        assertThat(audio(20_000, AAC_FRAME)).isTrue();
        assertThat(warnings).isEmpty();
    }

    @Test
    void accepts_configurationNeverComesBesideAGoodTrack_isWarnedOfOnce() {
        video(0, AVC_CONFIGURATION);
        audio(500, AAC_FRAME);
        video(10_499, AVC_KEYFRAME);
        assertThat(warnings).isEmpty();
        video(10_500, AVC_KEYFRAME);
        audio(30_000, AAC_FRAME);
        assertThat(warnings).containsExactly("AAC audio whose codec configuration has not come is left out");
        assertThat(filter.unusable()).isNull();
    }

    @Test
    void unusable_configurationNeverComes_isSaidWhenItsPatienceIsOver() {
        video(0, AVC_KEYFRAME);
        video(9_999, AVC_KEYFRAME);
        assertThat(filter.unusable()).isNull();
        video(10_000, AVC_KEYFRAME);
        assertThat(filter.unusable())
                .startsWith("the stream has only H.264 (AVC) video whose codec configuration has not come: set");
    }

    @Test
    void unusable_configurationNeverComesAndTimeStandsStill_isSaidAfterSoManyTags() {
        for (int i = 0; i < ConfiguredTrack.PATIENCE_TAGS; i++) {
            assertThat(filter.unusable()).isNull();
            audio(0, AAC_FRAME);
        }
        audio(0, AAC_FRAME);
        assertThat(filter.unusable()).contains("AAC audio whose codec configuration has not come");
    }

    @Test
    void unusable_oneFrameWaitsBesideACodecThatIsNotCarried_isSaidAllTheSame() {
        audio(0, AAC_FRAME);
        video(9_999, "1400aabb");
        assertThat(filter.unusable()).isNull();
        video(10_000, "1400aabb");
        assertThat(filter.unusable()).contains("only VP6 video, AAC audio whose");
    }
}
