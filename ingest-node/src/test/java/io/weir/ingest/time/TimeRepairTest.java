package io.weir.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.ingest.time.TimeRepair.Clocks;
import io.weir.ingest.time.TimeRepair.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRepairTest {
    private static final int VIDEO_STEP_MS = 40;
    private static final int AUDIO_STEP_MS = 20;
    private static final int DAY_MS = 86_400_000;

    private final List<String> breaks = new ArrayList<>();
    private final List<Long> moves = new ArrayList<>();
    private TimeRepair repair = repair(Clocks.SHARED);
    private final List<Integer> video = new ArrayList<>();
    private final List<Integer> audio = new ArrayList<>();

    private TimeRepair repair(Clocks clocks) {
        return new TimeRepair(clocks, new TimeRepair.Listener() {
            @Override
            public void broke(String cause) {
                breaks.add(cause);
            }

            @Override
            public void moved(long ms) {
                moves.add(ms);
            }
        });
    }

    private int video(int rawMs, long nowMs) {
        int out = repair.repair(Track.VIDEO, rawMs, nowMs);
        video.add(out);
        return out;
    }

    private int audio(int rawMs, long nowMs) {
        int out = repair.repair(Track.AUDIO, rawMs, nowMs);
        audio.add(out);
        return out;
    }

    /** Picture and sound of that time, in the order of arrival, each raw time further by its offset. */
    private void play(long fromMs, long toMs, int videoOffsetMs, int audioOffsetMs) {
        for (long now = fromMs; now < toMs; now += AUDIO_STEP_MS) {
            if (now % VIDEO_STEP_MS == 0) {
                video((int) now + videoOffsetMs, now);
            }
            audio((int) now + audioOffsetMs, now);
        }
    }

    private static void assertSteady(List<Integer> times, int greatestStepMs) {
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).as("step %d", i).isBetween(0, greatestStepMs);
        }
    }

    private int lastApartMs() {
        return audio.get(audio.size() - 1) - video.get(video.size() - 1);
    }

    @ParameterizedTest
    @EnumSource(Clocks.class)
    void repair_jumpBeforeSoundBegan_isOneBreak(Clocks clocks) {
        repair = repair(clocks);
        video(1_000, 0);
        video(1_040, 40);
        video(1_080 + DAY_MS, 80);
        audio(1_080, 85); // was on its way before the clock jumped
        video(1_120 + DAY_MS, 120);
        audio(1_100 + DAY_MS, 125);
        play(140, 6_000, 1_000 + DAY_MS, 1_000 + DAY_MS);
        assertThat(breaks).hasSize(1);
        assertSteady(video, 2 * VIDEO_STEP_MS);
        assertSteady(audio, 2 * VIDEO_STEP_MS);
        assertThat(lastApartMs()).isBetween(-100, 100);
        play(6_000, 7_000, 1_000, 1_000);
        assertThat(breaks).as("another jump").hasSize(2);
    }

    @Test
    void repair_ofGoodTimes_changesNothing() {
        play(0, 10_000, 5_000, 5_000);
        assertThat(video).startsWith(5_000, 5_040, 5_080);
        assertThat(audio).startsWith(5_000, 5_020, 5_040);
        assertSteady(video, VIDEO_STEP_MS);
        assertThat(breaks).isEmpty();
        assertThat(moves).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {DAY_MS, -DAY_MS, 10_100, -1_100, 1_000_000_000, -3_600_000})
    void repair_ofAJumpOfBothTracks_goesOnAndTellsOnce(int jumpMs) {
        play(0, 4_000, 0, 0);
        play(4_000, 8_000, jumpMs, jumpMs);
        assertThat(breaks).hasSize(1);
        assertSteady(video, 2 * VIDEO_STEP_MS);
        assertSteady(audio, 2 * VIDEO_STEP_MS);
        assertThat(lastApartMs()).isBetween(-VIDEO_STEP_MS, VIDEO_STEP_MS);
        assertThat(moves).isEmpty();
    }

    @Test
    void repair_ofAJumpThatEachTrackTellsOtherwise_isOne() {
        play(0, 4_000, 0, 0);
        play(4_000, 8_000, -9_043_717, DAY_MS);
        play(8_000, 12_000, DAY_MS, DAY_MS);
        assertThat(breaks).hasSize(1);
        assertSteady(video, 2 * VIDEO_STEP_MS);
        assertSteady(audio, 2 * VIDEO_STEP_MS);
        assertThat(lastApartMs()).isBetween(-VIDEO_STEP_MS, VIDEO_STEP_MS);
    }

    @Test
    void repair_ofManyJumps_tellsEach() {
        Random random = new Random(5);
        int offset = 0;
        for (int i = 0; i < 50; i++) {
            play(i * 4_000L, (i + 1) * 4_000L, offset, offset);
            offset += (random.nextBoolean() ? 1 : -1) * (20_000 + random.nextInt(DAY_MS));
        }
        assertThat(breaks).hasSize(49);
        assertSteady(video, 2 * VIDEO_STEP_MS);
        assertSteady(audio, 2 * VIDEO_STEP_MS);
        assertThat(moves).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2147483647, 0", "-1, 0", "1000000000, 95443717", "1000000000, 47721858"})
    void repair_acrossAWrap_tellsNoBreak(int startMs, int periodMs) {
        play(0, 4_000, startMs - 2_000, startMs - 2_000);
        play(4_000, 8_000, startMs - 2_000 - periodMs, startMs - 2_000 - periodMs);
        assertThat(breaks).isEmpty();
        assertSteady(video, VIDEO_STEP_MS + 1);
        assertSteady(audio, VIDEO_STEP_MS + 1);
    }

    @Test
    void repair_ofAPauseThatTookAsLong_keepsIt() {
        play(0, 2_000, 0, 0);
        play(22_000, 24_000, 0, 0);
        assertThat(breaks).isEmpty();
        assertThat(video).contains(22_000);
    }

    @ParameterizedTest
    @CsvSource({"100, 80, 140", "100, 100, 140", "1000, 1, 1040"})
    void repair_ofOneTimeThatFallsBack_raisesIt(int first, int second, int third) {
        assertThat(List.of(video(first, 0), video(second, 40), video(third, 80)))
                .containsExactly(first, first, third);
        assertThat(breaks).isEmpty();
    }

    @Test
    void repair_ofTimesThatHaveFallenBackForGood_goesOn() {
        play(0, 4_000, 0, 0);
        play(4_000, 10_000, -800, -800);
        assertThat(breaks).isEmpty();
        assertSteady(video, 400);
        assertThat(video.get(video.size() - 1)).isBetween(9_500, 10_000);
        assertThat(lastApartMs()).isBetween(-100, 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 700, -700})
    void repair_ofSoundAwayFromThePicture_movesIt(int apartMs) {
        play(0, 60_000, 0, apartMs);
        assertThat(moves).hasSize(1);
        assertThat(breaks).isEmpty();
        assertThat(lastApartMs()).isBetween(-100, 100);
        assertThat(video).last().isEqualTo(59_960);
        for (int i = 1; i < audio.size(); i++) {
            assertThat(audio.get(i)).isGreaterThanOrEqualTo(audio.get(i - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-3_000, 86_400_000, -86_400_000})
    void repair_ofSoundThatBeginsElsewhere_putsItWhereItArrives(int apartMs) {
        play(0, 10_000, 0, apartMs);
        assertThat(moves).isEmpty();
        assertThat(breaks).isEmpty();
        assertThat(audio).startsWith(0, 20, 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, -400})
    void repair_ofSoundALittleAway_leavesIt(int apartMs) {
        play(0, 60_000, 0, apartMs);
        assertThat(moves).isEmpty();
        assertThat(audio).first().isEqualTo(apartMs);
    }

    @Test
    void repair_ofSoundThatDrifts_keepsItWithinASecond() {
        for (int now = 0; now < 600_000; now += AUDIO_STEP_MS) {
            if (now % VIDEO_STEP_MS == 0) {
                video(now, now);
            }
            audio((int) (now * 1.005), now);
            assertThat(lastApartMs()).isBetween(-1_000, 1_000);
        }
        assertThat(moves).isNotEmpty();
        assertThat(breaks).isEmpty();
    }

    @Test
    void repair_afterAStallAndABurst_movesNothing() {
        play(0, 4_000, 0, 0);
        for (int media = 4_000; media < 7_000; media += AUDIO_STEP_MS) {
            if (media % VIDEO_STEP_MS == 0) {
                video(media, 7_000);
            }
            audio(media, 7_000);
        }
        play(7_000, 20_000, 0, 0);
        assertThat(moves).isEmpty();
        assertThat(breaks).isEmpty();
        assertThat(video).contains(5_000, 6_000, 7_000);
    }

    @Test
    void repair_beforeSenderReports_putsSoundWhereItArrives() {
        repair = repair(Clocks.PER_TRACK);
        video(0, 0);
        for (int now = 40; now < 300; now += 40) {
            video(now, now);
        }
        assertThat(audio(0, 300)).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repair_whenSenderReportsCome_keepsSoundWhereItBelongs(boolean audioFirst) {
        repair = repair(Clocks.PER_TRACK);
        int lateMs = 400;
        for (int now = 0; now < 10_000; now += AUDIO_STEP_MS) {
            boolean reported = now >= 5_000;
            if (now % VIDEO_STEP_MS == 0 && (!audioFirst || now >= lateMs)) {
                int offset = !audioFirst ? 0 : reported ? 0 : -lateMs;
                video(now + offset, now);
            }
            if (audioFirst || now >= lateMs) {
                int offset = audioFirst ? 0 : reported ? 0 : -lateMs;
                audio(now + offset, now);
            }
        }
        assertThat(breaks).isEmpty();
        assertSteady(video, 2 * VIDEO_STEP_MS);
        assertSteady(audio, 2 * VIDEO_STEP_MS);
        assertThat(lastApartMs()).isBetween(-VIDEO_STEP_MS, VIDEO_STEP_MS);
    }

    @Test
    void repair_ofAnything_neverFallsBackWithinATrack() {
        Random random = new Random(11);
        for (int run = 0; run < 200; run++) {
            repair = repair(run % 2 == 0 ? Clocks.SHARED : Clocks.PER_TRACK);
            int[] lastMs = new int[2];
            boolean[] begun = new boolean[2];
            long now = 0;
            int raw = random.nextInt();
            for (int i = 0; i < 500; i++) {
                now += random.nextInt(100);
                raw += switch (random.nextInt(20)) {
                    case 0 -> random.nextInt();
                    case 1 -> -random.nextInt(2_000);
                    default -> random.nextInt(80);
                };
                int track = random.nextInt(2);
                int out = repair.repair(track == 0 ? Track.VIDEO : Track.AUDIO, raw, now);
                if (begun[track]) {
                    assertThat(out - lastMs[track]).isGreaterThanOrEqualTo(0);
                }
                begun[track] = true;
                lastMs[track] = out;
            }
        }
    }
}
