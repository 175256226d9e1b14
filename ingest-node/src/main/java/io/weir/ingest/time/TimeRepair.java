package io.weir.ingest.time;

import org.jspecify.annotations.Nullable;

/**
 * Makes one line of time of what a publisher or a camera says, for one publication. Pure: arrival comes in with each packet. Not
 * for several threads.
 *
 * <ul>
 *   <li>A time that falls back a little is raised to the last one; if all that follow have fallen back, the track goes on from
 *       where it is.
 *   <li>A jump (more than 10 s forward, more than 1 s back) is taken out and told once; a track that follows the other's jump
 *       keeps its distance to it. A pause that took as long as the times say is no jump.
 *   <li>A clock that wraps (32 bits of ms; 32 or 33 bits of 90 kHz) has not jumped.
 *   <li>Sound that has been more than 500 ms away from the picture it arrives with is moved to it: forward at once, back by an
 *       eighth of its pace, so that no frames pile up.
 *   <li>With {@link Clocks#PER_TRACK}, the second track begins where the first one is when it arrives. When the source then tells
 *       how its clocks lie, a track makes the jump that the shift stood for, and the shift is taken back.
 * </ul>
 */
public final class TimeRepair {
    /** Whose clock times are of. */
    public enum Clocks {
        /** All tracks' (RTMP). */
        SHARED,
        /** Each track's own, from the first packet until RTCP's first sender reports (RTSP). */
        PER_TRACK
    }

    /** Which track a time is of. */
    public enum Track {
        VIDEO,
        AUDIO
    }

    /** What is told. */
    public interface Listener {
        /**
         * The source's clock has jumped; the time that is given next goes on.
         *
         * @param cause a sentence for people
         */
        void broke(String cause);

        /** Sound is being moved by so much, ms; below 0: to earlier. */
        void moved(long ms);
    }

    /** Times that jump forward by more are a break, ms; */
    static final int MAX_FORWARD_MS = 10_000;

    /** and so are those that fall back by more. */
    static final int MAX_BACKWARD_MS = 1_000;

    /** So soon after one track's jump another one of the other track's is the same, however far it is, ms. */
    private static final long FOLLOW_MS = 5_000;

    /** A pause may differ from its length by so much, ms. */
    private static final int PAUSE_TOLERANCE_MS = 2_000;

    /** Times that have fallen back for so many packets, and so long, have fallen back for good. */
    private static final int LASTING_PACKETS = 5;

    private static final long LASTING_MS = 200;

    /** A jump of sound within so much of the shift that it began with is the one that the shift stood for, ms. */
    private static final int START_TOLERANCE_MS = 250;

    /** A smaller shift is not worth a jump, and could not be told from jitter, ms. */
    private static final long MIN_START_SHIFT_MS = 60;

    /** Sender reports come every few seconds; so long after a track's beginning its jump is no longer theirs, ms. */
    private static final long START_MS = 30_000;

    /** A track that has been silent for longer is nothing to measure by, ms. */
    private static final long MAX_SILENCE_MS = 2_000;

    private static final int SLEW = 8;

    private final Clocks clocks;
    private final Listener listener;
    private final TrackTime video = new TrackTime();
    private final TrackTime audio = new TrackTime();
    private final Skew skew = new Skew();
    private int jumps;
    private long jumpedMs;

    /** How much more sound is shifted than the picture because that is when it arrived, ms. */
    private long startShiftMs;

    private long startedMs;

    /** A track that began soon after the other one's jump: it may have to make the same one yet. */
    private @Nullable TrackTime late;

    private long slewMs;

    /** For one publication. */
    public TimeRepair(Clocks clocks, Listener listener) {
        this.clocks = clocks;
        this.listener = listener;
    }

    /**
     * The time to write.
     *
     * @param rawMs decode time as the source says it; 32 bits that wrap
     * @param nowMs when it came, of a clock that never goes back
     * @return 32 bits that wrap; a track's never fall back
     */
    public int repair(Track which, int rawMs, long nowMs) {
        TrackTime track = which == Track.VIDEO ? video : audio;
        TrackTime other = which == Track.VIDEO ? audio : video;
        boolean first = !track.begun();
        int stepMs = track.advance(rawMs);
        if (first) {
            begin(track, other, nowMs);
        } else if (isJump(stepMs) && !isPause(track, stepMs, nowMs)) {
            jump(track, other, stepMs, nowMs);
            stepMs = 0; // nothing that is usual
        } else {
            takeBackStart(track, stepMs, nowMs);
            slew(track, stepMs);
        }
        track.step(stepMs);
        int out = track.give(nowMs, LASTING_PACKETS, LASTING_MS);
        if (track == audio && slewMs == 0) {
            measureSkew(nowMs);
        }
        return out;
    }

