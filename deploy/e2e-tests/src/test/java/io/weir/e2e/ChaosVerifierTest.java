package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.flv.FlvTag;
import io.weir.hls.PlaylistText.Entry;
import io.weir.log.LogRecord;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** That {@link ChaosVerifier} finds what it is there to find. */
class ChaosVerifierTest {
    private static final int STREAM = 7;
    private static final int GOP_FRAMES = 10;

    private final NavigableMap<Long, Entry> listed = new TreeMap<>();
    private final NavigableMap<String, byte[]> objects = new TreeMap<>();
    private List<LogRecord> records = List.of();

    private static LogScript begin() {
        return new LogScript(1)
                .target(1_000)
                .tracks(LogScript.AVC, ChaosMark.AAC_8K)
                .epoch();
    }

    /** Pictures of these numbers from a time on, each with a sound frame of its number behind it. */
    private static LogScript play(LogScript script, int fromMs, long from, long to) {
        for (long number = from; number <= to; number++) {
            int atMs = fromMs + (int) (number - from) * ChaosPublisher.SOUND_MS;
            boolean keyframe = (number - from) % GOP_FRAMES == 0;
            if (keyframe) {
                script.config(atMs);
            }
            script.tag(FlvTag.VIDEO, atMs, ChaosMark.picture(STREAM, number, keyframe));
            script.tag(FlvTag.AUDIO, atMs, ChaosMark.sound(STREAM, number));
        }
        return script;
    }

    /** Cuts and stores all, and lists it. */
    private void store(LogScript script) {
        records = script.records(1);
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), this::store);
        records.forEach(cutter::accept);
    }

    private void store(Cut cut) {
        if (cut instanceof Cut.Media media) {
            long msn = 100L + listed.size();
            SegmentName name =
                    new SegmentName(media.startMs(), msn, media.durationMs(), media.discontinuity(), null, null);
            byte[] bytes = new byte[media.bytes().remaining()];
            media.bytes().duplicate().get(bytes);
            String key = name.key(new StreamName("live", "cam"));
            objects.put(key, bytes);
            list(msn, key, media.discontinuity());
        } else if (cut instanceof Cut.Gap) {
            long msn = 100L + listed.size();
            listed.put(msn, new Entry(msn, 0, "cam/gap", 0, 1, true, true, null));
        }
    }

    private void list(long msn, String key, boolean discontinuity) {
        String uri = "cam/" + key.substring(key.lastIndexOf('/') + 1);
        listed.put(msn, new Entry(msn, 0, uri, 0, 1, discontinuity, false, null));
    }

    private ChaosVerifier judge(int sent) {
        SentFrames frames = new SentFrames();
        for (int i = 0; i < sent; i++) {
            frames.next();
        }
        ChaosVerifier verifier = new ChaosVerifier(ChaosLog.of(records, STREAM), ChaosRecording.of(objects, STREAM));
        verifier.listed(listed);
        verifier.judge(frames, frames, Map.of());
        return verifier;
    }

    @Test
    void judge_allSentIsStored_nothingToSay() {
        store(play(begin(), 0, 0, 39).end(LogScript.WALL_MS + 6_000));

        ChaosVerifier verifier = judge(40);

        assertThat(verifier.violations()).isEmpty();
        assertThat(verifier.missing()).isEmpty();
        assertThat(listed).hasSizeGreaterThan(2);
    }

    @Test
    void judge_lostBetweenEpochs_missingWithItsCause() {
        store(play(play(begin(), 0, 0, 24).epoch(), 4_000, 28, 39).end(LogScript.WALL_MS + 6_000));

        ChaosVerifier verifier = judge(40);

        assertThat(verifier.violations()).isEmpty();
        assertThat(verifier.missing())
                .extracting(ChaosVerifier.Missing::kind, ChaosVerifier.Missing::from, ChaosVerifier.Missing::frames)
                .containsExactlyInAnyOrder(tuple("picture", 25L, 3L), tuple("sound", 25L, 3L));
    }

    @Test
    void judge_lostWithoutAWord_violation() {
        store(play(play(begin(), 0, 0, 24), 4_000, 28, 39).end(LogScript.WALL_MS + 6_000));

        assertThat(judge(40).violations()).anyMatch(violation -> violation.contains("without a word in the log"));
    }

    @Test
    void judge_lostAtTheEnd_violation() {
        store(play(begin(), 0, 0, 39));
        objects.remove(objects.lastKey());
        listed.pollLastEntry();

        assertThat(judge(40).violations()).anyMatch(violation -> violation.contains("missing without a word"));
    }

    @Test
    void judge_aSegmentIsNotStored_violation() {
        store(play(begin(), 0, 0, 39).end(LogScript.WALL_MS + 6_000));
        objects.remove(objects.firstKey());

        assertThat(judge(40).violations()).anyMatch(violation -> violation.contains("the store has nothing"));
    }

    @Test
    void judge_framesTwice_violation() {
        store(play(begin(), 0, 0, 39).end(LogScript.WALL_MS + 6_000));
        String last = objects.lastKey();
        String again = last.replaceAll("_\\d+_", "_" + (listed.lastKey() + 1) + "_");
        objects.put(again, objects.lastEntry().getValue().clone());
        list(listed.lastKey() + 1, again, false);

        assertThat(judge(40).violations()).anyMatch(violation -> violation.contains(" does"));
    }

    @Test
    void judge_aDiscontinuityWithoutABreak_violation() {
        store(play(begin(), 0, 0, 39).end(LogScript.WALL_MS + 6_000));
        Entry last = listed.lastEntry().getValue();
        list(last.msn(), last.uri(), true);

        assertThat(judge(40).violations()).anyMatch(violation -> violation.contains("a discontinuity, and the log"));
    }

    @Test
    void judge_nothingCameForAWhile_discontinuityIsThatOfTheSilence() {
        store(play(play(begin(), 0, 0, 24).tick(LogScript.WALL_MS + 9_000), 3_200, 25, 39)
                .end(LogScript.WALL_MS + 15_000));

        assertThat(judge(40).violations()).isEmpty();
        assertThat(listed.values()).anyMatch(Entry::gap);
    }

    @Test
    void judge_aBreakWithoutADiscontinuity_violation() {
        store(play(play(begin(), 0, 0, 24).epoch(), 4_000, 25, 39).end(LogScript.WALL_MS + 6_000));
        listed.replaceAll((msn, entry) -> new Entry(msn, 0, entry.uri(), 0, 1, false, false, null));

        assertThat(judge(40).violations()).anyMatch(violation -> violation.contains("no discontinuity where"));
    }

    @Test
    void numbersIn_frameOfAnotherStream_refused() {
        byte[] frame = ChaosMark.picture(STREAM, 1, true);

        assertThat(ChaosMark.numbersIn(frame, STREAM)).containsExactly(1L);
        assertThat(catchThrowable(() -> ChaosMark.numbersIn(frame, 8))).isInstanceOf(AssertionError.class);
    }
}
