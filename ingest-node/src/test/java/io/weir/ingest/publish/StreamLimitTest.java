package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.name.StreamName;
import org.junit.jupiter.api.Test;

class StreamLimitTest {
    private static final StreamName ONE = new StreamName("app", "one");
    private static final StreamName TWO = new StreamName("app", "two");
    private static final StreamName THREE = new StreamName("app", "three");

    private final StreamLimit limit = new StreamLimit(2);

    @Test
    void open_moreStreamsThanMayBe_refusedNamingTheSetting() {
        assertThat(limit.open(ONE)).isTrue();
        assertThat(limit.open(TWO)).isTrue();
        assertThat(limit.open(THREE)).isFalse();
        assertThat(limit.refusal()).contains("2 streams").contains("rtmp.max-streams (WEIR_RTMP_MAX_STREAMS)");
    }

    @Test
    void open_streamIsThereAlready_takenOver() {
        limit.open(ONE);
        limit.open(TWO);
        assertThat(limit.open(ONE)).isTrue();
        limit.close(ONE);
        assertThat(limit.open(THREE)).as("its newer publisher is there still").isFalse();
        limit.close(ONE);
        assertThat(limit.open(THREE)).isTrue();
    }
}
