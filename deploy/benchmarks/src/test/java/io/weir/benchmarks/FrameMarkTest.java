package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameMarkTest {
    @Test
    void mark_picture_userDataBeforeTheFirstNalUnit() {
        ByteBuf marked = FrameMark.mark(Pictures.video(40, "2701000050" + "00000002" + "419a"), 345);

        assertThat(marked).isNotNull();
        String text = HexFormat.of().formatHex("weir-frame-mark:000000000345".getBytes(StandardCharsets.US_ASCII));
        assertThat(ByteBufUtil.hexDump(marked))
                .isEqualTo("2701000050" + "00000020" + "06051c" + text + "80" + "00000002" + "419a");
        marked.release();
    }

    @Test
    void mark_enhancedPicture_behindItsLongerHeader() {
        ByteBuf marked = FrameMark.mark(Pictures.video(40, "91" + "61766331" + "000050" + "00000002" + "6588"), 0);

        assertThat(marked).isNotNull();
        assertThat(ByteBufUtil.hexDump(marked)).startsWith("9161766331000050" + "00000020" + "06051c");
        marked.release();
    }

    @Test
    void mark_whatIsNoPicture_null() {
        ByteBuf sound = Unpooled.wrappedBuffer(new byte[] {(byte) 0xAF, 1, 0x21});

        assertThat(FrameMark.mark(new FlvTag(FlvTag.AUDIO, 0, sound, 0, 3), 1)).isNull();
        assertThat(FrameMark.mark(Pictures.configuration(), 1)).isNull();
    }

    @Test
    void numbersIn_severalMarks_inTheirOrder() {
        byte[] stream = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(
                new byte[] {0, 0, 1, 6},
                Pictures.mark(7),
                new byte[] {1, 2},
                Pictures.mark(999_999_999_999L),
                new byte[3]));

        assertThat(FrameMark.numbersIn(stream)).containsExactly(7, 999_999_999_999L);
    }

    @Test
    void numbersIn_markCutShort_none() {
        byte[] mark = Pictures.mark(7);

        assertThat(FrameMark.numbersIn(Arrays.copyOf(mark, mark.length - 1))).isEmpty();
    }

    @Test
    void requireMarkable_otherNalUnitLengthOrNoVideo_refused() {
        FlvTag twoBytes = Pictures.video(
                0, "1700000000" + "014d400dfde10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8");

        assertThatCode(() -> FrameMark.requireMarkable(List.of(Pictures.configuration())))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> FrameMark.requireMarkable(List.of(twoBytes))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> FrameMark.requireMarkable(List.of())).isInstanceOf(IOException.class);
    }
}
