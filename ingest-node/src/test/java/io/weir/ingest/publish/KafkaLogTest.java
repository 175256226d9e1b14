package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kafka.KafkaSettings;
import io.weir.log.TagKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaLogTest {
    private static final String TOPIC = "weir-flv-app-cam";

    /** A producer that does not know a topic's leader until it has been asked so many times. */
    private static final class Unknowing extends MockProducer<byte[], byte[]> {
        int unknown;

        Unknowing(int unknown) {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.unknown = unknown;
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            if (unknown-- > 0) {
                throw new TimeoutException("not present in metadata after 0 ms");
            }
            return List.of();
        }
    }

    private static final StreamTopic MADE = new StreamTopic() {
        @Override
        public CompletableFuture<Void> ensure() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<@Nullable String> id() {
            return CompletableFuture.completedFuture("id");
        }

        @Override
        public CompletableFuture<Void> remove(String id) {
            return CompletableFuture.completedFuture(null);
        }
    };

    private static KafkaLog log(MockProducer<byte[], byte[]> producer) {
        KafkaSettings kafka = new KafkaSettings("127.0.0.1:1", "weir", 1, 1, 3_600_000, 1);
        return new KafkaLog(
                TOPIC,
                MADE,
                producer,
                new Acknowledgements(System::nanoTime),
                new TopicReader(kafka, System::nanoTime, 0),
                Runnable::run);
    }

    @Test
    void open_leaderIsNotKnownYet_isAskedForUntilItIs() throws Exception {
        Unknowing producer = new Unknowing(3);
        log(producer).open().get(30, TimeUnit.SECONDS);
        assertThat(producer.unknown).isEqualTo(-1);
    }

    @Test
    void open_leaderNeverKnown_fails() {
        CompletableFuture<Void> opened = log(new Unknowing(Integer.MAX_VALUE)).open();
        assertThatThrownBy(() -> opened.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void read_givenUp_isPassedOver() {
        KafkaLog log = log(new Unknowing(0));
        log.giveUp();
        assertThatThrownBy(() -> log.read(0, 1).get(60, TimeUnit.SECONDS)).hasMessageContaining("nobody waits");
        assertThatThrownBy(() -> log.end().get(60, TimeUnit.SECONDS)).hasMessageContaining("nobody waits");
    }

    @Test
    void append_recordIsTooLarge_isToldApartFromWhatMayPass() {
        Unknowing producer = new Unknowing(0);
        KafkaLog log = log(producer);
        CompletableFuture<Long> refused = log.append(TagKey.claim(1, 0), new byte[0]);
        producer.errorNext(new RecordTooLargeException("larger than max.message.bytes"));
        assertThatThrownBy(refused::join).hasCauseInstanceOf(LogAccess.RefusedException.class);
        CompletableFuture<Long> failed = log.append(TagKey.claim(1, 0), new byte[0]);
        producer.errorNext(new AuthorizationException("not now"));
        assertThatThrownBy(failed::join).hasCauseInstanceOf(AuthorizationException.class);
    }
}
