package io.weir.audit.reader;

import io.weir.audit.AuditException;
import io.weir.audit.AuditReport;
import io.weir.audit.Retained;
import io.weir.audit.StreamAudit;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.reader.IndexReader;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.LogRange;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import io.weir.storage.ObjectStore;
import io.weir.storage.RetentionLimits;
import io.weir.storage.StorageException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Audits streams of a cluster: opens what an audit needs, and closes it behind each. Blocks; safe for use by several threads. */
public final class StreamAuditor {
    private static final int FETCH_MAX_WAIT_MS = 500;
    private static final int ASK_TIMEOUT_S = 15;

    /** An index that could not be read for longer may not know what is in the store. */
    private static final Duration INDEX_AGE = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final IndexReader index;
    private final ObjectStore store;
    private final RetentionLimits limits;
    private final InstantSource clock;

    /**
     * An auditor.
     *
     * @param limits of the store; a frame that they may have removed is not said to be lost
     */
    public StreamAuditor(
            KafkaSettings kafka, IndexReader index, ObjectStore store, RetentionLimits limits, InstantSource clock) {
        this.kafka = kafka;
        this.index = index;
        this.store = store;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Audits a stream.
     *
     * @param fromMs wall clock of the first frame that counts; null for the log's beginning
     * @param toMs of the first that counts no more; null for the log's end
     * @return null if there is no log of such a stream
     * @throws AuditException if the audit cannot be made now
     */
    public @Nullable AuditReport audit(StreamName stream, @Nullable Long fromMs, @Nullable Long toMs) {
        Optional<String> stale = index.staleness(INDEX_AGE);
        if (stale.isPresent()) {
            throw new AuditException(stale.get());
        }
        // First the index: what it says is in the store by then, and in the log.
        Accepted accepted = index.latest(stream);
        IndexRecord latest = accepted == null ? null : accepted.record();
        LogRange range = range(stream);
        if (range == null) {
            return null;
        }
        try (KafkaLogSource source = new KafkaLogSource(
                new KafkaConsumer<>(kafka.consumer("weir-audit", FETCH_MAX_WAIT_MS)),
                stream.topic(kafka.topicPrefix()),
                range,
                fromMs,
                toMs)) {
            return StreamAudit.run(new StreamAudit.Request(
                    stream, fromMs, toMs, source, source.isWhole(), range.topicId(), latest, store, retained(latest)));
        } catch (StorageException e) {
            throw new AuditException("the store cannot be read: " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new AuditException("the log cannot be read: " + e.getMessage(), e);
        }
    }

    private @Nullable LogRange range(StreamName stream) {
        String topic = stream.topic(kafka.topicPrefix());
        try (Topics topics = new Topics(kafka, "weir-audit-admin")) {
            if (!topics.streamTopics().get(ASK_TIMEOUT_S, TimeUnit.SECONDS).contains(topic)) {
                return null;
            }
            LogRange range = topics.streamLogs(stream::equals)
                    .get(ASK_TIMEOUT_S, TimeUnit.SECONDS)
                    .get(stream);
            if (range == null) {
                throw new AuditException("the log has no leader now");
            }
            return range;
        } catch (ExecutionException | TimeoutException e) {
            throw new AuditException("Kafka does not tell what it has of the stream", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException("the audit was stopped", e);
        }
    }

    /** As the store's retention does it. */
    private Retained retained(@Nullable IndexRecord latest) {
        long protectedMsn = latest == null || latest.window().isEmpty()
                ? Long.MAX_VALUE
                : latest.window().get(0).msn() - latest.window().size();
        return new Retained(limits.cutoffMs(clock.millis()), limits.isSizeLimited(), protectedMsn);
    }
}
