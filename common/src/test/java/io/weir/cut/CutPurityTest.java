package io.weir.cut;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.index.Accepted;
import io.weir.index.NextRecord;
import io.weir.log.LogRecord;
import io.weir.log.RecordKind;
import io.weir.name.InitName;
import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same records give the same segments: in any runs, and from any checkpoint. */
class CutPurityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final StreamName STREAM = new StreamName("live", "yard");

    /** The number of a stream's first entry. */
    private static final long FIRST_MSN = 17;

    /** What viewers see of a cut; where the log's records lie is not part of it. */
    private record Seen(String name, long startMs, int durationMs, boolean discontinuity, String sha256, String init) {
        static Seen of(Cut cut, long msn) {
            if (cut instanceof Cut.Media media) {
                byte[] bytes = new byte[media.bytes().remaining()];
                media.bytes().duplicate().get(bytes);
                return new Seen(
                        NextRecord.name(media, msn, null).key(STREAM),
                        media.startMs(),
                        media.durationMs(),
                        media.discontinuity(),
                        Accepted.hash(bytes),
                        media.init() == null ? "" : InitName.of(media.init()).fileName());
            }
            return cut instanceof Cut.Gap gap
                    ? new Seen("gap " + msn, gap.startMs(), gap.durationMs(), false, "", "")
                    : new Seen("end " + msn, ((Cut.End) cut).endedMs(), 0, false, "", "");
        }
    }

    private static List<Cut> cuts(CutState from, List<LogRecord> records) {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(from, cuts::add);
        records.stream()
                .filter(record -> record.offset() >= from.mark().offset())
                .forEach(cutter::accept);
        return cuts;
    }

    private static List<Seen> seen(List<Cut> cuts) {
        return seen(cuts, 0);
    }

    /** Of the cuts that follow the first {@code before} of the stream; each has a number. */
    private static List<Seen> seen(List<Cut> cuts, int before) {
        List<Seen> seen = new ArrayList<>();
        for (Cut cut : cuts) {
            seen.add(Seen.of(cut, FIRST_MSN + before + seen.size()));
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void cut_sameTagsInOtherRuns_sameNamesAndBytes(long seed) {
        LogScript script = LogLives.any(seed);
        List<Seen> expected = seen(cuts(CutState.start(0), script.records(1)));

        assertThat(expected).hasSizeGreaterThan(5);
        for (int runTags : new int[] {2, 5, 40, 1_000}) {
            assertThat(seen(cuts(CutState.start(0), script.records(runTags)))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cut_resumedFromEveryCheckpoint_sameNamesBytesAndCheckpoints(long seed) throws JsonProcessingException {
        for (int runTags : new int[] {1, 6}) {
            requireSameFromEveryCheckpoint(LogLives.any(seed).records(runTags));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -40, -900, 1})
    void cut_eachKeyframeTwice_sameFromEveryCheckpoint(int againLaterMs) throws JsonProcessingException {
        LogScript script =
                new LogScript(11).tracks(LogScript.AVC, LogScript.AAC).epoch();
        script.keyframesAgain(againLaterMs).play(1_000, 30_000, 40, 2_000).play(30_000, 60_000, 40, 12_000);

        requireSameFromEveryCheckpoint(script.records(3));
        requireRulesOfPlaylists(script.records(3));
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55, 57})
    void cut_sameTagsOfFragmentedLivesInOtherRuns_sameNamesBytesAndInits(long seed) {
        LogScript script = LogLives.fragmented(seed);
        List<Seen> expected = seen(cuts(CutState.start(0), script.records(1)));

        assertThat(expected).hasSizeGreaterThan(5).anyMatch(seen -> seen.name().endsWith(".m4s"));
        for (int runTags : new int[] {2, 5, 40, 1_000}) {
            assertThat(seen(cuts(CutState.start(0), script.records(runTags)))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 66, 67, 69})
    void cut_fragmentedLifeResumedFromEveryCheckpoint_sameNamesBytesAndCheckpoints(long seed)
            throws JsonProcessingException {
        for (int runTags : new int[] {1, 6}) {
            requireSameFromEveryCheckpoint(LogLives.fragmented(seed).records(runTags));
        }
    }

    /** An init changes nowhere but at a discontinuity, and there is no way back to transport streams before the end. */
    @ParameterizedTest
    @ValueSource(longs = {71, 73, 75, 77, 79, 81})
    void cut_fragmentedLife_containerIsStickyAndInitsChangeAtDiscontinuities(long seed) {
        String init = "";
        boolean first = true;
        for (Cut cut : cuts(CutState.start(0), LogLives.fragmented(seed).records(10))) {
            Seen entry = Seen.of(cut, FIRST_MSN);
            if (cut instanceof Cut.End) {
                assertThat(cut.after().mp4()).isNull();
                init = "";
                first = true;
            } else if (cut instanceof Cut.Media) {
                assertThat(entry.init().isEmpty() && !init.isEmpty())
                        .as("back to TS")
                        .isFalse();
                assertThat(first || entry.discontinuity() || entry.init().equals(init))
                        .isTrue();
                init = entry.init();
                first = false;
            }
        }
    }

    @Test
    void cut_picturesStallForLong_sameFromEveryCheckpoint() throws JsonProcessingException {
        LogScript script =
                new LogScript(13).tracks(LogScript.AVC, LogScript.AAC).epoch().play(0, 12_000, 40, 2_000);
        for (int at = 12_000; at < 34_000; at += 20) {
            script.sound(at);
        }
        script.play(34_000, 46_000, 40, 2_000);

        requireSameFromEveryCheckpoint(script.records(3));
        requireRulesOfPlaylists(script.records(3));
    }

    @Test
    void cut_forcedBehindAConfigurationThatCameLate_sameFromEveryCheckpoint() throws JsonProcessingException {
        LogScript script = new LogScript(9).tracks(LogScript.AVC, null).epoch();
        script.keyframe(0).picture(1_500).sound(1_600);
        script.tracks(LogScript.AVC, LogScript.AAC).config(1_700).sound(1_710);
        script.picture(11_000).sound(11_010).play(11_040, 30_000, 40, 2_000);

        requireSameFromEveryCheckpoint(script.records(3));
    }

    private static void requireSameFromEveryCheckpoint(List<LogRecord> records) throws JsonProcessingException {
        List<Cut> all = cuts(CutState.start(0), records);
        List<Seen> allSeen = seen(all);
        assertThat(all).isNotEmpty();
        for (int i = 0; i < all.size(); i++) {
            CutState checkpoint =
                    JSON.readValue(JSON.writeValueAsString(all.get(i).after()), CutState.class);
            assertThat(checkpoint).isEqualTo(all.get(i).after());
            List<Cut> resumed = cuts(checkpoint, records);
            assertThat(seen(resumed, i + 1)).isEqualTo(allSeen.subList(i + 1, all.size()));
            assertThat(resumed.stream().map(Cut::after).toList())
                    .isEqualTo(all.subList(i + 1, all.size()).stream()
                            .map(Cut::after)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void cut_forcedInsideARun_checkpointPointsIntoTheRun(long seed) {
        LogScript script =
                new LogScript(seed).tracks(LogScript.AVC, LogScript.AAC).epoch().play(0, 40_000, 40, 60_000);
        List<LogRecord> records = script.records(25);

        List<Cut> all = cuts(CutState.start(0), records);

        List<Seen> allSeen = seen(all);
        assertThat(all).anyMatch(cut -> cut.after().mark().tagIndex() > 0);
        for (int i = 0; i < all.size(); i++) {
            assertThat(seen(cuts(all.get(i).after(), records), i + 1)).isEqualTo(allSeen.subList(i + 1, all.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46})
    void cut_anyLife_entriesKeepTheRulesOfPlaylists(long seed) {
        List<LogRecord> records = LogLives.any(seed).records(10);
        assertThat(records).anyMatch(record -> record.key().kind() == RecordKind.TAGS);

        requireRulesOfPlaylists(records);
    }

    private static void requireRulesOfPlaylists(List<LogRecord> records) {
        long endMs = Long.MIN_VALUE;
        int targetDurationS = 0;
        for (Cut cut : cuts(CutState.start(0), records)) {
            Seen entry = Seen.of(cut, FIRST_MSN);
            if (cut instanceof Cut.End) {
                targetDurationS = 0;
                continue;
            }
            assertThat(cut.after().targetDurationS()).isPositive();
            assertThat(entry.durationMs()).isPositive();
            assertThat(Math.round(entry.durationMs() / 1000.0))
                    .isLessThanOrEqualTo(cut.after().targetDurationS());
            assertThat(entry.startMs()).isGreaterThanOrEqualTo(endMs);
            assertThat(targetDurationS == 0 || targetDurationS == cut.after().targetDurationS())
                    .isTrue();
            targetDurationS = cut.after().targetDurationS();
            endMs = entry.startMs() + entry.durationMs();
        }
    }
}
