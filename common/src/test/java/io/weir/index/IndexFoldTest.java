package io.weir.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cut.CutState;
import io.weir.hls.Variant;
import io.weir.name.StreamName;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexFoldTest {
    private static final StreamName STREAM = new StreamName("live", "cam");
    private final IndexFold fold = new IndexFold();

    private static Accepted record(long msn, String predecessor, String hash) {
        IndexRecord record = new IndexRecord(
                IndexRecord.VERSION,
                IndexRecord.Kind.SEGMENT,
                msn,
                predecessor,
                "topic",
                6,
                0,
                true,
                List.of(),
                new Variant("", 0, 0, 0, 0),
                0,
                "",
                CutState.start(0));
        return new Accepted(record, hash);
    }

    @Test
    void accept_cold_greatestNumberAndTheFirstOfEquals() {
        assertThat(fold.accept(STREAM, record(7, "x", "a"))).isTrue();
        assertThat(fold.accept(STREAM, record(5, "y", "b"))).isFalse();
        assertThat(fold.accept(STREAM, record(7, "x", "c"))).isFalse();
        assertThat(fold.accept(STREAM, record(9, "z", "d"))).isTrue();
        assertThat(fold.latest(STREAM)).extracting(Accepted::hash).isEqualTo("d");
    }

    @Test
    void accept_warm_greaterNumbersAndTheFirstOfEquals() {
        fold.accept(STREAM, record(7, "", "a"));
        fold.endCold();

        assertThat(fold.accept(STREAM, record(7, "", "a"))).as("again").isFalse();
        assertThat(fold.accept(STREAM, record(8, "a", "b"))).isTrue();
        assertThat(fold.accept(STREAM, record(8, "a", "c")))
                .as("the second of two")
                .isFalse();
    }

    @Test
    void accept_warmAndAWriterThatBeganBehindCompaction_allReadersAgree() {
        // b was first, c was refused; compaction kept c alone, and who began then has written on from that.
        List<Accepted> all = List.of(record(7, "", "a"), record(8, "a", "b"), record(8, "a", "c"), record(9, "c", "d"));
        fold.accept(STREAM, all.get(0));
        fold.endCold();
        all.subList(1, 4).forEach(next -> fold.accept(STREAM, next));
        IndexFold later = new IndexFold();
        all.subList(2, 4).forEach(next -> later.accept(STREAM, next));

        assertThat(fold.latest(STREAM)).extracting(Accepted::hash).isEqualTo("d");
        assertThat(later.latest(STREAM)).extracting(Accepted::hash).isEqualTo("d");
    }

    @Test
    void accept_newStreamWhileWarm_anyNumber() {
        fold.endCold();

        assertThat(fold.accept(STREAM, record(1_700_000_000L, "", "a"))).isTrue();
        assertThat(fold.all()).hasSize(1);
    }

    @Test
    void accept_afterAHole_coldAgainAndTheChainMayJump() {
        fold.accept(STREAM, record(7, "", "a"));
        fold.endCold();
        fold.beginCold();

        assertThat(fold.accept(STREAM, record(12, "lost", "b"))).isTrue();
        fold.endCold();
        assertThat(fold.accept(STREAM, record(13, "b", "c"))).isTrue();
    }
}
