package io.weir.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where Kafka is and how Weir's topics are made.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param topicPrefix what every topic's name begins with
 * @param replicationFactor of new topics
 * @param minInSyncReplicas of new topics
 * @param streamRetentionMs how long a stream's log is kept: the outage budget of segmenters
 * @param indexPartitions of the index topic, when it is made
 */
public record KafkaSettings(
        String bootstrapServers,
        String topicPrefix,
        int replicationFactor,
        int minInSyncReplicas,
        long streamRetentionMs,
        int indexPartitions) {
    /** The largest record, bytes. A 4K keyframe passes Kafka's default of 1 MiB. */
    public static final int MAX_RECORD_BYTES = 16 << 20;

    /** The largest record of the index, bytes; they are of some dozen kilobytes. Brokers may have a default that is less. */
    public static final int MAX_INDEX_RECORD_BYTES = 1 << 20;

    /** After this long without an acknowledgement a send has failed, with an outcome that is not known, ms. */
    private static final int DELIVERY_TIMEOUT_MS = 10_000;

    private static final int REQUEST_TIMEOUT_MS = 5_000;

    /** Enough for records that are sent one after the other: two of the largest. */
    private static final long BUFFER_BYTES = 32L << 20;

    /** What is sent of many topics within this time goes out in one request, ms. */
    private static final int BURST_MS = 5;

    /** The topic of the index. */
    public String indexTopic() {
        return topicPrefix + "-segments";
    }

    /** The topic of the cameras. */
    public String cameraTopic() {
        return topicPrefix + "-cameras";
    }

    /** A producer that never loses, doubles or reorders what it has acknowledged. */
    public Map<String, Object> producer(String clientId) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, clientId),
                Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES + (64 << 10)),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_TIMEOUT_MS),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000));
    }

    /**
     * The same, for a thread that must not wait and sends in bursts: where a topic's leader is not known or the buffer is
     * full, a send fails at once.
     *
     * @param bufferBytes of all that is sent and not acknowledged
     */
    public Map<String, Object> producerThatNeverWaits(String clientId, long bufferBytes) {
        Map<String, Object> config = new HashMap<>(producer(clientId));
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        config.put(ProducerConfig.LINGER_MS_CONFIG, BURST_MS);
        return config;
    }

    /**
     * A consumer without a group, which reads what it is assigned from where it is told.
     *
     * @param fetchMaxWaitMs how long the broker holds a fetch that finds nothing
     */
    public Map<String, Object> consumer(String clientId, int fetchMaxWaitMs) {
        return Map.ofEntries(
                Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, clientId),
                Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class),
                Map.entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, fetchMaxWaitMs),
                // As the system sees fit. A poll takes of each broker's answer what the socket holds, and leaves with
                // the
                // first answer that is whole: what is larger than a socket would never come beside a small one.
                Map.entry(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1),
                Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000),
                Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS),
                Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS),
                Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000));
    }

    /**
     * A producer of transactions. Of all that bear one id the last to begin alone can commit: what others have open is
     * aborted, and what they send is refused.
     */
    public Map<String, Object> transactions(String clientId, String id) {
        Map<String, Object> config = new HashMap<>(producer(clientId));
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, DELIVERY_TIMEOUT_MS);
        return config;
    }

    /** The same as {@link #consumer}, which passes over what was not committed. */
    public Map<String, Object> consumerOfTransactions(String clientId, int fetchMaxWaitMs) {
        Map<String, Object> config = new HashMap<>(consumer(clientId, fetchMaxWaitMs));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return config;
    }

    /** An administrator. */
    public Map<String, Object> admin(String clientId) {
        return Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, clientId,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    }
}
