package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapSharesTest {
    @ParameterizedTest
    @ValueSource(longs = {256, 400, 512, 1_024, 2_600, 4_096, 65_536})
    void shares_anyHeap_fitTogetherAndLeaveAnEighth(long heapMiB) {
        HeapShares shares = new HeapShares(heapMiB << 20);

        long all = shares.partialMessageBytes()
                + shares.ingestBytes()
                + shares.producerBytes()
                + shares.segmenterBytes()
                + 2 * shares.cacheBytes(true, true);

        assertThat(all).isLessThanOrEqualTo((heapMiB << 20) / 8 * 7);
        assertThat(shares.cacheBytes(true, true)).isGreaterThan(16 << 20);
        assertThat(shares.producerBytes()).isGreaterThanOrEqualTo(32 << 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 4_096})
    void cacheBytes_edgeAlone_hasMore(long heapMiB) {
        HeapShares shares = new HeapShares(heapMiB << 20);

        assertThat(shares.cacheBytes(false, false)).isEqualTo((heapMiB << 20) / 16 * 7);
        assertThat(shares.cacheBytes(false, true)).isGreaterThan(shares.cacheBytes(true, true));
    }
}