    private void begin(TrackTime track, TrackTime other, long nowMs) {
        if (!other.begun()) {
            return;
        }
        late = jumps > 0 && nowMs - jumpedMs <= FOLLOW_MS ? track : null;
        long alikeMs = track.rawMs() + other.shiftMs();
        if (clocks == Clocks.PER_TRACK || isJump(alikeMs - other.expectedMs(nowMs))) {
            track.place(other.expectedMs(nowMs), other.jumps());
            startShiftMs = audio.shiftMs() - video.shiftMs();
            startedMs = nowMs;
        } else {
            track.shift(other.shiftMs(), other.jumps());
        }
    }

    private static boolean isJump(long stepMs) {
        return stepMs > MAX_FORWARD_MS || stepMs < -MAX_BACKWARD_MS;
    }

    private static boolean isPause(TrackTime track, int stepMs, long nowMs) {
        return stepMs > 0 && Math.abs(stepMs - (nowMs - track.arrivalMs())) <= PAUSE_TOLERANCE_MS;
    }

    private void jump(TrackTime track, TrackTime other, int stepMs, long nowMs) {
        skew.forget();
        slewMs = 0;
        long startMs = track == audio ? startShiftMs : -startShiftMs;
        long followedMs = track.rawMs() + other.shiftMs() + startMs;
        if (other.begun() && other.jumps() > track.jumps()) {
            boolean sameClock = !isJump(followedMs - other.expectedMs(nowMs));
            if (sameClock) {
                track.shift(other.shiftMs() + startMs, other.jumps());
                return;
            }
            if (nowMs - jumpedMs <= FOLLOW_MS) {
                // Clocks of other rates wrap elsewhere: the same jump of the camera's is another one of RTP's.
                track.place(continuedMs(track, nowMs), other.jumps());
                return;
            }
        }
        if (track == late && nowMs - jumpedMs <= FOLLOW_MS) {
            late = null;
            track.place(continuedMs(track, nowMs), other.jumps());
            startShiftMs = audio.shiftMs() - video.shiftMs();
            return;
        }
        jumps++;
        jumpedMs = nowMs;
        track.place(continuedMs(track, nowMs), jumps);
        listener.broke("the source's clock jumped by " + stepMs + " ms");
    }

    private static long continuedMs(TrackTime track, long nowMs) {
        return track.outMs() + Math.min(MAX_FORWARD_MS, Math.max(1, nowMs - track.arrivalMs()));
    }

    /** Before the first sender reports a track was put where it arrived; its jump then says where it belongs. */
    private void takeBackStart(TrackTime track, int stepMs, long nowMs) {
        boolean telling = Math.abs(startShiftMs) >= MIN_START_SHIFT_MS && track.lastStepMs() > 0;
        if (!telling || nowMs - startedMs > START_MS) {
            return;
        }
        long ownMs = track == audio ? startShiftMs : -startShiftMs;
        long jumpMs = (long) stepMs - track.lastStepMs();
        if (Math.abs(jumpMs - ownMs) <= Math.min(START_TOLERANCE_MS, Math.abs(ownMs) / 2)) {
            track.shift(track.shiftMs() - ownMs, track.jumps());
            startShiftMs = 0;
        }
    }

    private void slew(TrackTime track, int stepMs) {
        if (track == audio && slewMs > 0 && stepMs > 0) {
            long partMs = Math.min(slewMs, Math.max(1, stepMs / SLEW));
            audio.shift(audio.shiftMs() - partMs, audio.jumps());
            slewMs -= partMs;
        }
    }

    private void measureSkew(long nowMs) {
        if (!video.begun() || nowMs - video.arrivalMs() > MAX_SILENCE_MS || video.jumps() != audio.jumps()) {
            skew.forget();
            return;
        }
        long offMs = skew.measure(audio.outMs() - video.expectedMs(nowMs), nowMs);
        if (offMs == 0) {
            return;
        }
        skew.forget();
        startShiftMs = 0;
        listener.moved(-offMs);
        if (offMs > 0) {
            slewMs = offMs;
        } else {
            audio.shift(audio.shiftMs() - offMs, audio.jumps());
        }
    }
}
