package io.weir.index.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.cut.CutState;
import io.weir.hls.Variant;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.name.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IndexReaderTest {
    private static final String TOPIC = "weir-segments";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final StreamName STREAM = new StreamName("live", "cam");
    private static final Duration AGE = Duration.ofHours(1);

    /** A topic of one partition; each consumer gets what is in it when it seeks. */
    private static final class Source implements IndexSource {
        final List<byte[]> records = new CopyOnWriteArrayList<>();
        final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();
        volatile @Nullable String id = "first";
        volatile boolean closed;
        volatile Runnable onConsumer = () -> {};
        volatile Runnable onEndAsked = () -> {};

        @Override
        public String topic() {
            return TOPIC;
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            onConsumer.run();
            MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
                @Override
                public synchronized Map<TopicPartition, Long> endOffsets(
                        Collection<TopicPartition> partitions, Duration timeout) {
                    onEndAsked.run();
                    return super.endOffsets(partitions, timeout);
                }
            };
            consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.updateEndOffsets(Map.of(PARTITION, (long) records.size()));
            consumer.schedulePollTask(() -> {
                for (int i = (int) consumer.position(PARTITION); i < records.size(); i++) {
                    consumer.addRecord(record(i));
                }
            });
            consumers.add(consumer);
            return consumer;
        }

        private ConsumerRecord<byte[], byte[]> record(int offset) {
            byte[] key = STREAM.toString().getBytes(StandardCharsets.UTF_8);
            return new ConsumerRecord<>(TOPIC, 0, offset, key, records.get(offset));
        }

        MockConsumer<byte[], byte[]> latest() {
            return consumers.get(consumers.size() - 1);
        }

        void append(byte[] value) {
            records.add(value);
            MockConsumer<byte[], byte[]> consumer = latest();
            consumer.updateEndOffsets(Map.of(PARTITION, (long) records.size()));
            consumer.schedulePollTask(() -> consumer.addRecord(record(records.size() - 1)));
        }

        @Override
        public CompletableFuture<@Nullable String> topicId() {
            return CompletableFuture.completedFuture(id);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Source source = new Source();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** A clock that makes each turn of the reader prove its records current. */
    private final IndexReader reader = new IndexReader(source, "index-test", () -> nanos.addAndGet(2_000_000_000L));

    IndexReaderTest() {
        reader.listen(new IndexReader.Listener() {
            @Override
            public void accepted(StreamName stream, Accepted latest) {
                told.add("accepted " + latest.record().msn());
            }

            @Override
            public void refused(StreamName stream) {
                told.add("refused");
            }

            @Override
            public void restarted() {
                told.add("restarted");
            }
        });
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private static byte[] record(long msn, byte[] predecessor) {
        return new IndexRecord(
                        IndexRecord.VERSION,
                        IndexRecord.Kind.SEGMENT,
                        msn,
                        predecessor.length == 0 ? "" : Accepted.hash(predecessor),
                        "topic",
                        6,
                        0,
                        true,
                        List.of(),
                        new Variant("", 0, 0, 0, 0),
                        0,
                        "",
                        CutState.start(0))
                .encode();
    }

    private void startWithTwo() {
        byte[] first = record(7, new byte[0]);
        source.records.add(first);
        source.records.add(record(8, first));
        reader.start();
        await().until(reader::isLoaded);
    }

    @Test
    void start_recordsThere_onlyTheLatestIsTold() {
        startWithTwo();

        await().untilAsserted(() -> assertThat(told).containsExactly("accepted 8"));
        assertThat(reader.staleness(AGE)).isEmpty();
    }

    @Test
    void topic_madeAnew_notReadyThenReadFromItsBeginning() {
        startWithTwo();
        source.records.clear();
        source.records.add(record(3, new byte[0]));
        List<String> inBetween = new CopyOnWriteArrayList<>();
        source.onConsumer = () -> reader.staleness(AGE).ifPresent(inBetween::add);

        source.id = "second";

        await().until(() -> told.contains("accepted 3"));
        assertThat(told).containsExactly("accepted 8", "restarted", "accepted 3");
        assertThat(inBetween).hasSize(1).first().asString().contains("made anew");
        assertThat(reader.staleness(AGE)).isEmpty();
    }

    @Test
    void poll_outOfRange_allIsForgottenAndReadAgain() {
        startWithTwo();
        source.records.remove(1);
        MockConsumer<byte[], byte[]> consumer = source.latest();
        consumer.schedulePollTask(
                () -> consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 2L))));

        await().until(() -> told.contains("accepted 7"));
        assertThat(told).containsExactly("accepted 8", "restarted", "accepted 7");
    }

    @Test
    void read_unexpectedFault_readingGoesOnFromWhereItWas() {
        startWithTwo();
        source.latest().schedulePollTask(() -> {
            throw new IllegalStateException("a defect");
        });
        await().until(() -> source.consumers.size() == 2);
        await().until(() -> source.latest().assignment().contains(PARTITION));

        source.append(record(9, source.records.get(1)));

        await().until(() -> told.contains("accepted 9"));
        assertThat(told).doesNotContain("restarted");
    }

    @Test
    void read_listenerThrowsAnError_readingGoesOnAndNothingIsLeftOut() {
        startWithTwo();
        AtomicBoolean thrown = new AtomicBoolean();
        reader.listen((stream, latest) -> {
            if (!thrown.getAndSet(true)) {
                throw new OutOfMemoryError("a test's");
            }
        });
        byte[] third = record(9, source.records.get(1));

        source.append(third);
        await().until(() -> source.consumers.size() == 2);
        await().until(() -> source.latest().assignment().contains(PARTITION));
        source.append(record(10, third));

        await().until(() -> told.contains("accepted 10"));
        assertThat(thrown).isTrue();
        assertThat(told).doesNotContain("refused", "restarted");
    }

    @Test
    void isRefusedLast_recordThatDoesNotCountStandsLast_untilTheLatestIsWrittenAgain() {
        startWithTwo();
        byte[] latest = source.records.get(1);

        source.append(source.records.get(0));
        await().until(() -> reader.isRefusedLast(STREAM));

        source.append(latest);
        await().until(() -> !reader.isRefusedLast(STREAM));
        assertThat(told).containsExactly("accepted 8", "refused");
    }

    @Test
    void start_recordThatDoesNotCountStandsLast_isKnown() {
        byte[] first = record(7, new byte[0]);
        source.records.addAll(List.of(first, record(8, first), first));

        reader.start();

        await().until(() -> told.contains("refused"));
        assertThat(reader.isRefusedLast(STREAM)).isTrue();
    }

    @Test
    void staleness_recordComesBeforeEachLookAtTheEnd_isProvenAllTheSame() {
        startWithTwo();
        AtomicInteger asked = new AtomicInteger();
        source.onEndAsked = () -> {
            source.append(source.records.get(1));
            asked.incrementAndGet();
        };

        await().until(() -> asked.get() > AGE.toSeconds());

        assertThat(reader.staleness(AGE)).isEmpty();
    }

    @Test
    void staleness_readingThreadHasEnded_isTold() {
        startWithTwo();

        reader.close();

        assertThat(reader.staleness(AGE)).get().asString().contains("ended");
    }

    @Test
    void close_whileReading_closesItsConsumerAndItsSource() {
        startWithTwo();

        reader.close();

        assertThat(source.closed).isTrue();
        assertThat(source.latest().closed()).isTrue();
    }
}
