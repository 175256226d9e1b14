package io.weir.cut;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.flv.FlvTag;
import io.weir.mp4.Mp4Inspector;
import io.weir.mp4.Mp4Report;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerTest {
    private static List<Cut.Media> cuts(LogScript script) {
        List<Cut.Media> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cut -> {
            if (cut instanceof Cut.Media media) {
                cuts.add(media);
            }
        });
        script.records(7).forEach(cutter::accept);
        return cuts;
    }

    private static LogScript begin(byte[] video) {
        return new LogScript(1).target(2_000).tracks(video, LogScript.AAC).epoch();
    }

    private static Mp4Report inspect(List<Cut.Media> cuts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer init = null;
        for (Cut.Media cut : cuts) {
            ByteBuffer next = Objects.requireNonNull(cut.init());
            if (!next.equals(init)) {
                init = next;
                out.writeBytes(bytes(init));
            }
            out.writeBytes(bytes(cut.bytes()));
        }
        return Mp4Inspector.inspect(out.toByteArray());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static List<Boolean> fragmented(List<Cut.Media> cuts) {
        return cuts.stream().map(cut -> cut.init() != null).toList();
    }

    private static List<Boolean> discontinuities(List<Cut.Media> cuts) {
        return cuts.stream().map(Cut.Media::discontinuity).toList();
    }

    @Test
    void cut_hevc_wholeFragmentedMp4FromTheFirstSegmentOn() {
        List<Cut.Media> cuts = cuts(begin(LogScript.HEVC).play(0, 9_000, 40, 2_000));

        assertThat(fragmented(cuts)).containsExactly(true, true, true, true);
        assertThat(discontinuities(cuts)).containsOnly(false);
        Mp4Report report = inspect(cuts);
        assertThat(report.problems()).isEmpty();
        assertThat(report.inits()).isEqualTo(1);
        assertThat(report.video()).hasSize(200);
        assertThat(report.video()).allMatch(picture -> picture.duration() == 3_600);
        assertThat(report.vclHashes()).doesNotHaveDuplicates().hasSize(200);
        assertThat(cuts.get(3).after().mp4()).isNotNull();
    }

    @Test
    void cut_hevcByEnhancedRtmp_theSameMediaAsByCodecId12() {
        List<Cut.Media> legacy = cuts(begin(LogScript.HEVC).play(0, 5_000, 40, 2_000));
        List<Cut.Media> enhanced = cuts(begin(LogScript.HEVC_ENHANCED).play(0, 5_000, 40, 2_000));

        assertThat(enhanced)
                .extracting(Cut.Media::bytes)
                .isEqualTo(legacy.stream().map(Cut.Media::bytes).toList());
        assertThat(enhanced)
                .extracting(Cut.Media::init)
                .isEqualTo(legacy.stream().map(Cut.Media::init).toList());
    }

    @Test
    void cut_hevcWithADamagedPicture_counted() {
        LogScript script = begin(LogScript.HEVC).play(0, 3_000, 40, 2_000);
        // Its one NAL unit is said to be longer than the frame.
        script.tag(FlvTag.VIDEO, 3_000, new byte[] {0x2C, 1, 0, 0, 0, 0x7F, 0, 0, 0, 0x02, 1});
        List<Cut.Media> cuts = cuts(script.play(4_000, 9_000, 40, 2_000));

        assertThat(cuts.stream().mapToInt(Cut.Media::damagedFrames).sum()).isEqualTo(1);
        assertThat(inspect(cuts).problems()).isEmpty();
    }

    @Test
    void cut_hevcAfterAvc_fragmentedAtADiscontinuityAndNeverBackBeforeTheEnd() {
        LogScript script = begin(LogScript.AVC).play(0, 4_100, 40, 2_000);
        script.tracks(LogScript.HEVC, LogScript.AAC).play(5_000, 9_100, 40, 2_000);
        script.tracks(LogScript.AVC, LogScript.AAC).epoch().play(0, 4_100, 40, 2_000);
        script.end(LogScript.WALL_MS + 20_000).epoch().play(0, 4_100, 40, 2_000);
        List<Cut.Media> cuts = cuts(script);

        assertThat(fragmented(cuts))
                .containsExactly(false, false, false, true, true, true, true, true, true, false, false);
        assertThat(discontinuities(cuts))
                .containsExactly(false, false, false, true, false, false, true, false, false, true, false);
        assertThat(cuts.get(6).init()).isNotEqualTo(cuts.get(5).init());
        assertThat(inspect(cuts.subList(3, 9)).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fmp4", "ts"})
    void cut_settingOfTheEpoch_fragmentedOnlyIfItAsks(String container) {
        List<Cut.Media> cuts = cuts(begin(LogScript.AVC).container(container).play(0, 5_000, 40, 2_000));

        assertThat(fragmented(cuts)).containsOnly(container.equals("fmp4")).isNotEmpty();
    }

    @Test
    void cut_soundAloneWithTheSetting_fragmented() {
        LogScript script = new LogScript(3).target(2_000).container("fmp4").tracks(null, LogScript.AAC);
        List<Cut.Media> cuts = cuts(script.epoch().config(0).play(0, 7_000, 23, 1));

        Mp4Report report = inspect(cuts);
        assertThat(report.problems()).isEmpty();
        assertThat(report.audioHashes()).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    }

    /** As an epoch that goes on under another claim does not change, so does a setting not within it. */
    @Test
    void cut_otherSettingWithinAnEpoch_containerStays() {
        LogScript script = begin(LogScript.AVC).play(0, 4_100, 40, 2_000);
        script.epochContinues().container("fmp4").play(4_100, 8_200, 40, 2_000);

        assertThat(fragmented(cuts(script))).containsOnly(false);
    }
}
