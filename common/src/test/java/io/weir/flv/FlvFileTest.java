package io.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvFileTest {
    private static final String HEADER = "464c56010500000009" + "00000000";
    private static final int MAX_BODY_BYTES = 64;

    @Test
    void next_threeTags_eachThenTheEnd() throws IOException {
        byte[] file = file(HEADER, "02000a", "17010000", "af01");

        List<FlvTag> tags = readAll(file);

        assertThat(tags).extracting(FlvTag::timestampMs).containsExactly(0, 0x01FFFFFF, 0x03FFFFFE);
        assertThat(tags)
                .extracting(tag -> ByteBufUtil.hexDump(tag.buffer(), tag.offset(), tag.length()))
                .containsExactly("02000a", "17010000", "af01");
    }

    @Test
    void open_longerHeader_skipped() throws IOException {
        byte[] file = file("46 4c 56 01 05 00 00 00 0c aa bb cc 00000000".replace(" ", ""), "af01");

        assertThat(readAll(file)).hasSize(1);
    }

    @Test
    void open_truncatedAtEveryByte_endOfFile() {
        byte[] header = HexFormat.of().parseHex(HEADER);
        for (int length = 0; length < header.length; length++) {
            ByteArrayInputStream in = new ByteArrayInputStream(header, 0, length);
            assertThatThrownBy(() -> FlvFile.open(in, MAX_BODY_BYTES))
                    .as("cut at %d", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void next_truncatedAtEveryByte_wholeTagsOnly() throws IOException {
        byte[] file = file(HEADER, "02000a", "17010000");
        int first = 13 + 11 + 3 + 4;
        for (int length = 13; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThat(readAll(cut)).as("cut at %d", length).hasSize(length < first ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"464c57010500000009", "464c56020500000009", "464c56010500000008", "464c560105ffffffff"})
    void open_otherFiles_refused(String header) {
        byte[] file = HexFormat.of().parseHex(header + "00000000");

        assertThatThrownBy(() -> FlvFile.open(new ByteArrayInputStream(file), MAX_BODY_BYTES))
                .isInstanceOf(FlvFormatException.class)
                .hasMessageStartingWith("FLV file");
        assertThatThrownBy(() -> FlvFile.skipHeader(Unpooled.wrappedBuffer(file)))
                .isInstanceOf(FlvFormatException.class);
    }

    @Test
    void next_bodyOverTheLimit_refusedBeforeItIsRead() throws IOException {
        byte[] file = HexFormat.of().parseHex(HEADER + "09ffffff00000000000000");
        try (FlvFile flv = FlvFile.open(new ByteArrayInputStream(file), MAX_BODY_BYTES)) {
            assertThatThrownBy(flv::next)
                    .isInstanceOf(FlvFormatException.class)
                    .hasMessageContaining("16777215 bytes, at most 64");
        }
    }

    @Test
    void read_mutated_onlyDocumentedExceptionsAndNoMoreTagsThanBytesHold() throws IOException {
        Random random = new Random(20260202);
        byte[] file = file(HEADER, "02000a", "17010000", "af01");
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = Arrays.copyOf(file, file.length - random.nextInt(2) * random.nextInt(file.length));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                List<FlvTag> tags = readAll(bytes);
                read++;
                assertThat(tags)
                        .hasSizeLessThanOrEqualTo(bytes.length / (FlvTag.HEADER_BYTES + FlvTag.TRAILER_BYTES))
                        .allMatch(tag -> tag.length() <= MAX_BODY_BYTES);
            } catch (FlvFormatException | EOFException e) {
                assertThat(e).as("round %d", round).hasMessageStartingWith("FLV ");
            }
            try {
                FlvFile.skipHeader(Unpooled.wrappedBuffer(bytes));
            } catch (FlvFormatException e) {
                assertThat(e).as("round %d", round).hasMessageStartingWith("FLV file");
            }
        }
        assertThat(read).isBetween(250, 4_750);
    }

    @Test
    void skipHeader_truncatedAtEveryByte_refused() {
        byte[] header = HexFormat.of().parseHex(HEADER);
        for (int length = 0; length < header.length; length++) {
            ByteBuf cut = Unpooled.wrappedBuffer(header, 0, length);
            assertThatThrownBy(() -> FlvFile.skipHeader(cut)).isInstanceOf(FlvFormatException.class);
            assertThat(cut.readerIndex()).isZero();
        }
    }

    @Test
    void skipHeader_wholeFile_readerAtTheFirstTag() {
        ByteBuf in = Unpooled.wrappedBuffer(file(HEADER, "af01"));

        FlvFile.skipHeader(in);

        assertThat(FlvTags.read(in).length()).isEqualTo(2);
        assertThat(in.isReadable()).isFalse();
    }

    private static List<FlvTag> readAll(byte[] file) throws IOException {
        List<FlvTag> tags = new ArrayList<>();
        try (FlvFile flv = FlvFile.open(new ByteArrayInputStream(file), MAX_BODY_BYTES)) {
            for (FlvTag tag = flv.next(); tag != null; tag = flv.next()) {
                tags.add(tag);
            }
        }
        return tags;
    }

    /** Tags at 0, 0x01FFFFFF, 0x03FFFFFE, ... ms. */
    private static byte[] file(String header, String... bodies) {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(HexFormat.of().parseHex(header));
        int timestampMs = 0;
        for (String body : bodies) {
            FlvTags.write(
                    out,
                    FlvTag.VIDEO,
                    timestampMs,
                    Unpooled.wrappedBuffer(HexFormat.of().parseHex(body)));
            timestampMs += 0x01FFFFFF;
        }
        return ByteBufUtil.getBytes(out);
    }
}
