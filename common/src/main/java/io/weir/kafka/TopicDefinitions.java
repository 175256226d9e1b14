package io.weir.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** How Weir's topics are made. */
final class TopicDefinitions {
    /** A log is kept in pieces of this size, and removed piece by piece. Small: there are thousands of logs. */
    static final int STREAM_SEGMENT_BYTES = 16 << 20;

    /** What Kafka allots for each index of each piece, at once. */
    private static final int SEGMENT_INDEX_BYTES = 128 << 10;

    private static final int INDEX_SEGMENT_BYTES = 16 << 20;
    private static final long INDEX_SEGMENT_MS = 3_600_000;
    private static final long MIN_SEGMENT_MS = 60_000;
    private static final long CAMERA_SEGMENT_MS = 86_400_000;

    /** A reader from the beginning that takes longer than this may miss that a camera was deleted. */
    private static final long CAMERA_DELETE_RETENTION_MS = 7 * 86_400_000L;

    private TopicDefinitions() {}

    /** A stream's log. */
    static NewTopic stream(KafkaSettings settings, String topic) {
        return topic(
                settings,
                topic,
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.streamRetentionMs()),
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(STREAM_SEGMENT_BYTES),
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(Math.max(MIN_SEGMENT_MS, settings.streamRetentionMs() / 4)),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(KafkaSettings.MAX_RECORD_BYTES)));
    }

    /** The index of segments. */
    static NewTopic index(KafkaSettings settings) {
        return topic(
                settings,
                settings.indexTopic(),
                settings.indexPartitions(),
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(INDEX_SEGMENT_BYTES),
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(INDEX_SEGMENT_MS),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.5",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(KafkaSettings.MAX_INDEX_RECORD_BYTES)));
    }

    /** The registry of cameras. */
    static NewTopic cameras(KafkaSettings settings) {
        return topic(
                settings,
                settings.cameraTopic(),
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(INDEX_SEGMENT_BYTES),
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(CAMERA_SEGMENT_MS),
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        Long.toString(CAMERA_DELETE_RETENTION_MS)));
    }

    /** With what all topics have, so that what is acknowledged stays. */
    private static NewTopic topic(KafkaSettings settings, String name, int partitions, Map<String, String> own) {
        Map<String, String> configs = new HashMap<>(own);
        configs.put(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, Integer.toString(SEGMENT_INDEX_BYTES));
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(settings.minInSyncReplicas()));
        configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        return new NewTopic(name, partitions, (short) settings.replicationFactor()).configs(configs);
    }
}
