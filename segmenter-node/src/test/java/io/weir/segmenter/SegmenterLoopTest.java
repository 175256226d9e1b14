package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.weir.cut.LogScript;
import io.weir.index.Accepted;
import io.weir.index.reader.MemoryIndex;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.log.PinnedSettings;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.storage.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmenterLoopTest {
    private static final StreamName GOOD = new StreamName("live", "good");
    private static final StreamName BAD = new StreamName("live", "bad");
    private static final List<LogRecord> LOG = new LogScript(1)
            .target(1_000)
            .tracks(LogScript.AVC, null)
            .epoch()
            .play(0, 3_500, 200, 1_000)
            .records(3);

    /** Fewer cuts than may be on their way, with an end. */
    private static final List<LogRecord> ENDED = new LogScript(1)
            .target(1_000)
            .tracks(LogScript.AVC, null)
            .epoch()
            .play(0, 1_500, 200, 1_000)
            .end(LogScript.WALL_MS + 4_000)
            .records(3);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final MemoryIndex index = new MemoryIndex();

    private final Queue<StreamName> letGo = new ConcurrentLinkedQueue<>();
    private final Queue<StreamName> left = new ConcurrentLinkedQueue<>();
    private final Queue<StreamName> finished = new ConcurrentLinkedQueue<>();
    private final Map<StreamName, Accepted> latest = new ConcurrentHashMap<>();
    private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();
    private final SegmenterLoop loop = new SegmenterLoop(
            this::reader,
            this::topicId,
            store,
            this::append,
            NEVER,
            new Latest(),
            new Told(),
            1 << 30,
            System::nanoTime);

    /** Makes nothing anew. */
    private static final Remaker NEVER = (stream, topicId, checkpoint) -> new CompletableFuture<>();

    private final class Latest implements LatestRecords {
        @Override
        public @Nullable Accepted latest(StreamName stream) {
            return latest.get(stream);
        }

        @Override
        public boolean isRefusedLast(StreamName stream) {
            return false;
        }
    }

    private final class Told implements SegmenterLoop.Listener {
        @Override
        public void letGo(StreamName stream) {
            letGo.add(stream);
        }

        @Override
        public void left(StreamName stream) {
            left.add(stream);
        }

        @Override
        public void finished(StreamName stream, LogRange log) {
            finished.add(stream);
        }
    }

    private int indexRead;
    private volatile String topicId = "id";

    @AfterEach
    void close() {
        loop.close();
    }

    private CompletableFuture<@Nullable String> topicId(StreamName stream) {
        return CompletableFuture.completedFuture(topicId);
    }

    private LogReader reader() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        for (StreamName stream : List.of(GOOD, BAD)) {
            consumer.updateBeginningOffsets(Map.of(partition(stream), 0L));
            consumer.updateEndOffsets(Map.of(partition(stream), (long) LOG.size()));
        }
        consumers.add(consumer);
        return new LogReader(consumer, "weir");
    }

    /** A stream whose records the index takes as a defect takes them. */
    private CompletableFuture<Void> append(StreamName stream, byte[] value) {
        if (stream.equals(BAD)) {
            throw new UnsupportedOperationException("a defect");
        }
        synchronized (index) {
            index.append(stream, value);
        }
        return CompletableFuture.completedFuture(null);
    }

    private static TopicPartition partition(StreamName stream) {
        return new TopicPartition(stream.topic("weir"), 0);
    }

    private void feed(StreamName stream) {
        feed(stream, LOG);
    }

    private void feed(StreamName stream, List<LogRecord> log) {
        first();
        MockConsumer<byte[], byte[]> consumer = consumers.get(consumers.size() - 1);
        await().until(() -> consumer.assignment().contains(partition(stream)));
        consumer.schedulePollTask(() -> {
            for (LogRecord record : log) {
                consumer.addRecord(new ConsumerRecord<>(
                        stream.topic("weir"), 0, record.offset(), record.key().encode(), record.value()));
            }
        });
    }

    /** Reads the index's last record back. */
    private void readBack() throws IOException {
        MemoryIndex.Entry last;
        synchronized (index) {
            indexRead = index.entries().size();
            last = index.entries().get(indexRead - 1);
        }
        Accepted accepted = Accepted.of(last.value());
        latest.put(last.stream(), accepted);
        loop.accepted(last.stream(), accepted);
    }

    private void awaitIndexed(StreamName stream) {
        await().until(() -> {
            synchronized (index) {
                return index.entries().stream().anyMatch(entry -> entry.stream().equals(stream));
            }
        });
    }

    @Test
    void stream_unexpectedFault_isLetGoWithOneLineAndOthersGoOn() {
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            loop.start();
            loop.add(BAD, "id");
            feed(BAD);
            await().until(() -> letGo.contains(BAD));
            loop.add(GOOD, "id");
            feed(GOOD);
            awaitIndexed(GOOD);

            assertThat(lines.of(Level.ERROR)).hasSize(1).first().asString().contains(BAD.toString());
            assertThat(letGo).containsExactly(BAD);
            assertThat(loop.problem()).isEmpty();
        }
    }

    @Test
    void stream_faultAgain_waitsLongerAndIsToldInShort() {
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            loop.start();
            loop.add(BAD, "id");
            feed(BAD);
            await().until(() -> letGo.size() == 1);
            loop.add(BAD, "id");
            feed(BAD);
            await().until(() -> letGo.size() == 2);

            assertThat(lines.of(Level.ERROR)).hasSize(1);
            assertThat(lines.of(Level.WARN)).hasSize(1).first().asString().contains("2000 ms");
        }
    }

    @Test
    void loop_faultOfItsOwn_isAProblemUntilItWorksAgain() {
        loop.start();
        loop.add(GOOD, "id");
        feed(GOOD);
        awaitIndexed(GOOD);

        consumers.get(0).schedulePollTask(() -> {
            throw new IllegalStateException("the reader is broken");
        });

        await().until(() -> loop.problem().orElse("").contains("the reader is broken"));
        await().until(() -> letGo.contains(GOOD));
        await().until(() -> loop.problem().isEmpty());
        loop.add(GOOD, "id");
        await().until(() ->
                consumers.size() == 2 && consumers.get(1).assignment().contains(partition(GOOD)));
    }

    @Test
    void poll_kafkaFailsForAWhile_isAProblemOfOneLine() {
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            loop.start();
            loop.add(GOOD, "id");
            MockConsumer<byte[], byte[]> consumer = first();
            await().until(() -> consumer.assignment().contains(partition(GOOD)));
            for (int i = 0; i < 3; i++) {
                consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("not now")));
            }

            await().until(() -> loop.problem().orElse("").contains("not now"));
            await().until(() -> loop.problem().isEmpty());
            assertThat(lines.of(Level.WARN)).hasSize(1);
        }
    }

    private MockConsumer<byte[], byte[]> first() {
        await().until(() -> !consumers.isEmpty());
        return consumers.get(0);
    }

    @Test
    void drain_openSegment_isNotCut() throws InterruptedException {
        loop.start();
        loop.add(GOOD, "id");
        feed(GOOD);
        awaitIndexed(GOOD);

        loop.drain(Duration.ofMillis(300));

        assertThat(first().closed()).isTrue();
        synchronized (index) {
            assertThat(index.entries())
                    .as("the next waits for the first to be read back")
                    .hasSize(1);
        }
    }

    @Test
    void removeIfFinished_cutsOnTheirWay_staysUntilItsEndIsInTheIndex() throws IOException {
        LogRange log = new LogRange("id", 0, ENDED.size());
        loop.start();
        loop.add(GOOD, "id");
        loop.removeIfFinished(GOOD, log); // nothing is read yet
        feed(GOOD, ENDED);
        do {
            int known = indexRead;
            await().until(() -> indexSize() > known);
            loop.removeIfFinished(GOOD, log);
            readBack();
        } while (!isEnded(GOOD));
        assertThat(finished).isEmpty();

        loop.removeIfFinished(GOOD, log);

        await().until(() -> finished.contains(GOOD));
        await().until(() -> !first().assignment().contains(partition(GOOD)));
    }

    @Test
    void removeIfFinished_logThatHoldsNothingToCut_isLetGoOnceItIsRead() {
        List<LogRecord> empty = new LogScript(1).epoch().end(LogScript.WALL_MS).records(3);
        loop.start();
        loop.add(GOOD, "id");
        feed(GOOD, empty);

        await().until(() -> {
            loop.removeIfFinished(GOOD, new LogRange("id", 0, empty.size()));
            return finished.contains(GOOD);
        });
    }

    @Test
    void add_topicIsAnotherWhenItIsOpened_isTakenAnewAndNothingIsCut() {
        topicId = "of the next topic";
        loop.start();
        loop.add(GOOD, "id");

        await().until(() -> letGo.contains(GOOD));
        await().until(() -> !first().assignment().contains(partition(GOOD)));
        assertThat(indexSize()).isZero();

        topicId = "id";
        loop.add(GOOD, "id");
        feed(GOOD);
        awaitIndexed(GOOD);
    }

    @Test
    void settings_ofANewerVersion_streamIsLeftWhenWhatCameBeforeIsInTheIndex() throws IOException {
        List<LogRecord> log = new LogScript(1)
                .target(1_000)
                .tracks(LogScript.AVC, null)
                .epoch()
                .play(0, 900, 200, 1_000)
                .muxerVersion(PinnedSettings.MUXER_VERSION + 1)
                .epoch()
                .play(1_000, 3_500, 200, 1_000)
                .records(3);
        try (LoggedLines lines = new LoggedLines("io.weir.segmenter")) {
            loop.start();
            loop.add(GOOD, "id");
            feed(GOOD, log);
            awaitIndexed(GOOD);
            assertThat(left).as("its segment is not accepted yet").isEmpty();
            readBack();

            await().until(() -> left.contains(GOOD));
            await().until(() -> !first().assignment().contains(partition(GOOD)));
            assertThat(indexSize()).as("nothing of the newer version").isEqualTo(1);
            assertThat(lines.of(Level.WARN)).hasSize(1).first().asString().contains("muxer version 2");
            assertThat(lines.of(Level.ERROR)).isEmpty();
        }
    }

    private boolean isEnded(StreamName stream) {
        Accepted last = latest.get(stream);
        return last != null && last.record().ended();
    }

    private int indexSize() {
        synchronized (index) {
            return index.entries().size();
        }
    }

    @Test
    void poll_storeIsAway_allStreamsTogetherHoldNoMoreThanTheLimit() {
        Queue<String> puts = new ConcurrentLinkedQueue<>();
        StoreOfPuts away = new StoreOfPuts() {
            @Override
            public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
                puts.add(key);
                return new CompletableFuture<>();
            }
        };
        try (SegmenterLoop small = new SegmenterLoop(
                this::reader,
                this::topicId,
                away,
                this::append,
                NEVER,
                new Latest(),
                new Told(),
                1,
                System::nanoTime)) {
            small.start();
            small.add(GOOD, "id");
            small.add(BAD, "id");
            feed(GOOD);
            feed(BAD);
            await().until(() -> !puts.isEmpty());
            MockConsumer<byte[], byte[]> consumer = first();
            await().until(() -> consumer.paused().containsAll(List.of(partition(GOOD), partition(BAD))));

            assertThat(puts).hasSize(1);
        }
    }

    @Test
    void problem_putsFailForLong_isToldWithTheReasonUntilOneSucceeds() {
        AtomicLong passed = new AtomicLong();
        AtomicBoolean full = new AtomicBoolean(true);
        StoreOfPuts failing = new StoreOfPuts() {
            @Override
            public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
                passed.addAndGet(Outage.PROBLEM_NANOS); // so much has passed until it is known
                return full.get()
                        ? CompletableFuture.failedFuture(new IOException("the disk is full"))
                        : CompletableFuture.completedFuture(PutOutcome.CREATED);
            }
        };
        try (SegmenterLoop away = new SegmenterLoop(
                this::reader,
                this::topicId,
                failing,
                this::append,
                NEVER,
                new Latest(),
                new Told(),
                1 << 30,
                () -> System.nanoTime() + passed.get())) {
            away.start();
            away.add(GOOD, "id");
            feed(GOOD);
            await().until(() -> away.problem().orElse("").contains("the disk is full"));

            full.set(false);

            await().until(() -> away.problem().isEmpty());
        }
    }
}
