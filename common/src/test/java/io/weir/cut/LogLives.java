package io.weir.cut;

import java.util.Random;

/** Lives of streams, each another for each seed. */
public final class LogLives {
    private LogLives() {}

    /** A stream's life with all that cutting knows: epochs, gaps, silence, late tracks, long and irregular GOPs, ends. */
    public static LogScript any(long seed) {
        return life(seed, new LogScript(seed), LogScript.AVC, LogScript.AVC_OTHER);
    }

    /** Likewise of fragmented MP4: H.264 with the setting, or HEVC and now and then H.264 without. */
    public static LogScript fragmented(long seed) {
        return seed % 2 == 0
                ? life(seed, new LogScript(seed).container("fmp4"), LogScript.AVC, LogScript.AVC_OTHER)
                : life(
                        seed,
                        new LogScript(seed),
                        LogScript.HEVC,
                        seed % 4 == 1 ? LogScript.AVC : LogScript.HEVC_ENHANCED);
    }

    private static LogScript life(long seed, LogScript script, byte[] video, byte[] otherVideo) {
        Random random = new Random(seed);
        script.target(1_000 * (1 + random.nextInt(6)));
        int at = random.nextInt();
        boolean begun = false;
        for (int i = 0; i < 8; i++) {
            int choice = begun ? random.nextInt(10) : 0;
            begun = true;
            int until = at + 500 + random.nextInt(24_000);
            int frameMs = 20 + random.nextInt(200);
            int gopMs = frameMs * (1 + random.nextInt(80));
            switch (choice) {
                case 0 -> {
                    script.tracks(random.nextInt(5) == 0 ? null : video, random.nextInt(3) == 0 ? null : LogScript.AAC)
                            .epoch()
                            .config(at);
                }
                case 1 -> script.gap(random.nextInt(4)).config(at);
                case 2 -> script.epochContinues();
                case 3 -> {
                    int wait = 1_000 + random.nextInt(40_000);
                    for (int t = 1_000; t <= wait; t += 1_000) {
                        script.tick(LogScript.WALL_MS + at + t);
                    }
                    until += wait;
                    at += wait;
                }
                case 4 ->
                    script.tracks(random.nextBoolean() ? video : otherVideo, LogScript.AAC)
                            .config(at);
                case 5 -> script.wallAtZero(LogScript.WALL_MS + random.nextInt(4_000) - 2_000);
                case 6 -> {
                    script.end(LogScript.WALL_MS + at);
                    begun = false;
                    continue;
                }
                case 7 -> script.soundLater(random.nextInt(60_000) - 30_000);
                case 8 -> script.keyframesAgain(random.nextInt(3) == 0 ? null : -40 * random.nextInt(2));
                default -> {}
            }
            script.play(at, until, frameMs, gopMs);
            at = until;
        }
        return script.end(LogScript.WALL_MS + at);
    }
}
