package io.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvTagsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0xFFFFFF, 0x1000000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF})
    void write_timesAtTheBorders_readBack(int timestampMs) {
        ByteBuf out = Unpooled.buffer();
        FlvTags.write(out, FlvTag.AUDIO, timestampMs, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));

        FlvTag tag = FlvTags.read(out);

        assertThat(tag.type()).isEqualTo(FlvTag.AUDIO);
        assertThat(tag.timestampMs()).isEqualTo(timestampMs);
        assertThat(ByteBufUtil.hexDump(tag.buffer(), tag.offset(), tag.length()))
                .isEqualTo("010203");
        assertThat(tag.fileBytes()).isEqualTo(out.writerIndex());
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void read_truncatedAtEveryByte_refusedAndReaderStays() {
        ByteBuf whole = Unpooled.buffer();
        FlvTags.write(whole, FlvTag.VIDEO, 40, Unpooled.wrappedBuffer(new byte[20]));
        for (int length = 0; length < whole.writerIndex(); length++) {
            ByteBuf cut = whole.slice(0, length);
            assertThatThrownBy(() -> FlvTags.read(cut)).isInstanceOf(FlvFormatException.class);
            assertThat(cut.readerIndex()).isZero();
        }
    }

    @Test
    void read_encryptedOrWrongTrailer_refused() {
        ByteBuf encrypted = Unpooled.buffer();
        FlvTags.write(encrypted, FlvTag.VIDEO | 0x20, 40, Unpooled.wrappedBuffer(new byte[2]));
        ByteBuf wrongTrailer = Unpooled.buffer();
        FlvTags.write(wrongTrailer, FlvTag.VIDEO, 40, Unpooled.wrappedBuffer(new byte[2]));
        wrongTrailer.setByte(wrongTrailer.writerIndex() - 1, 14);

        assertThatThrownBy(() -> FlvTags.read(encrypted)).hasMessageContaining("encrypted");
        assertThatThrownBy(() -> FlvTags.read(wrongTrailer)).hasMessageContaining("PreviousTagSize 14");
    }

    @Test
    void read_mutated_onlyFormatExceptionsAndTagsWithinTheBuffer() {
        Random random = new Random(20260201);
        ByteBuf whole = Unpooled.buffer();
        for (int i = 0; i < 3; i++) {
            FlvTags.write(whole, FlvTag.VIDEO, 40 * i, Unpooled.wrappedBuffer(new byte[7 * i]));
        }
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            ByteBuf in = Unpooled.copiedBuffer(whole);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                int at = random.nextInt(in.writerIndex());
                in.setByte(at, in.getByte(at) ^ 1 << random.nextInt(8));
            }
            in.writerIndex(in.writerIndex() - random.nextInt(2) * random.nextInt(in.writerIndex()));
            int before = 0;
            try {
                while (in.isReadable()) {
                    before = in.readerIndex();
                    FlvTag tag = FlvTags.read(in);
                    assertThat(in.readerIndex()).isEqualTo(before + tag.fileBytes());
                    assertThat(tag.offset() + tag.length() + FlvTag.TRAILER_BYTES)
                            .isLessThanOrEqualTo(in.writerIndex());
                }
            } catch (FlvFormatException e) {
                refused++;
                assertThat(in.readerIndex()).as("round %d", round).isEqualTo(before);
            }
        }
        assertThat(refused).isBetween(1_250, 4_999);
    }

    @Test
    void write_bodyOverTheLimit_refused() {
        ByteBuf body = Unpooled.wrappedBuffer(new byte[FlvTag.MAX_BODY_BYTES + 1]);
        assertThatThrownBy(() -> FlvTags.write(Unpooled.buffer(), FlvTag.VIDEO, 0, body))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
