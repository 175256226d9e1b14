package io.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.audit.AuditReport.Verdict;
import io.weir.cut.LogLives;
import io.weir.cut.LogScript;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the production cutter makes of any log is found to be right, and anything that is done to it is found. */
class StreamAuditPropertyTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 24);
    }

    private static AuditedStream stream(long seed) {
        LogScript script = seed % 3 == 0 ? LogLives.fragmented(seed) : LogLives.any(seed);
        return AuditedStream.of(script, 1 + new Random(seed).nextInt(12));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void run_anyLife_isOk(long seed) {
        AuditedStream stream = stream(seed);

        AuditReport report = stream.audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.counts().pending()).isZero();
        assertThat(report.counts().found()).isEqualTo(report.counts().acknowledged());
        assertThat(report.counts().segments()).isEqualTo(stream.segments.size());
    }

    /** Whatever becomes of a segment: it is gone, it is there twice, it is another's, or some of its bytes are others. */
    @ParameterizedTest
    @MethodSource("seeds")
    void run_oneSegmentSpoiled_isFaulty(long seed) {
        for (int spoiling = 0; spoiling < 5; spoiling++) {
            AuditedStream stream = stream(seed);
            Random random = new Random(seed * 31 + spoiling);
            int one = random.nextInt(stream.segments.size());
            String what = spoil(stream, spoiling, one, random);

            AuditReport report = stream.audit();

            assertThat(report.verdict())
                    .as("seed %d, segment %d of %d: %s", seed, one, stream.segments.size(), what)
                    .isEqualTo(Verdict.FAULTY);
            assertThat(report.findings()).isNotEmpty();
        }
    }

    private static String spoil(AuditedStream stream, int spoiling, int one, Random random) {
        byte[] bytes = stream.bytes(one);
        switch (spoiling) {
            case 0 -> {
                stream.remove(one);
                return "removed";
            }
            case 1 -> {
                String key = stream.key(one).replaceFirst("_(\\d+)(_d)?(_i|\\.ts)", "_$1$2_x01234567$3");
                stream.put(key, ByteBuffer.wrap(bytes));
                return "twice";
            }
            case 2 -> {
                // Keeps packets and boxes whole, and hits media: at least half of any segment here.
                boolean ts = stream.key(one).endsWith(".ts");
                int end = ts ? bytes.length - 188 * random.nextInt(Math.max(1, bytes.length / 376)) : bytes.length;
                byte[] shorter = Arrays.copyOf(bytes, ts ? end - 188 : end - 1 - random.nextInt(end / 2));
                stream.replace(one, shorter);
                return "cut short to " + shorter.length + " of " + bytes.length;
            }
            case 3 -> {
                int other = (one + 1) % stream.segments.size();
                if (other == one) {
                    stream.remove(one);
                } else {
                    stream.replace(one, stream.bytes(other));
                }
                return "that of another";
            }
            default -> {
                byte[] changed = bytes.clone();
                changed[changed.length - 1] ^= 0x55; // of the last frame, in either container
                stream.replace(one, changed);
                return "the last byte changed";
            }
        }
    }
}
