package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.Settings;
import io.weir.ownership.NodeRole;
import io.weir.runtime.HeapShares;
import io.weir.runtime.StartupException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentMemoryTest {
    private static final Set<NodeRole> ALL = EnumSet.allOf(NodeRole.class);
    private static final HeapShares SMALL = new HeapShares(512L << 20);
    private static final HeapShares LARGE = new HeapShares(8L << 30);

    @Test
    void bytes_nothingSet_theDefaultOrWhatFits() {
        assertThat(SegmentMemory.bytes(Settings.of(Map.of()), ALL, LARGE)).isEqualTo(256L << 20);
        assertThat(SegmentMemory.bytes(Settings.of(Map.of()), ALL, SMALL))
                .isEqualTo(SMALL.cacheBytes(true, true))
                .isLessThan(256L << 20);
    }

    @Test
    void bytes_setAndFits_asSet() {
        assertThat(SegmentMemory.bytes(Settings.of(Map.of("http.cache-bytes", "1GiB")), ALL, LARGE))
                .isEqualTo(1L << 30);
    }

    @Test
    void bytes_setAndCannotFit_refusedSayingWhatFits() {
        Settings settings = Settings.of(Map.of("http.cache-bytes", "300MiB"));

        assertThatThrownBy(() -> SegmentMemory.bytes(settings, ALL, SMALL))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("http.cache-bytes (WEIR_HTTP_CACHE_BYTES) is 300 MiB")
                .hasMessageContaining("room for 80 MiB");
    }
}
