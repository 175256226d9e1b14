package io.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicDefinitionsTest {
    private static final KafkaSettings SETTINGS = new KafkaSettings("k:9092", "weir", 3, 2, 3_600_000, 64);

    @Test
    void stream_settings_keepThousandsOfSmallTopicsCheapAndWhatIsAcknowledgedSafe() {
        NewTopic topic = TopicDefinitions.stream(SETTINGS, "weir-flv-live-cam");

        assertThat(topic.numPartitions()).isEqualTo(1);
        assertThat(topic.replicationFactor()).isEqualTo((short) 3);
        assertThat(topic.configs())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "3600000",
                        "segment.bytes", "16777216",
                        "segment.index.bytes", "131072",
                        "segment.ms", "900000",
                        "max.message.bytes", "16777216",
                        "min.insync.replicas", "2",
                        "unclean.leader.election.enable", "false"));
    }

    @Test
    void stream_shortRetention_piecesOfAMinute() {
        KafkaSettings brief = new KafkaSettings("k:9092", "weir", 1, 1, 120_000, 4);

        assertThat(TopicDefinitions.stream(brief, "t").configs()).containsEntry("segment.ms", "60000");
    }

    @Test
    void stream_largestRecord_fitsIntoAPiece() {
        assertThat(TopicDefinitions.STREAM_SEGMENT_BYTES).isGreaterThanOrEqualTo(KafkaSettings.MAX_RECORD_BYTES);
    }

    @Test
    void index_settings_compactedAndNeverRemovedByAge() {
        NewTopic topic = TopicDefinitions.index(SETTINGS);

        assertThat(topic.name()).isEqualTo("weir-segments");
        assertThat(topic.numPartitions()).isEqualTo(64);
        assertThat(topic.configs())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "cleanup.policy", "compact",
                        "segment.bytes", "16777216",
                        "segment.ms", "3600000",
                        "segment.index.bytes", "131072",
                        "min.cleanable.dirty.ratio", "0.5",
                        "max.message.bytes", "1048576",
                        "min.insync.replicas", "2",
                        "unclean.leader.election.enable", "false"));
    }
}
