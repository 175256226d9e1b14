package io.weir.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioToAacTest {
    private static final String A_LAW_FRAME = "72" + "d5".repeat(160);
    private static final String MU_LAW_FRAME = "82" + "ff".repeat(160);

    private final List<String> tags = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final AudioToAac sound = new AudioToAac(new Recorder());

    private class Recorder implements AudioToAac.Output {
        @Override
        public void audio(int timestampMs, ByteBuf body) {
            tags.add(timestampMs + " " + ByteBufUtil.hexDump(body));
        }

        @Override
        public void undecodable(String track, int timestampMs) {
            lost.add(track);
        }

        @Override
        public void note(String event) {
            notes.add(event);
        }

        @Override
        public void warn(String problem) {
            warnings.add(problem);
        }
    }

    @AfterEach
    void close() {
        sound.close();
    }

    private void pass(int timestampMs, String hex) {
        sound.pass(timestampMs, bytes(hex));
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "af001210", // AAC
                "af01aabb",
                "2ffffb9000", // MP3
                "9178787878aa", // of no known codec
                "95014f707573aa", // Opus in packets of several tracks
                "f2aa", // of the sender's own
                "91",
            })
    void pass_carriedOrUnknown_isLeftAsItIs(String body) {
        pass(7, body);
        assertThat(tags).containsExactly("7 " + body);
        assertThat(notes).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void pass_formatChanges_isFollowedWithAConfigurationEach() {
        for (int i = 0; i < 50; i++) {
            pass(i * 20, A_LAW_FRAME);
        }
        for (int i = 50; i < 100; i++) {
            pass(i * 20, MU_LAW_FRAME);
        }
        pass(2_000, "af001210");
        assertThat(notes).containsExactly("G.711 A-law audio becomes AAC", "G.711 mu-law audio becomes AAC");
        assertThat(tags.stream().filter(tag -> tag.contains(" af00"))).hasSize(3);
        assertThat(tags.stream().filter(tag -> tag.contains(" af01"))).hasSizeBetween(62, 65);
        assertThat(tags.get(tags.size() - 1)).isEqualTo("2000 af001210");
    }

    @Test
    void pass_formatChangesForEver_isFollowedSoManyTimes() {
        for (int i = 0; i < 100; i++) {
            pass(i * 40, A_LAW_FRAME);
            pass(i * 40 + 20, MU_LAW_FRAME);
        }
        assertThat(tags.stream().filter(tag -> tag.contains(" af00"))).hasSize(AudioToAac.MAX_FORMATS);
        assertThat(warnings).hasSize(1).allMatch(warning -> warning.contains("more than 16 times"));
    }

    @Test
    void pass_framesThatCannotBeDecoded_areLeftOutAndToldOnce() {
        pass(0, "914f707573aa");
        pass(20, "914f707573aa");
        assertThat(tags).isEmpty();
        assertThat(lost).hasSize(2).containsOnly("Opus audio whose frames cannot be decoded");
        assertThat(warnings)
                .hasSize(1)
                .allMatch(warning -> warning.startsWith("frames are left out: Opus frame that FFmpeg cannot decode"));
    }

    @Test
    void pass_whoeverTakesTagsFails_endsTheSoundAndNothingElse() {
        boolean[] full = {true};
        AudioToAac failing = new AudioToAac(new Recorder() {
            @Override
            public void audio(int timestampMs, ByteBuf body) {
                if (full[0]) {
                    throw new IllegalArgumentException("full");
                }
                super.audio(timestampMs, body);
            }
        });
        failing.pass(0, bytes(A_LAW_FRAME));
        full[0] = false;
        failing.pass(20, bytes(A_LAW_FRAME));
        failing.finish();
        failing.close();
        assertThat(warnings)
                .containsExactly("G.711 A-law audio becomes AAC no more: java.lang.IllegalArgumentException: full");
        assertThat(tags).containsExactly("20 " + A_LAW_FRAME);
    }

    @Test
    void pass_endOfASequence_isNoFrame() {
        pass(0, A_LAW_FRAME);
        pass(20, "924f707573");
        pass(20, "");
        assertThat(warnings).isEmpty();
        assertThat(lost).isEmpty();
    }
}
