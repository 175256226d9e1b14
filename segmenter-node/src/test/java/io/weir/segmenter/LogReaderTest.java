package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cut.LogScript;
import io.weir.log.LogRecord;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LogReaderTest {
    private static final StreamName STREAM = new StreamName("live", "cam");
    private static final StreamName OTHER = new StreamName("live", "other");
    private static final List<LogRecord> LOG = new LogScript(1)
            .target(1_000)
            .tracks(LogScript.AVC, null)
            .epoch()
            .play(0, 1_000, 200, 1_000)
            .records(3);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final LogReader reader = new LogReader(consumer, "weir");
    private final Taken taken = new Taken();

    private static final class Taken implements LogReader.Sink {
        final List<Long> offsets = new ArrayList<>();
        final Set<StreamName> busy = new HashSet<>();

        @Override
        public boolean isReady(StreamName stream) {
            return !busy.contains(stream);
        }

        @Override
        public void accept(StreamName stream, LogRecord next) {
            offsets.add(next.offset());
        }

        @Override
        public void outOfRange(StreamName stream, long offset) {
            throw new AssertionError("offset " + offset + " of " + stream + " is out of range");
        }
    }

    private static TopicPartition partition(StreamName stream) {
        return new TopicPartition(stream.topic("weir"), 0);
    }

    /** A log of which an answer brings {@code fetched} records. */
    private void add(StreamName stream, int fetched) {
        consumer.updateBeginningOffsets(Map.of(partition(stream), 0L));
        consumer.updateEndOffsets(Map.of(partition(stream), (long) LOG.size()));
        reader.add(stream, "id");
        reader.seek(stream, 0);
        for (LogRecord record : LOG.subList(0, fetched)) {
            consumer.addRecord(new ConsumerRecord<>(
                    stream.topic("weir"), 0, record.offset(), record.key().encode(), record.value()));
        }
    }

    @Test
    void poll_answerWithoutTheEndOfTheLog_thereIsMoreAtOnce() {
        add(STREAM, 2);

        assertThat(reader.poll(Duration.ZERO, taken)).isTrue();
        assertThat(taken.offsets).containsExactly(0L, 1L);
    }

    @Test
    void poll_answerWithTheEndOfTheLog_thereIsNoMore() {
        add(STREAM, LOG.size());

        assertThat(reader.poll(Duration.ZERO, taken)).isFalse();
        assertThat(taken.offsets).hasSize(LOG.size());
    }

    @Test
    void poll_nothingCame_thereIsNoMore() {
        add(STREAM, 0);

        assertThat(reader.poll(Duration.ZERO, taken)).isFalse();
    }

    @Test
    void poll_streamWithoutRoom_isReadOnFromThereOnceItHasRoom() {
        add(STREAM, 2);
        add(OTHER, LOG.size());
        assertThat(consumer.paused()).isEmpty();
        taken.busy.add(STREAM);

        assertThat(reader.poll(Duration.ZERO, taken))
                .as("what waits for room is not more")
                .isFalse();
        assertThat(taken.offsets).hasSize(LOG.size());
        assertThat(consumer.paused()).containsExactly(partition(STREAM));
        assertThat(reader.position(STREAM)).isZero();

        taken.busy.clear();
        reader.poll(Duration.ZERO, taken);

        assertThat(consumer.paused()).isEmpty();
    }
}
