package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {
    private final NalUnits units = new NalUnits();

    private List<String> found(ByteBuffer data) {
        List<String> nals = new ArrayList<>();
        for (int i = 0; i < units.count(); i++) {
            byte[] nal = new byte[units.length(i)];
            data.get(units.offset(i), nal);
            nals.add(HexFormat.of().formatHex(nal));
        }
        return nals;
    }

    @ParameterizedTest
    @CsvSource({
        "0000000167aa00000168bb, 67aa 68bb",
        "00000167aa0000000168bb, 67aa 68bb",
        "00000167aa000000000168bb0000, 67aa 68bb",
        "ffff00000167aa, 67aa",
        "00000100000167aa, 67aa",
        "0000000167aa0000030168bb, 67aa0000030168bb",
        "00000165, 65",
        "000001, ''",
        "67aa, ''",
        "0000, ''",
    })
    void scanAnnexB_ofStartCodes_findsWhatLiesBetween(String hex, String expected) {
        ByteBuffer data = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        units.scanAnnexB(data);
        assertThat(found(data)).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
        assertThat(data.position()).isZero();
    }

    @Test
    void scanAnnexB_withinALargerBuffer_staysThere() {
        byte[] inner = TestNals.annexB(TestNals.IDR, TestNals.P);
        ByteBuffer data = ByteBuffer.allocateDirect(inner.length + 20);
        data.position(10).put(inner).flip().position(10);
        units.scanAnnexB(data);
        assertThat(found(data)).hasSize(2).first().isEqualTo(HexFormat.of().formatHex(TestNals.IDR));
    }

    @Test
    void scanLengths_cutAtEveryByte_leavesOutWhatDoesNotEnd() {
        byte[] whole = TestNals.withLengths(TestNals.SPS, TestNals.PPS, TestNals.IDR);
        int[] ends = {4 + TestNals.SPS.length, 8 + TestNals.SPS.length + TestNals.PPS.length, whole.length};
        for (int length = 0; length <= whole.length; length++) {
            int cut = length;
            units.scanLengths(ByteBuffer.wrap(whole, 0, length), 4);
            assertThat(units.count()).isEqualTo((int)
                    Arrays.stream(ends).filter(end -> end <= cut).count());
            assertThat(units.damaged())
                    .isEqualTo(length != 0 && Arrays.stream(ends).noneMatch(end -> end == cut));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0267aa0168, 67aa 68", "2, 000267aa000168, 67aa 68", "4, 0000000267aa0000000168, 67aa 68"})
    void scanLengths_ofEachSize_findsAll(int bytes, String hex, String expected) {
        ByteBuffer data = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        units.scanLengths(data, bytes);
        assertThat(found(data)).containsExactly(expected.split(" "));
    }

    @Test
    void scanLengths_ofHugeLengths_findsNothing() {
        units.scanLengths(ByteBuffer.wrap(HexFormat.of().parseHex("ffffffff67aa")), 4);
        assertThat(units.count()).isZero();
        assertThat(units.damaged()).isTrue();
    }

    @Test
    void scan_ofMoreThanItsBound_leavesOutTheRest() {
        byte[][] many = new byte[NalUnits.MAX + 1][];
        Arrays.fill(many, TestNals.P);
        units.scanAnnexB(ByteBuffer.wrap(TestNals.annexB(many)));
        assertThat(units.count()).isEqualTo(NalUnits.MAX);
        assertThat(units.damaged()).isTrue();
    }

    @Test
    void slicesAndSei_ofAnyBytes_neverThrow() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            ByteBuffer data = ByteBuffer.wrap(bytes);
            assertThatCode(() -> {
                        AvcSlice.bidirectional(data, 0, bytes.length);
                        AvcSei.recoversAtOnce(data, 0, bytes.length);
                        units.scanAnnexB(data);
                        units.scanLengths(data, 4);
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void bidirectional_ofSlices_isTrueForB() {
        assertThat(bidirectional(TestNals.B)).isTrue();
        assertThat(bidirectional(TestNals.P)).isFalse();
        assertThat(bidirectional(TestNals.IDR)).isFalse();
        assertThat(bidirectional(TestNals.I)).isFalse();
    }

    private static boolean bidirectional(byte[] nal) {
        return AvcSlice.bidirectional(ByteBuffer.wrap(nal), 0, nal.length);
    }

    @Test
    void recoversAtOnce_ofRecoveryPoints_isTrueForThoseOfOpenGops() {
        assertThat(recovers(TestNals.RECOVERY_POINT)).isTrue();
        assertThat(recovers(TestNals.SLOW_RECOVERY_POINT)).isFalse();
        assertThat(recovers(TestNals.hex("060504aabbccdd0601c480")))
                .as("behind another")
                .isTrue();
        assertThat(recovers(TestNals.hex("0605ffaabbccdd80"))).as("cut short").isFalse();
    }

    private static boolean recovers(byte[] nal) {
        return AvcSei.recoversAtOnce(ByteBuffer.wrap(nal), 0, nal.length);
    }
}
