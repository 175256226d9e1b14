package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.ingest.time.TimeRepair.Clocks;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoundTracksTest {
    /** AAC-LC, 44.1 kHz, stereo. */
    private static final byte[] CONFIG = TestNals.hex("1210");

    /** The same in ADTS, without CRC: a frame of 9 + 7 bytes. */
    private static final byte[] ADTS_FRAME = TestNals.hex("fff15080021ffc" + "210a0b0c0d0e0f1011");

    private final RecordedTags out = new RecordedTags();
    private final TagOutput tags = new TagOutput(out, Clocks.SHARED);

    private static SourcePacket packet(long ptsMs, byte[] data) {
        return new SourcePacket(ByteBuffer.wrap(data), ptsMs, SourcePacket.NO_TIME, 0);
    }

    private List<String> bodies() {
        return out.tags.stream().map(RecordedTags.Tag::hex).toList();
    }

    @Test
    void take_ofRawAac_writesConfigurationThenFrames() {
        AacTrack track = new AacTrack(CONFIG, tags);
        track.take(packet(100, TestNals.hex("210102")));
        track.take(packet(SourcePacket.NO_TIME, TestNals.hex("210304")));
        track.take(packet(SourcePacket.NO_TIME, TestNals.hex("210506")));
        assertThat(bodies()).containsExactly("af001210", "af01210102", "af01210304", "af01210506");
        assertThat(out.tags).extracting(RecordedTags.Tag::timestampMs).containsExactly(100, 100, 123, 146);
    }

    @Test
    void take_ofAdts_takesItsHeadersOff() {
        AacTrack track = new AacTrack(new byte[0], tags);
        byte[] two = Arrays.copyOf(ADTS_FRAME, 2 * ADTS_FRAME.length);
        System.arraycopy(ADTS_FRAME, 0, two, ADTS_FRAME.length, ADTS_FRAME.length);
        track.take(packet(0, two));
        assertThat(bodies()).containsExactly("af001210", "af01210a0b0c0d0e0f1011", "af01210a0b0c0d0e0f1011");
    }

    @Test
    void take_ofAdtsCutAtEveryByte_neverThrows() {
        for (int length = 0; length < ADTS_FRAME.length; length++) {
            AacTrack track = new AacTrack(new byte[0], tags);
            track.take(packet(0, Arrays.copyOf(ADTS_FRAME, length)));
        }
        assertThat(out.tags).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffff", "12", "f8f81000"})
    void aacTrack_ofAConfigurationThatCannotBeCarried_hasAFault(String config) {
        AacTrack track = new AacTrack(TestNals.hex(config), tags);
        assertThat(track.fault()).startsWith("AAC audio whose configuration cannot be used (");
        track.take(packet(0, TestNals.hex("210102")));
        assertThat(out.tags).isEmpty();
    }

    @Test
    void take_ofMp3_writesAFrameATag() {
        Mp3Track track = new Mp3Track(tags);
        byte[] frames = new byte[2 * 144];
        for (int at : new int[] {0, 144}) {
            System.arraycopy(TestNals.hex("fffb1464"), 0, frames, at, 4); // MPEG-1, 32 kbit/s, 48 kHz: 96 bytes
        }
        track.take(packet(0, Arrays.copyOf(frames, 96)));
        track.take(packet(24, Arrays.copyOf(frames, 95)));
        assertThat(out.tags).hasSize(1);
        assertThat(out.tags.get(0).hex()).startsWith("2ffffb1464").hasSize(2 * 97);
        assertThat(track.fault()).isNull();
    }

    @Test
    void take_ofLayerTwo_isAFault() {
        Mp3Track track = new Mp3Track(tags);
        track.take(packet(0, TestNals.hex("fffd146400000000")));
        assertThat(track.fault()).contains("layer 2");
    }
}
