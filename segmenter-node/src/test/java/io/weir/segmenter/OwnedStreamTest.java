package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.flv.FlvTag;
import io.weir.hls.MediaSegment;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.IndexRecord.Kind;
import io.weir.index.reader.MemoryIndex;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedStreamTest {
    private static final StreamName STREAM = new StreamName("live", "cam");
    private static final String TOPIC = "topic-1";

    /** Six segments of 6 s, and an open one. */
    private static final List<LogRecord> LOG =
            begin().play(0, 40_000, 40, 2_000).records(5);

    private final HeldStore store = new HeldStore();
    private final MemoryIndex index = new MemoryIndex();
    private final List<LogRecord> log = new ArrayList<>(LOG);
    private final MemoryRemaker remaker = new MemoryRemaker(log);

    private static LogScript begin() {
        return new LogScript(1).tracks(LogScript.AVC, LogScript.AAC).epoch();
    }

    private CuttingNode node() {
        return node(new LogRange(TOPIC, 0, LOG.size()));
    }

    private CuttingNode node(LogRange range) {
        return new CuttingNode(range, log, store, index, remaker);
    }

    /** The records that count, by a reader that saw all. */
    private List<IndexRecord> chain() {
        List<IndexRecord> accepted = new ArrayList<>();
        MemoryIndex copy = new MemoryIndex();
        MemoryIndex.Reader reader = copy.reader((stream, latest) -> accepted.add(latest.record()));
        index.entries().forEach(entry -> copy.append(entry.stream(), entry.value()));
        reader.readAll();
        for (int i = 1; i < accepted.size(); i++) {
            assertThat(accepted.get(i).msn()).isEqualTo(accepted.get(i - 1).msn() + 1);
        }
        return accepted;
    }

    private static MediaSegment entry(IndexRecord record) {
        return record.window().get(record.window().size() - 1);
    }

    private static List<Cut.Media> expected(List<LogRecord> records) {
        List<Cut.Media> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cut -> {
            if (cut instanceof Cut.Media media) {
                cuts.add(media);
            }
        });
        records.forEach(cutter::accept);
        return cuts;
    }

    /** Every segment that one cutter makes of the whole log is in the chain once, and its bytes in the store. */
    private void assertWhole() {
        List<Cut.Media> cuts = expected(log);
        List<IndexRecord> segments =
                chain().stream().filter(record -> record.kind() == Kind.SEGMENT).toList();
        assertThat(segments).hasSameSizeAs(cuts);
        for (int i = 0; i < cuts.size(); i++) {
            assertThat(bytes(segments.get(i))).isEqualTo(bytes(cuts.get(i)));
        }
    }

    private byte[] bytes(IndexRecord record) {
        SegmentName name = SegmentName.parse(entry(record).name());
        assertThat(name).isNotNull();
        return store.get(name.key(STREAM)).join();
    }

    private static byte[] bytes(Cut.Media cut) {
        byte[] bytes = new byte[cut.bytes().remaining()];
        cut.bytes().duplicate().get(bytes);
        return bytes;
    }

    private static IndexRecord decode(HeldIndexWriter.Append append) {
        try {
            return IndexRecord.decode(append.value());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An index with the first {@code count} segments of the log in it. */
    private void indexed(int count) {
        CuttingNode before = node();
        for (int i = 0; i < count; i++) {
            before.read();
            while (!store.held().isEmpty()) {
                store.land();
            }
            before.loop.run();
            before.index();
        }
    }

    /** The log of HEVC instead. */
    private void logHevc() {
        log.clear();
        log.addAll(new LogScript(1)
                .tracks(LogScript.HEVC, LogScript.AAC)
                .epoch()
                .play(0, 40_000, 40, 2_000)
                .records(5));
    }

    @Test
    void put_fragmentedMp4_initIsStoredBeforeTheFirstSegmentAndOnce() {
        logHevc();
        CuttingNode node = node().read();
        assertThat(store.held()).hasSize(3).allMatch(put -> put.key().matches("live/cam/init_[0-9a-f]{16}\\.mp4"));
        assertThat(node.writer.held()).isEmpty();

        store.land();
        node.loop.run();
        assertThat(store.keys()).containsExactly(store.held().get(0).key());
        assertThat(store.held().get(2).key()).endsWith(".m4s");
        node.finish();

        assertWhole();
        assertThat(store.keys()).hasSize(7);
        assertThat(chain())
                .allMatch(record ->
                        store.keys().contains("live/cam/" + entry(record).map()));
    }

    @Test
    void put_initFails_isTriedAgainBeforeItsSegment() {
        logHevc();
        CuttingNode node = node().read();
        for (int i = 0; i < 3; i++) {
            store.fail();
        }
        node.loop.run();
        assertThat(store.held()).isEmpty();
        node.finish();

        assertWhole();
    }

    @Test
    void put_initOfOtherBytesIsThere_nothingIsAnnounced() {
        logHevc();
        CuttingNode node = node().read();
        store.plant(store.held().get(0).key(), new byte[] {1});
        while (!store.held().isEmpty()) {
            store.land();
        }
        node.loop.run();

        assertThat(store.held()).isEmpty();
        assertThat(node.writer.held()).isEmpty();
    }

    @Test
    void cut_segment_objectIsPutBeforeItsRecordIsAppended() {
        CuttingNode node = node().read();

        assertThat(store.held()).isNotEmpty();
        assertThat(node.writer.held()).isEmpty();

        store.land();
        node.loop.run();

        assertThat(node.writer.held()).hasSize(1);
        assertThat(entry(decode(node.writer.held().get(0))).name())
                .isEqualTo(store.keys().get(0).substring(store.keys().get(0).lastIndexOf('/') + 1));
    }

    @Test
    void cut_secondSegmentStoredFirst_recordsStillInOrder() {
        CuttingNode node = node().read();
        HeldStore.Put first = store.take();
        store.land();
        node.loop.run();

        assertThat(node.writer.held()).isEmpty();

        store.land(first);
        node.loop.run();
        assertThat(node.writer.held()).hasSize(1);
        node.finish();
        assertWhole();
    }

    @Test
    void append_nextRecord_onlyAfterTheOneBeforeWasReadBack() {
        CuttingNode node = node().read();
        store.land();
        store.land();
        node.loop.run();
        node.writer.land();
        node.loop.pass(10_000);

        assertThat(node.writer.held()).as("acknowledged, not read back").isEmpty();

        node.reader.readAll();
        assertThat(node.writer.held()).hasSize(1);
        assertThat(decode(node.writer.held().get(0)).predecessor())
                .isEqualTo(Accepted.hash(index.entries().get(0).value()));
    }

    @Test
    void accept_threeCutsOnTheirWay_logIsReadNoFurther() {
        CuttingNode node = node().read();

        assertThat(store.held()).hasSize(Announcer.MAX_PENDING);
        assertThat(node.stream.isReady()).isFalse();

        node.finish();
        assertWhole();
    }

    @Test
    void accepted_anothersRecord_goesOnFromItsCheckpoint() {
        CuttingNode slow = node().read();
        CuttingNode fast = node();
        fast.finish();
        List<IndexRecord> chain = chain();

        slow.reader.readOne();

        assertThat(slow.stream.hasPending()).isFalse();
        assertThat(slow.loop.sought())
                .isEqualTo(chain.get(0).checkpoint().mark().offset());
        slow.finish();
        assertThat(chain()).isEqualTo(chain);
        assertWhole();
    }

    @Test
    void accepted_anothersRecordWhileOwnIsAppended_ownIsGivenUp() {
        CuttingNode slow = node().read();
        store.land();
        slow.loop.run();
        HeldIndexWriter.Append late = slow.writer.take();
        CuttingNode fast = node();
        fast.finish();
        int landed = index.end();

        slow.reader.readAll();
        late.done().completeExceptionally(new IOException("no acknowledgement"));
        slow.loop.pass(60_000);

        assertThat(slow.writer.held()).as("a retry of what is in the index").isEmpty();
        assertThat(index.end()).isEqualTo(landed);
    }

    @Test
    void refused_recordOfAZombieBehindOurs_latestIsWrittenAgain() {
        CuttingNode zombie = node().read();
        store.land();
        zombie.loop.run();
        HeldIndexWriter.Append late = zombie.writer.take();
        CuttingNode owner = node();
        owner.finish();
        byte[] latest = index.entries().get(index.end() - 1).value();

        index.append(STREAM, late.value());
        owner.reader.readAll();

        assertThat(owner.writer.held()).hasSize(1);
        assertThat(owner.writer.held().get(0).value()).isEqualTo(latest);
        owner.index();
        assertThat(owner.writer.held())
                .as("its own repetition is no reason for another")
                .isEmpty();

        index.compactBefore(index.end());
        assertThat(index.entries()).extracting(MemoryIndex.Entry::value).containsExactly(latest);
    }

    @Test
    void refused_whileTheNextIsOnItsWay_nothingIsWrittenAgain() {
        indexed(2);
        MemoryIndex.Entry first = index.entries().get(0);
        CuttingNode owner = node().read();
        store.land();
        owner.loop.run();
        assertThat(owner.writer.held()).hasSize(1);

        index.append(STREAM, first.value());
        owner.reader.readAll();

        assertThat(owner.writer.held()).hasSize(1);
    }

    @Test
    void refused_repetitionFails_triedAgain() {
        indexed(2);
        CuttingNode owner = node();
        index.append(STREAM, index.entries().get(0).value());
        owner.reader.readAll();
        byte[] latest = index.entries().get(1).value();

        owner.writer.fail(false);
        owner.loop.pass(500);

        assertThat(owner.writer.held())
                .extracting(HeldIndexWriter.Append::value)
                .containsExactly(latest);
    }

    @Test
    void start_lastRecordInTheIndexDoesNotCount_latestIsWrittenAgain() {
        indexed(2);
        index.append(STREAM, index.entries().get(0).value());

        CuttingNode owner = node();

        assertThat(owner.writer.held())
                .extracting(HeldIndexWriter.Append::value)
                .containsExactly(index.entries().get(1).value());
        owner.finish();
        assertWhole();
    }

    @Test
    void put_fails_triedAgainUntilStoredAndNothingIsLeftOut() {
        CuttingNode node = node().read();
        for (int i = 0; i < 5; i++) {
            while (!store.held().isEmpty()) {
                store.fail();
            }
            node.loop.pass(4_000);
        }

        node.finish();
        assertWhole();
    }

    @Test
    void put_storeIsAwayLong_oneLineForEachSegment() {
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            CuttingNode node = node().read();
            for (int i = 0; i < 20; i++) {
                while (!store.held().isEmpty()) {
                    store.fail();
                }
                node.loop.pass(4_000);
            }

            assertThat(lines.of(Level.WARN)).as("and one for the stream").hasSize(Announcer.MAX_PENDING + 1);
        }
    }

    @Test
    void accept_damagedFrames_countedAndToldOnceAMinute() {
        LogScript script = begin();
        for (int at = 0; at < 40_000; at += 2_000) {
            script.play(at, at + 2_000, 40, 2_000);
            // Its one NAL unit is said to be longer than the frame.
            script.tag(FlvTag.VIDEO, at + 1_990, new byte[] {0x27, 1, 0, 0, 0, 0x7F, 0, 0, 0, 0x41});
        }
        log.clear();
        log.addAll(script.records(5));
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            CuttingNode node = node(new LogRange(TOPIC, 0, log.size()));
            node.finish();

            assertThat(node.loop.damagedFrames()).isEqualTo(18);
            assertThat(lines.of(Level.WARN)).singleElement().asString().contains(STREAM.toString(), "3 damaged frames");
            node.loop.pass(60_000);
            assertThat(lines.of(Level.WARN)).hasSize(2).last().asString().contains("15 damaged frames");
        }
    }

    @Test
    void put_nameHasOtherBytes_storedBesideItNamedInTheIndexAndAlarmed() {
        CuttingNode node = node().read();
        String taken = store.held().get(0).key();
        store.plant(taken, new byte[] {1, 2, 3});
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            node.finish();

            assertThat(lines.of(Level.ERROR)).hasSize(1).first().asString().contains(STREAM.toString(), "_x");
        }
        String stem = taken.substring(taken.lastIndexOf('/') + 1, taken.length() - ".ts".length());
        assertThat(entry(chain().get(0)).name()).matches(stem + "_x[0-9a-f]{8}\\.ts");
        assertThat(store.get(taken).join()).as("the other object stays").hasSize(3);
        assertWhole();
    }

    @Test
    void put_nameOfItsBytesHasOtherBytesToo_waitsAndTellsAndDoesNotSpin() {
        CuttingNode node = node().read();
        store.plant(store.held().get(0).key(), new byte[] {1});
        store.land();
        node.loop.run();
        HeldStore.Put beside = store.held().get(store.held().size() - 1);
        assertThat(beside.key()).contains("_x");
        store.plant(beside.key(), new byte[] {2});
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            while (!store.held().isEmpty()) {
                store.land();
            }
            node.loop.run();

            assertThat(store.held()).as("not at once").isEmpty();
            assertThat(lines.of(Level.WARN)).hasSize(1);
        }
        node.loop.pass(500);
        assertThat(store.held()).hasSize(1);
    }

    @Test
    void append_failedButLanded_indexedOnce() {
        CuttingNode node = node().read();
        store.land();
        node.loop.run();
        node.writer.fail(true);
        node.loop.run();
        node.reader.readAll();
        node.loop.pass(Announcer.ANNOUNCE_AFTER_MS - 1);

        assertThat(node.writer.held())
                .as("its segment is indexed, the next not stored")
                .isEmpty();
        node.finish();
        assertWhole();
    }

    @Test
    void append_failedButLandedAndReadBackLate_secondOneIsRefusedAndHarmless() {
        CuttingNode node = node().read();
        store.land();
        node.loop.run();
        node.writer.fail(true);
        node.loop.pass(500);
        assertThat(node.writer.held()).as("tried again").hasSize(1);
        node.writer.land();
        node.finish();

        assertThat(index.entries().get(0).value())
                .isEqualTo(index.entries().get(1).value());
        assertWhole();
    }

    @Test
    void append_failedAndNotLanded_triedAgain() {
        CuttingNode node = node().read();
        store.land();
        node.loop.run();
        for (int i = 0; i < 4; i++) {
            node.writer.fail(false);
            node.loop.pass(4_000);
            assertThat(node.writer.held()).hasSize(1);
        }

        node.finish();
        assertWhole();
    }

    @Test
    void start_checkpointNoLongerInTheLog_skipRecordAndNumbersGoOn() {
        indexed(2);
        List<IndexRecord> before = chain();
        int begin = (int) before.get(1).checkpoint().mark().offset() + 20;

        CuttingNode node = node(new LogRange(TOPIC, begin, LOG.size()));

        assertThat(node.stream.isReady())
                .as("reads nothing before the loss is in the index")
                .isFalse();
        IndexRecord skip = decode(node.writer.held().get(0));
        assertThat(skip.kind()).isEqualTo(Kind.SKIP);
        assertThat(skip.cause()).contains(Integer.toString(begin));
        assertThat(skip.msn()).isEqualTo(before.get(1).msn() + 1);
        node.finish();
        List<IndexRecord> after = chain();
        assertThat(after).hasSizeGreaterThan(4);
        assertThat(after.get(2)).isEqualTo(skip);
        assertThat(entry(after.get(3)).discontinuity()).isTrue();
        assertThat(node.loop.seeks()).containsExactly((long) begin);
    }

    @Test
    void start_skipFailsToBeAppended_triedAgain() {
        indexed(2);
        CuttingNode node = node(new LogRange(TOPIC, LOG.size() - 1, LOG.size()));

        node.writer.fail(false);
        node.loop.pass(500);

        assertThat(node.writer.held()).hasSize(1);
        assertThat(decode(node.writer.held().get(0)).kind()).isEqualTo(Kind.SKIP);
        node.finish();
        assertThat(chain()).hasSize(3);
    }

    @Test
    void start_topicMadeAnew_skipRecordNamesTheNewTopicAndReadsItFromItsBeginning() {
        indexed(2);
        log.clear();
        log.addAll(begin().wallAtZero(LogScript.WALL_MS + 60_000)
                .play(0, 20_000, 40, 2_000)
                .records(5));

        CuttingNode node = node(new LogRange("topic-2", 0, log.size()));
        node.finish();

        List<IndexRecord> after = chain();
        assertThat(after).hasSizeGreaterThan(4);
        assertThat(after.get(2).kind()).isEqualTo(Kind.SKIP);
        assertThat(after.get(2).topicId()).isEqualTo("topic-2");
        assertThat(node.loop.seeks()).containsExactly(0L);
    }

    @Test
    void start_logLostItsEnd_goesOnAtItsEndAndCutsNothingTwice() {
        indexed(4);
        long checkpoint = chain().get(3).checkpoint().mark().offset();

        CuttingNode node = node(new LogRange(TOPIC, 0, checkpoint - 10));

        assertThat(decode(node.writer.held().get(0)).kind()).isEqualTo(Kind.SKIP);
        assertThat(decode(node.writer.held().get(0)).checkpoint().mark().offset())
                .isEqualTo(checkpoint - 10);
    }

    @Test
    void start_twoNodesSkip_oneSkipCounts() {
        indexed(2);
        CuttingNode one = node(new LogRange(TOPIC, LOG.size() - 2, LOG.size()));
        CuttingNode other = node(new LogRange(TOPIC, LOG.size() - 1, LOG.size()));

        one.writer.land();
        other.writer.land();
        one.finish();
        other.finish();

        assertThat(chain()).filteredOn(record -> record.kind() == Kind.SKIP).hasSize(1);
        assertThat(other.loop.sought()).isEqualTo(LOG.size() - 2L);
    }

    @Test
    void drain_openSegment_isLeftToTheNextOwner() {
        CuttingNode node = node();
        node.finish();
        int indexed = chain().size();
        assertThat(node.stream.hasPending())
                .as("what is open is not on its way")
                .isFalse();

        log.addAll(begin().play(0, 50_000, 40, 2_000).records(5).subList(LOG.size(), LOG.size() + 100));
        CuttingNode next = node(new LogRange(TOPIC, 0, log.size()));
        next.finish();

        assertThat(chain()).hasSizeGreaterThan(indexed);
        assertWhole();
    }

    @Test
    void indexRestarted_emptyIndex_latestIsWrittenAgainAndTheChainGoesOn() {
        CuttingNode node = node();
        node.finish();
        List<IndexRecord> before = chain();
        IndexRecord latest = before.get(before.size() - 1);

        index.clear();
        node.reader.restart();
        assertThat(node.writer.held()).hasSize(1);
        log.addAll(begin().play(0, 60_000, 40, 2_000).records(5).subList(LOG.size(), LOG.size() + 200));
        node.read();
        while (!store.held().isEmpty()) {
            store.land();
        }
        node.loop.run();
        assertThat(node.writer.held()).as("the next one waits for it").hasSize(1);
        node.finish();

        List<IndexRecord> after = chain();
        assertThat(after.get(0)).isEqualTo(latest);
        assertThat(after).hasSizeGreaterThan(1);
        assertThat(after.get(1).msn()).isEqualTo(latest.msn() + 1);
    }

    @Test
    void indexRestarted_indexLostItsEnd_goesOnFromWhatThereIs() {
        CuttingNode node = node();
        node.finish();
        List<MemoryIndex.Entry> entries = index.entries();

        index.clear();
        entries.subList(0, 3).forEach(entry -> index.append(entry.stream(), entry.value()));
        node.reader.restart();
        node.finish();

        assertThat(index.entries())
                .extracting(MemoryIndex.Entry::value)
                .containsExactlyElementsOf(
                        entries.stream().map(MemoryIndex.Entry::value).toList());
        assertWhole();
    }

    @Test
    void indexRestarted_anotherOwnerWasBehind_greaterRecordCountsForAllReaders() {
        CuttingNode node = node();
        node.finish();
        List<MemoryIndex.Entry> entries = index.entries();

        index.clear();
        node.reader.restart();
        index.append(STREAM, entries.get(2).value());
        node.reader.readAll();
        node.finish();

        String latest = Accepted.hash(entries.get(entries.size() - 1).value());
        assertThat(node.reader.latest(STREAM)).extracting(Accepted::hash).isEqualTo(latest);
        assertThat(index.reader((stream, accepted) -> {}).latest(STREAM))
                .extracting(Accepted::hash)
                .isEqualTo(latest);
    }
}
