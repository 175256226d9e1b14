package io.weir.rtmpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long MS = 1_000_000;
    private static final long START = Long.MAX_VALUE - 50 * MS; // a monotonic clock may wrap

    private final Pacer pacer = new Pacer(FlvLoop.of(List.of(frame(0), frame(0), frame(40)), 0), START);

    @Test
    void due_atStart_allOfTimeZero() {
        assertThat(dueAt(0)).containsExactly(0, 0);
        assertThat(pacer.delayNanos(at(0))).isEqualTo(40 * MS);
    }

    @Test
    void due_asTimeGoes_eachTagOnceAndNotBefore() {
        dueAt(0);

        assertThat(dueAt(39)).isEmpty();
        assertThat(pacer.delayNanos(at(39))).isEqualTo(MS);
        assertThat(dueAt(40)).containsExactly(40);
        assertThat(dueAt(40)).isEmpty();
        assertThat(dueAt(60)).containsExactly(60, 60);
    }

    @Test
    void due_afterBeingHeldUp_catchesUp() {
        assertThat(dueAt(100)).containsExactly(0, 0, 40, 60, 60, 100);
        assertThat(pacer.delayNanos(at(200))).isZero();
    }

    @Test
    void lagNanos_ofTheNextTag_zeroUntilItIsDue() {
        dueAt(0);

        assertThat(pacer.lagNanos(at(39))).isZero();
        assertThat(pacer.lagNanos(at(45))).isEqualTo(5 * MS);
        dueAt(45);
        assertThat(pacer.lagNanos(at(45))).isZero();
    }

    private List<Integer> dueAt(long ms) {
        List<Integer> times = new ArrayList<>();
        for (FlvTag tag = pacer.due(at(ms)); tag != null; tag = pacer.due(at(ms))) {
            times.add(tag.timestampMs());
        }
        return times;
    }

    private static long at(long ms) {
        return START + ms * MS;
    }

    private static FlvTag frame(int timestampMs) {
        ByteBuf body = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("1701000000bb"));
        return new FlvTag(FlvTag.VIDEO, timestampMs, body, 0, body.readableBytes());
    }
}
