package io.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvLoop.Timed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlvLoopTest {
    private static final String METADATA = "02000a6f6e4d65746144617461";
    private static final String VIDEO_CONFIGURATION = "1700000000aa";
    private static final String OTHER_VIDEO_CONFIGURATION = "1700000000ab";
    private static final String KEYFRAME = "1701000050bb";
    private static final String FRAME = "2701000000cc";
    private static final String END_OF_SEQUENCE = "1702000000";
    private static final String AUDIO_CONFIGURATION = "af001190";
    private static final String AUDIO = "af01dd";

    @Test
    void next_videoAlone_periodEndsAfterTheLastFrame() {
        FlvLoop loop = FlvLoop.of(List.of(video(0, KEYFRAME), video(40, FRAME), video(80, FRAME)), 0);

        assertThat(loop.periodMs()).isEqualTo(120);
        assertThat(shown(loop, 7)).containsExactly("0 K", "40 F", "80 F", "120 K", "160 F", "200 F", "240 K");
    }

    @Test
    void next_laterRounds_noScriptNoEqualConfigurationNoEnd() {
        FlvLoop loop = FlvLoop.of(
                List.of(
                        script(0),
                        video(0, VIDEO_CONFIGURATION),
                        audio(0, AUDIO_CONFIGURATION),
                        video(0, KEYFRAME),
                        audio(10, AUDIO),
                        audio(30, AUDIO),
                        video(40, FRAME),
                        video(40, END_OF_SEQUENCE)),
                0);

        assertThat(shown(loop, 11))
                .containsExactly(
                        "0 script",
                        "0 config",
                        "0 audio config",
                        "0 K",
                        "10 A",
                        "30 A",
                        "40 F",
                        "80 K",
                        "90 A",
                        "110 A",
                        "120 F");
    }

    @Test
    void next_configurationChangesWithinTheClip_sentAgainEachTime() {
        FlvLoop loop = FlvLoop.of(
                List.of(
                        video(0, VIDEO_CONFIGURATION),
                        video(0, KEYFRAME),
                        video(40, OTHER_VIDEO_CONFIGURATION),
                        video(40, KEYFRAME)),
                0);

        assertThat(shown(loop, 8))
                .containsExactly(
                        "0 config", "0 K", "40 other config", "40 K", "80 config", "80 K", "120 other config", "120 K");
    }

    @Test
    void next_audioOutlastsVideo_sortedIntoTheNextRound() {
        FlvLoop loop = FlvLoop.of(
                List.of(video(0, KEYFRAME), audio(25, AUDIO), video(40, FRAME), audio(55, AUDIO), audio(85, AUDIO)), 0);

        assertThat(loop.periodMs()).isEqualTo(90);
        assertThat(shown(loop, 9))
                .containsExactly("0 K", "25 A", "40 F", "55 A", "85 A", "90 K", "115 A", "130 F", "145 A");

        FlvLoop longer =
                FlvLoop.of(List.of(video(0, KEYFRAME), video(40, FRAME), audio(75, AUDIO), audio(90, AUDIO)), 0);
        assertThat(longer.periodMs()).isEqualTo(80);
        assertThat(shown(longer, 8))
                .as("the audio at 90 comes after the keyframe at 80")
                .containsExactly("0 K", "40 F", "75 A", "80 K", "90 A", "120 F", "155 A", "160 K");
    }

    @Test
    void next_timesOfTheFile_countFromItsFirstFrame() {
        FlvLoop loop = FlvLoop.of(List.of(script(0), video(5000, KEYFRAME), video(5040, FRAME)), 0);

        assertThat(shown(loop, 4)).containsExactly("0 script", "0 K", "40 F", "80 K");
    }

    @Test
    void next_startJustBelowTheWrap_timestampWrapsAndDueTimeRunsOn() {
        FlvLoop loop = FlvLoop.of(List.of(video(0, KEYFRAME), video(40, FRAME)), -60);

        assertThat(List.of(loop.next(), loop.next(), loop.next()))
                .extracting(timed -> timed.tag().timestampMs())
                .containsExactly(-60, -20, 20);
        assertThat(loop.next().atMs()).isEqualTo(120);
    }

    @Test
    void next_fileTimesWrap_orderKept() {
        FlvLoop loop = FlvLoop.of(List.of(video(-20, KEYFRAME), video(20, FRAME)), 0);

        assertThat(shown(loop, 3)).containsExactly("0 K", "40 F", "80 K");
    }

    @Test
    void next_oneFrameAlone_timesStillRunOn() {
        FlvLoop loop = FlvLoop.of(List.of(video(0, KEYFRAME)), 0);

        assertThat(shown(loop, 3)).containsExactly("0 K", "1 K", "2 K");
    }

    @Test
    void of_noFrame_refused() {
        assertThatThrownBy(() -> FlvLoop.of(List.of(video(0, VIDEO_CONFIGURATION), script(0)), 0))
                .isInstanceOf(FlvFormatException.class)
                .hasMessageContaining("without a frame");
    }

    @Test
    void read_file_sameAsItsTags() throws IOException {
        ByteBuf file = Unpooled.buffer();
        file.writeBytes(ByteBufUtil.decodeHexDump("464c5601050000000900000000"));
        FlvTags.write(file, FlvTag.VIDEO, 0, bytes(KEYFRAME));
        FlvTags.write(file, FlvTag.VIDEO, 40, bytes(FRAME));

        FlvLoop loop = FlvLoop.read(new ByteArrayInputStream(ByteBufUtil.getBytes(file)), 0);

        assertThat(shown(loop, 3)).containsExactly("0 K", "40 F", "80 K");
    }

    private static List<String> shown(FlvLoop loop, int count) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Timed timed = loop.next();
            FlvTag tag = timed.tag();
            assertThat(tag.timestampMs()).isEqualTo((int) timed.atMs());
            String name = switch (ByteBufUtil.hexDump(tag.buffer(), tag.offset(), tag.length())) {
                case METADATA -> "script";
                case VIDEO_CONFIGURATION -> "config";
                case OTHER_VIDEO_CONFIGURATION -> "other config";
                case KEYFRAME -> "K";
                case FRAME -> "F";
                case AUDIO_CONFIGURATION -> "audio config";
                case AUDIO -> "A";
                default -> "?";
            };
            shown.add(timed.atMs() + " " + name);
        }
        return shown;
    }

    private static FlvTag script(int timestampMs) {
        return tag(FlvTag.SCRIPT, timestampMs, METADATA);
    }

    private static FlvTag video(int timestampMs, String body) {
        return tag(FlvTag.VIDEO, timestampMs, body);
    }

    private static FlvTag audio(int timestampMs, String body) {
        return tag(FlvTag.AUDIO, timestampMs, body);
    }

    private static FlvTag tag(int type, int timestampMs, String body) {
        ByteBuf bytes = bytes(body);
        return new FlvTag(type, timestampMs, bytes, 0, bytes.readableBytes());
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }
}
