package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.Publication;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunBuilderTest {
    private final List<LogEntry> entries = new ArrayList<>();
    private final RunBuilder runs =
            new RunBuilder(new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION), null, entries::add);

    private long wallMs = 1_000_000;

    private void write(int type, int timestampMs, int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        runs.write(type, timestampMs, Unpooled.wrappedBuffer(bytes), new Arrival(timestampMs, wallMs));
    }

    private void videoConfig(int variant) {
        write(FlvTag.VIDEO, 0, 0x17, 0, 0, 0, 0, variant);
    }

    private void keyframe(int timestampMs) {
        write(FlvTag.VIDEO, timestampMs, 0x17, 1, 0, 0, 0, 1);
    }

    private void picture(int timestampMs) {
        write(FlvTag.VIDEO, timestampMs, 0x27, 1, 0, 0, 0, 1);
    }

    private void sound(int timestampMs) {
        write(FlvTag.AUDIO, timestampMs, 0xAF, 1, 2);
    }

    private List<String> written() {
        runs.closeRun();
        return entries.stream()
                .map(entry -> entry.kind() + (entry.count() > 0 ? " " + entry.count() : ""))
                .toList();
    }

    @Test
    void write_keyframe_runEndsAndConfigComesBeforeIt() {
        keyframe(0);
        picture(40);
        picture(80);
        keyframe(120);

        assertThat(written()).containsExactly("CONFIG", "TAGS 3", "CONFIG", "TAGS 1");
    }

    @Test
    void close_noKeyframeHasCome_whatWasLeftOutIsTold() {
        picture(0);
        sound(20);
        picture(40);

        runs.close(1_000, "the publisher left");

        assertThat(written()).containsExactly("GAP 3", "GAP");
    }

    @Test
    void breakOff_mediaGoesOn_beginsAnewWithConfigurationAndKeyframe() {
        videoConfig(1);
        keyframe(0);
        runs.breakOff(1_000, "the camera is off");
        picture(40);
        videoConfig(1);
        keyframe(80);

        assertThat(written()).containsExactly("CONFIG", "TAGS 1", "GAP", "GAP 1", "CONFIG", "TAGS 1");
    }

    @Test
    void timesBroke_mediaGoesOn_keepsConfigurationAndPictures() {
        videoConfig(1);
        keyframe(0);
        runs.timesBroke(new Arrival(1_000, 1_000), "the camera's clock jumped");
        picture(40);
        picture(80);

        assertThat(written()).containsExactly("CONFIG", "TAGS 1", "GAP", "CONFIG", "TAGS 2");
    }

    @Test
    void timesBroke_againAndAgain_isTorn() {
        for (int i = 0; i <= BreakLimit.MAX_BREAKS; i++) {
            assertThat(runs.isTorn()).isFalse();
            runs.timesBroke(new Arrival(i, i), "the camera's clock jumped");
        }

        assertThat(runs.isTorn()).isTrue();
    }

    @Test
    void write_changedConfig_writtenBeforeTheNextFrame() {
        videoConfig(1);
        keyframe(0);
        videoConfig(2);
        picture(40);

        assertThat(written()).containsExactly("CONFIG", "TAGS 1", "CONFIG", "TAGS 1");
    }

    @Test
    void write_configChangesNowAndThen_isNotTorn() {
        for (int i = 0; i < 500; i++) {
            videoConfig(i % 2);
            keyframe(i * 1_000);
        }

        assertThat(runs.isTorn()).isFalse();
    }

    @Test
    void write_configChangesAtEachFrame_isTornWithinTheLimit() {
        int frames = 0;
        for (; !runs.isTorn(); frames++) {
            videoConfig(frames % 2);
            keyframe(frames * 40);
        }

        assertThat(frames).isEqualTo(BreakLimit.MAX_BREAKS + 2);
    }

    @Test
    void write_formatOfMp3ChangesAtEachFrame_isTorn() {
        for (int i = 0; i < 200; i++) {
            write(FlvTag.AUDIO, i * 26, 0x2F, 0xFF, 0xFB, 0x90, i % 2 == 0 ? 0x00 : 0xC0, 0);
        }

        assertThat(runs.isTorn()).isTrue();
    }

    @Test
    void write_timeJumpsAtEachFrame_isTorn() {
        for (int i = 0; i < 200; i++) {
            long monotonicMs = i * 40L;
            runs.write(
                    FlvTag.AUDIO,
                    i % 2 * 60_000,
                    Unpooled.wrappedBuffer(new byte[] {(byte) 0xAF, 1, 2}),
                    new Arrival(monotonicMs, wallMs));
        }

        assertThat(runs.isTorn()).isTrue();
    }

    @Test
    void write_sameConfigAgain_noNewConfig() {
        videoConfig(1);
        keyframe(0);
        videoConfig(1);
        picture(40);

        assertThat(written()).containsExactly("CONFIG", "TAGS 2");
    }

    @Test
    void write_videoBeforeTheFirstKeyframe_gapWithItsCount() {
        picture(0);
        picture(40);
        keyframe(80);

        assertThat(written()).containsExactly("GAP 2", "CONFIG", "TAGS 1");
    }

    @Test
    void write_soundAmongPicturesBeforeTheFirstKeyframe_oneGapOfAll() {
        sound(0);
        picture(20);
        sound(23);
        picture(60);
        sound(70);
        keyframe(80);
        sound(93);

        assertThat(written()).containsExactly("CONFIG", "TAGS 1", "GAP 4", "CONFIG", "TAGS 2");
    }

    @Test
    void write_timeJumps_gapThenConfig() {
        keyframe(0);
        picture(40);
        picture(60_000);

        assertThat(written()).containsExactly("CONFIG", "TAGS 2", "GAP", "CONFIG", "TAGS 1");
    }

    @Test
    void write_scriptDataWithoutTime_noGap() {
        int[] cuePoint = {2, 0, 10, 'o', 'n', 'C', 'u', 'e', 'P', 'o', 'i', 'n', 't', 5};
        keyframe(60_000);
        sound(60_010);
        write(FlvTag.SCRIPT, 0, cuePoint);
        picture(60_040);
        sound(60_050);
        write(FlvTag.SCRIPT, 86_400_000, cuePoint);
        sound(60_070);

        // A new run, for tags come when their times say here; and no GAP.
        assertThat(written()).containsExactly("CONFIG", "TAGS 5", "TAGS 2");
    }

    @Test
    void write_soundJumpsBehindScriptDataOfTheOtherTime_gap() {
        keyframe(60_000);
        sound(60_010);
        write(FlvTag.SCRIPT, 600_000, 2, 0, 1, 'x', 5);
        sound(600_000);

        assertThat(written()).filteredOn("GAP"::equals).hasSize(1);
    }

    @Test
    void write_tracksFarApart_oneGapAtMost() {
        keyframe(0);
        for (int at = 0; at < 1_000; at += 20) {
            picture(at + 40);
            sound(at + 30_000);
        }

        assertThat(written()).filteredOn("GAP"::equals).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void write_timestampWraps_noGap() {
        keyframe(-40);
        picture(0);

        assertThat(written()).doesNotContain("GAP");
    }

    @Test
    void write_timestampsWrapAt31Bits_oneGapThatLeavesNothingOut() {
        videoConfig(1);
        keyframe(0x7FFFFFD0);
        sound(0x7FFFFFD8);
        picture(0x7FFFFFF0);
        picture(0x10);
        sound(0x7FFFFFF8); // still on its way when the pictures have wrapped
        sound(0x18);
        picture(0x30);

        assertThat(written()).filteredOn(entry -> !entry.startsWith("TAGS")).containsExactly("CONFIG", "GAP", "CONFIG");
        assertThat(entries.stream().mapToInt(LogEntry::count).sum()).isEqualTo(7);
    }

    @Test
    void write_timestampsPassTheSignBit_noGap() {
        keyframe(0x7FFFFFD0);
        sound(0x7FFFFFF0);
        picture(0x7FFFFFF8);
        sound(0x80000008);
        picture(0x80000018);

        assertThat(written()).containsExactly("CONFIG", "TAGS 5");
    }

    @Test
    void write_soundAlone_configEveryTwoSeconds() {
        for (int at = 10_000; at < 16_000; at += 20) {
            sound(at);
        }

        assertThat(written()).filteredOn("CONFIG"::equals).hasSize(3);
    }

    @Test
    void write_runAsLongAsAllowed_closed() {
        for (int at = 0; at < 300; at += 20) {
            sound(at);
        }

        assertThat(written()).containsExactly("CONFIG", "TAGS 5", "TAGS 5", "TAGS 5");
    }

    @Test
    void write_keyframesOnly_configAtMostEach100Ms() {
        for (int at = 0; at < 1_000; at += 40) {
            keyframe(at);
        }

        assertThat(written()).filteredOn("CONFIG"::equals).hasSize(9);
        assertThat(entries)
                .filteredOn(entry -> entry.kind() == RecordKind.CONFIG)
                .allMatch(LogEntry::opensGop);
    }

    @Test
    void write_tinyKeyframesWithLongConfigurations_memoryIsBoundedByWhatWasSent() {
        write(FlvTag.VIDEO, 0, padded(Publication.MAX_CONFIGURATION_BYTES, 0x17, 0));
        write(FlvTag.AUDIO, 0, padded(Publication.MAX_CONFIGURATION_BYTES, 0xAF, 0));
        write(
                FlvTag.SCRIPT,
                0,
                padded(Publication.MAX_METADATA_BYTES, 2, 0, 10, 'o', 'n', 'M', 'e', 't', 'a', 'D', 'a', 't', 'a'));
        for (int i = 0; i < 10_900; i++) {
            keyframe(i * 200); // 64 KiB of them
        }
        runs.closeRun();

        assertThat(entries.stream().mapToLong(LogEntry::bytes).sum()).isLessThan(8 << 20);
        assertThat(entries.get(0).value()).hasSizeGreaterThan(16 << 10);
    }

    private static int[] padded(int length, int... head) {
        return Arrays.copyOf(head, length);
    }

    @Test
    void write_sameMetadataAgain_noNewConfig() {
        int[] metadata = {2, 0, 10, 'o', 'n', 'M', 'e', 't', 'a', 'D', 'a', 't', 'a', 5};
        write(FlvTag.SCRIPT, 0, metadata);
        keyframe(0);
        write(FlvTag.SCRIPT, 0, metadata);
        picture(40);

        assertThat(written()).containsExactly("CONFIG", "TAGS 2");
    }

    @Test
    void closeRun_afterALongTag_itsMemoryIsNotKept() {
        write(FlvTag.VIDEO, 0, padded(10 << 20, 0x17, 1));
        runs.closeRun();

        assertThat(runs.heldBytes()).isLessThan(64 << 10);
        assertThat(entries.get(1).value()).hasSizeGreaterThan(10 << 20);
    }

    @Test
    void close_anything_memoryIsLetGoOf() {
        keyframe(0);
        runs.close(0, "the publisher left");

        assertThat(runs.heldBytes()).isZero();
        assertThat(entries).hasSize(3);
        runs.closeDueRun(10_000);
        runs.closeRun();
        assertThat(entries).hasSize(3);
    }

    @Test
    void write_wallClockIsSet_runsStayAsLong() {
        for (int at = 0; at < 300; at += 20) {
            wallMs += at % 40 == 0 ? 3_600_000 : -3_600_000;
            sound(at);
            runs.closeDueRun(at);
        }

        assertThat(written()).containsExactly("CONFIG", "TAGS 5", "TAGS 5", "TAGS 5");
        assertThat(entries.get(0).wallClockMs()).isEqualTo(4_600_000);
    }

    @Test
    void write_emptyBody_passedOver() {
        write(FlvTag.VIDEO, 0);
        write(FlvTag.AUDIO, 0);

        assertThat(written()).isEmpty();
    }

    @Test
    void write_headerCutOff_refusedAndNothingIsWritten() {
        assertThatThrownBy(() -> write(FlvTag.VIDEO, 0, 0x17)).isInstanceOf(FlvFormatException.class);
        assertThat(written()).isEmpty();
        keyframe(0);
        assertThat(written()).containsExactly("CONFIG", "TAGS 1");
    }

    @Test
    void write_configurationOverTheLimit_leftOut() {
        int[] body = new int[Publication.MAX_CONFIGURATION_BYTES + 1];
        body[0] = 0x17;
        write(FlvTag.VIDEO, 0, body);
        keyframe(0);

        assertThat(entries.get(0).kind()).isEqualTo(RecordKind.CONFIG);
        assertThat(entries.get(0).value()).hasSizeLessThan(200);
    }
}
