package io.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSharesTest {
    private static final long MIB = 1 << 20;

    private final Set<String> names = new TreeSet<>();
    private final List<String> limited = new ArrayList<>();

    private final LogShares shares = new LogShares(
            new LogShares.StreamTopics() {
                @Override
                public CompletableFuture<Set<String>> streamTopics() {
                    return CompletableFuture.completedFuture(Set.copyOf(names));
                }

                @Override
                public CompletableFuture<Void> limit(Set<String> topics, long bytesEach) {
                    new TreeSet<>(topics).forEach(topic -> limited.add(topic + " " + bytesEach / MIB));
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public void close() {}
            },
            1_024 * MIB);

    @ParameterizedTest
    @CsvSource({"10240, 0, 8192", "10240, 1, 8192", "10240, 3, 3072", "10240, 100, 64", "10240, 400, 32", "1, 1, 32"})
    void shareBytes_anyNumber_fitsWithThePieceThatKafkaKeepsBesides(long maxMib, int count, long shareMib) {
        long share = LogShares.shareBytes(maxMib * MIB, count);

        assertThat(share).isEqualTo(shareMib * MIB);
        assertThat(share == LogShares.MIN_SHARE_BYTES
                        || (share + TopicDefinitions.STREAM_SEGMENT_BYTES) * count <= maxMib * MIB)
                .isTrue();
    }

    @Test
    void give_topicsCome_eachIsLimitedOnceUntilTheShareChanges() throws Exception {
        names.add("a");
        shares.give();
        shares.give();
        assertThat(limited).containsExactly("a 768");

        names.add("b");
        names.add("c");
        shares.give();
        assertThat(limited).containsExactly("a 768", "a 256", "b 256", "c 256");
        shares.close();
    }

    @Test
    void give_topicMadeAnewAfterItWasGone_isLimitedAgain() throws Exception {
        names.add("a");
        shares.give();
        names.clear();
        shares.give();
        names.add("a");
        shares.give();

        assertThat(limited).containsExactly("a 768", "a 768");
        shares.close();
    }
}
