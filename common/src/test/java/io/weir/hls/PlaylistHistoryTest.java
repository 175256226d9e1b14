package io.weir.hls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker must find what it is for; a checker that accepts everything would let every other test pass. */
class PlaylistHistoryTest {
    private final PlaylistHistory history = new PlaylistHistory();

    @Test
    void accept_windowThatSlides_isRight() {
        assertThatCode(() -> {
                    history.accept(text(6, 10, 0, false, 10));
                    history.accept(text(6, 10, 0, false, 11));
                    history.accept(text(6, 12, 0, false, 11));
                    history.accept(text(6, 12, 0, true, 11));
                })
                .doesNotThrowAnyException();
        history.requireWhole();
        assertThat(history.entries()).hasSize(13);
    }

    @Test
    void accept_discontinuityTrimmed_keepsItsNumber() {
        List<MediaSegment> segments = segments(10, 6);
        segments.set(1, discontinuous(segments.get(1)));
        history.accept(text(6, 0, false, segments));
        history.accept(text(6, 0, false, segments.subList(1, 6)));
        assertThatCode(() -> history.accept(text(6, 1, false, segments.subList(2, 6))))
                .doesNotThrowAnyException();
    }

    @Test
    void accept_discontinuityTrimmedAndNotCounted_isFound() {
        List<MediaSegment> segments = segments(10, 6);
        segments.set(1, discontinuous(segments.get(1)));
        history.accept(text(6, 0, false, segments));

        assertThatThrownBy(() -> history.accept(text(6, 0, false, segments.subList(2, 6))))
                .hasMessageContaining("an entry never changes");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 10, 0, 10, EXT-X-TARGETDURATION never changes",
        "6,  9, 0, 10, EXT-X-MEDIA-SEQUENCE never goes back",
        "6, 10, 0,  9, only the oldest entries are removed",
        "6, 11, 1, 10, an entry never changes",
        "6, 18, 0,  2, three target durations stay",
    })
    void accept_secondPlaylist_breaksARule(
            int targetDurationS, long firstMsn, long discontinuitySequence, int count, String rule) {
        history.accept(text(6, 10, 0, false, 10));

        assertThatThrownBy(() -> history.accept(text(targetDurationS, firstMsn, discontinuitySequence, false, count)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(rule);
    }

    @Test
    void accept_discontinuitySequenceBack_isFound() {
        history.accept(text(6, 10, 3, false, 10));

        assertThatThrownBy(() -> history.accept(text(6, 20, 2, false, 10)))
                .hasMessageContaining("EXT-X-DISCONTINUITY-SEQUENCE never goes back");
    }

    @Test
    void accept_segmentLongerThanTarget_isFound() {
        MediaSegment tooLong = new MediaSegment(1, "a.ts", 0, 6500, false, false, null);

        assertThatThrownBy(() -> history.accept(text(6, 0, false, List.of(tooLong))))
                .hasMessageContaining("EXTINF, rounded, is at most the target");
    }

    @Test
    void accept_dateBeforeThePreviousEnd_isFound() {
        List<MediaSegment> segments = segments(10, 2);
        MediaSegment second = segments.get(1);
        segments.set(1, new MediaSegment(11, second.name(), second.startMs() - 2, 6000, false, false, null));

        assertThatThrownBy(() -> history.accept(text(6, 0, false, segments)))
                .hasMessageContaining("no entry begins before the end");
    }

    @Test
    void accept_appendAfterTheEnd_isFound() {
        history.accept(text(6, 10, 0, true, 10));

        assertThatThrownBy(() -> history.accept(text(6, 10, 0, false, 11)))
                .hasMessageContaining("starts an empty window");
    }

    @Test
    void accept_streamThatReturns_mayChangeItsTarget() {
        history.accept(text(6, 10, 0, true, 10));

        assertThatCode(() -> history.accept(text(4, 20, 1, false, 1, 4000))).doesNotThrowAnyException();
    }

    @Test
    void accept_notRenewed_isFoundAfterOneAndAHalfTargets() {
        history.accept(text(6, 10, 0, false, 10), 1_000);
        history.accept(text(6, 10, 0, false, 10), 10_000);

        assertThatThrownBy(() -> history.accept(text(6, 10, 0, false, 10), 10_001))
                .hasMessageContaining("renewed within 1.5 target durations");
    }

    @Test
    void requireSameEntriesAs_otherEdgeListsAnother_isFound() {
        PlaylistHistory other = new PlaylistHistory();
        history.accept(text(6, 10, 0, false, 3));
        other.accept(text(6, 10, 0, false, 3).replace("11.ts", "11_x01234567.ts"));

        assertThatThrownBy(() -> history.requireSameEntriesAs(other)).hasMessageContaining("every edge lists the same");
    }

    @Test
    void requireWhole_numberNeverListed_isFound() {
        history.accept(text(6, 10, 0, false, 4));
        history.accept(text(6, 20, 0, false, 4));

        assertThatThrownBy(history::requireWhole).hasMessageContaining("every media sequence number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#EXT-X-START:TIME-OFFSET=0 | only tags that Weir writes",
                "#EXT-X-TARGETDURATION:6    | stands before all entries",
                "                           | no blank lines",
                "#EXTINF:6.000,             | every tag has its URI",
                "a.ts                       | every entry has EXT-X-PROGRAM-DATE-TIME",
            })
    void parse_strayLine_isFound(String line, String rule) {
        String text = text(6, 10, 0, false, 2) + (line == null ? "" : line) + "\n";

        assertThatThrownBy(() -> PlaylistText.parse(text)).hasMessageContaining(rule);
    }

    private static String text(
            int targetDurationS, long firstMsn, long discontinuitySequence, boolean ended, int count) {
        return text(targetDurationS, firstMsn, discontinuitySequence, ended, count, 6000);
    }

    private static String text(
            int targetDurationS, long firstMsn, long discontinuitySequence, boolean ended, int count, int durationMs) {
        return text(targetDurationS, discontinuitySequence, ended, segments(firstMsn, count, durationMs));
    }

    private static String text(
            int targetDurationS, long discontinuitySequence, boolean ended, List<MediaSegment> segments) {
        MediaPlaylist playlist = new MediaPlaylist(targetDurationS, discontinuitySequence, true, ended, segments);
        return new String(PlaylistEncoder.media(playlist, "cam1/"), UTF_8);
    }

    private static List<MediaSegment> segments(long firstMsn, int count) {
        return segments(firstMsn, count, 6000);
    }

    private static List<MediaSegment> segments(long firstMsn, int count, int durationMs) {
        List<MediaSegment> segments = new ArrayList<>();
        for (long msn = firstMsn; msn < firstMsn + count; msn++) {
            segments.add(new MediaSegment(msn, msn + ".ts", msn * durationMs, durationMs, false, false, null));
        }
        return segments;
    }

    private static MediaSegment discontinuous(MediaSegment segment) {
        return new MediaSegment(
                segment.msn(), segment.name(), segment.startMs(), segment.durationMs(), true, segment.gap(), null);
    }
}
