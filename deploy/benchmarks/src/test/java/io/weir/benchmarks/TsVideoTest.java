package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TsVideoTest {
    @Test
    void payload_markOverTwoPackets_isWholeAgain() {
        byte[] ts = Pictures.transportStream(20, Pictures.mark(42), Pictures.mark(43));

        assertThat(FrameMark.numbersIn(TsVideo.payload(ts))).containsExactly(42, 43);
    }

    @Test
    void payload_otherStreamsBetween_leftOut() {
        byte[] audio = {0, 0, 1, (byte) 0xC0, 0, 0, 0, 0, 0, 77};
        ByteArrayOutputStream ts = new ByteArrayOutputStream();
        Pictures.packet(ts, 0x101, true, audio, 0, audio.length);
        ts.writeBytes(Pictures.transportStream(20, Pictures.mark(42)));
        Pictures.packet(ts, 0x101, true, audio, 0, audio.length);

        assertThat(TsVideo.payload(ts.toByteArray())).hasSize(9 + Pictures.mark(42).length);
    }

    @Test
    void payload_noVideo_empty() {
        ByteArrayOutputStream ts = new ByteArrayOutputStream();
        Pictures.packet(ts, 0x101, true, new byte[] {0, 0, 1, (byte) 0xC0, 0}, 0, 5);

        assertThat(TsVideo.payload(ts.toByteArray())).isEmpty();
    }

    @Test
    void payload_noTransportStream_refused() {
        byte[] ts = Pictures.transportStream(20, Pictures.mark(42));
        byte[] cut = Arrays.copyOf(ts, ts.length - 1);
        byte[] noSync = ts.clone();
        noSync[188] = 0;

        assertThatThrownBy(() -> TsVideo.payload(cut)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TsVideo.payload(noSync)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TsVideo.payload(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
