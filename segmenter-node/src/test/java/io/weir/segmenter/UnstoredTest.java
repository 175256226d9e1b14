package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.hls.MediaSegment;
import io.weir.index.IndexRecord;
import io.weir.index.Unstored;
import io.weir.index.reader.MemoryIndex;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.log.UnknownSettingsException;
import io.weir.name.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Segments that the store does not take in time: announced all the same, and put when it does. */
class UnstoredTest {
    private static final String TOPIC = "topic-1";

    /** Ten segments of 6 s, an end. */
    private static final List<LogRecord> LOG = new LogScript(1)
            .tracks(LogScript.AVC, LogScript.AAC)
            .epoch()
            .play(0, 60_000, 40, 2_000)
            .end(LogScript.WALL_MS + 61_000)
            .records(5);

    private final HeldStore store = new HeldStore();
    private final MemoryIndex index = new MemoryIndex();
    private final MemoryRemaker remaker = new MemoryRemaker(LOG);

    private CuttingNode node() {
        return new CuttingNode(new LogRange(TOPIC, 0, LOG.size()), LOG, store, index, remaker);
    }

    private static List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cuts::add);
        LOG.forEach(cutter::accept);
        return cuts;
    }

    /** While all puts fail, reads and announces until the log's end; that takes a while, for each is given its time. */
    private void playWhileAway(CuttingNode node, int rounds) {
        for (int i = 0; i < rounds; i++) {
            node.read();
            while (!store.held().isEmpty()) {
                store.fail();
            }
            node.loop.pass(4_000);
            while (!node.writer.held().isEmpty()) {
                node.index();
            }
        }
    }

    private IndexRecord latest() {
        return Objects.requireNonNull(index.reader((stream, latest) -> {}).latest(CuttingNode.STREAM))
                .record();
    }

    /** All segments are in the store, byte for byte. */
    private void assertStored() {
        long msn = latest().window().get(0).msn();
        for (Cut cut : cuts()) {
            if (cut instanceof Cut.Media media) {
                long number = msn++;
                MediaSegment entry = latest().window().stream()
                        .filter(one -> one.msn() == number)
                        .findFirst()
                        .orElseThrow();
                byte[] bytes = new byte[media.bytes().remaining()];
                media.bytes().duplicate().get(bytes);
                String key =
                        Objects.requireNonNull(ObjectName.parse(entry.name())).key(CuttingNode.STREAM);
                assertThat(store.get(key).join()).as(key).isEqualTo(bytes);
            }
        }
    }

    @Test
    void put_takesLong_segmentIsAnnouncedAsNotStored() {
        CuttingNode node = node().read();
        node.loop.pass(Announcer.ANNOUNCE_AFTER_MS - 1);
        assertThat(node.writer.held()).isEmpty();
        node.loop.pass(1);
        node.index();
        IndexRecord first = latest();
        assertThat(first.unstored()).isEqualTo(new Unstored(first.msn(), CutState.start(0)));
        assertThat(first.isUnstored(first.msn())).isTrue();
    }

    @Test
    void put_storeIsAway_playlistGoesOnToTheEnd() {
        CuttingNode node = node();
        playWhileAway(node, 12);
        assertThat(latest().ended()).isTrue();
        assertThat(latest().window()).hasSize(10);
        assertThat(latest().unstored())
                .isNotNull()
                .extracting(Unstored::msn)
                .isEqualTo(latest().window().get(0).msn());
        assertThat(store.keys()).isEmpty();
        assertThat(node.stream.isFinished()).as("its node keeps it").isFalse();
        assertThat(node.stream.hasPending()).as("it can be drained").isFalse();
    }

    @Test
    void put_storeIsBack_allIsPutAndNothingMoreIsAppended() {
        CuttingNode node = node();
        playWhileAway(node, 12);
        int records = index.entries().size();
        node.finish();
        assertStored();
        assertThat(index.entries()).as("a record would take a number").hasSize(records);
        assertThat(node.stream.isFinished()).isTrue();
        assertThat(remaker.asked())
                .as("each entry but those in memory is made once")
                .doesNotHaveDuplicates();
    }

    @Test
    void put_storeIsBackWhileTheStreamLives_allIsPut() {
        CuttingNode node = node();
        playWhileAway(node, 4);
        assertThat(latest().unstored()).isNotNull();
        node.finish();
        assertStored();
    }

    @Test
    void takeover_whileTheStoreIsAway_nextOwnerAnnouncesOnAndPutsAll() {
        CuttingNode first = node();
        playWhileAway(first, 5);
        Unstored before = latest().unstored();
        CuttingNode second = node();
        playWhileAway(second, 10);
        assertThat(latest().ended()).isTrue();
        assertThat(latest().unstored()).isEqualTo(before);
        second.finish();
        assertStored();
    }

    @Test
    void takeover_hasEndedAndIsNotStored_nextOwnerPutsAll() {
        playWhileAway(node(), 12);
        CuttingNode second = node();
        assertThat(second.stream.isFinished()).isFalse();
        second.finish();
        assertStored();
    }

    @Test
    void put_logHasExpiredMeanwhile_isToldAndTheRestGoesOn() {
        CuttingNode node = node();
        playWhileAway(node, 12);
        CuttingNode second = node();
        remaker.expireBefore(LOG.size());
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            second.finish();
            assertThat(lines.of(Level.ERROR)).singleElement().asString().contains("the store may lack entries");
        }
        assertThat(second.stream.isFinished()).isTrue();
    }

    @Test
    void takeover_whatIsNotStoredNeedsUnknownSettings_isToldSoThatTheStreamIsLeft() {
        playWhileAway(node(), 12);
        remaker.forgetSettings();
        CuttingNode second = node();

        assertThatThrownBy(second::finish).isInstanceOf(UnknownSettingsException.class);
    }

    @Test
    void put_nameTurnsOutToBeAnothersWhenItWasAnnounced_laterRecordsNameTheOther() {
        CuttingNode node = node();
        playWhileAway(node, 3);
        assertThat(latest().ended()).isFalse();
        String taken = latest().window().get(0).name();
        store.plant(Objects.requireNonNull(ObjectName.parse(taken)).key(CuttingNode.STREAM), new byte[] {1});
        node.loop.pass(4_000);
        while (!store.held().isEmpty()) {
            store.land();
            node.loop.run();
        }
        node.finish();
        assertThat(latest().window().get(0).name()).contains("_x");
        assertStored();
    }

    @Test
    void slots_manyStreams_holdNoMoreThanThereAreSlots() {
        PutSlots slots = new PutSlots();
        List<Integer> woken = new ArrayList<>();
        for (int i = 0; i < PutSlots.COUNT; i++) {
            assertThat(slots.take(() -> {})).isTrue();
        }
        assertThat(slots.take(() -> woken.add(1))).isFalse();
        assertThat(woken).isEmpty();
        slots.give(1);
        assertThat(woken).containsExactly(1);
        assertThat(slots.take(() -> {})).isTrue();
        assertThat(slots.take(() -> {})).isFalse();
    }
}
