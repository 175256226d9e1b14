package io.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexPlaylistsTest {
    @ParameterizedTest
    @CsvSource({"1, 5000", "2, 5000", "4, 6000", "6, 9000", "10, 15000"})
    void maxAge_targetDuration_oneAndAHalfOfThemButNoLessThanAProofNeeds(int targetDurationS, long ms) {
        assertThat(IndexPlaylists.maxAge(targetDurationS)).hasMillis(ms);
    }
}
