package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {
    @ParameterizedTest
    @CsvSource({
        "00000109f0, 09f0",
        "0000000109f0, 09f0",
        "00000167000001680000016500, 67|68|65",
        "000000016742000000000001680000000165aa0000, 6742|68|65aa",
        "00000165000003000003, 65000003000003",
        "000001000001, ''",
        "0000, ''",
        "'', ''",
        "65aabb, ''",
    })
    void advance_bytes_unitsBetweenStartCodes(String bytes, String units) {
        assertThat(String.join("|", units(HexFormat.of().parseHex(bytes)))).isEqualTo(units);
    }

    @Test
    void advance_anyBytes_unitsLieWithin() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.nextInt(3);
            }
            for (String unit : units(bytes)) {
                assertThat(unit).isNotEmpty().doesNotContain("000001").doesNotEndWith("00");
            }
        }
    }

    private static List<String> units(byte[] bytes) {
        List<String> found = new ArrayList<>();
        NalUnits units = new NalUnits(ByteBuffer.wrap(bytes));
        while (units.advance()) {
            found.add(HexFormat.of().formatHex(units.copy()));
        }
        return found;
    }
}
