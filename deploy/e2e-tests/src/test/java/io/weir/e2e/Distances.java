package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.ts.SentMedia;
import io.weir.ts.SentMedia.Picture;
import io.weir.ts.TsReport;
import java.util.List;
import org.assertj.core.data.Offset;

/** Whether stored media keeps the distances of what was sent. */
final class Distances {
    private static final int TICKS_A_MS = 90;

    /** A frame of 1,024 samples at 44.1 kHz, and what a millisecond's rounding adds. */
    private static final long SOUND_FRAME_TICKS = 2_090 + TICKS_A_MS;

    private Distances() {}

    /**
     * Fails unless each picture is as far from the first as it was sent, to the tick, and each PES packet of sound as far from
     * the first picture (or sound, where there is none), to within a frame. What is stored must be all that was sent.
     */
    static void require(SentMedia sent, TsReport found) {
        List<Picture> pictures = sent.pictures();
        List<TsReport.Unit> stored = found.vcl();
        long dts = -1;
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            if (i == 0 || !isOfOneFrame(pictures.get(i - 1), picture)) {
                // Of frames that were sent with one DTS each must have its own: a tick more.
                dts = Math.max(
                        dts + 1, TICKS_A_MS * (picture.dtsMs() - pictures.get(0).dtsMs()));
            }
            assertThat(TsReport.difference33(
                            stored.get(i).dts90k(), stored.get(0).dts90k()))
                    .as("DTS of %s", picture)
                    .isEqualTo(dts);
            assertThat(TsReport.difference33(
                            stored.get(i).pts90k(), stored.get(0).pts90k()))
                    .as("PTS of %s", picture)
                    .isEqualTo(TICKS_A_MS * (picture.ptsMs() - pictures.get(0).ptsMs()));
        }
        requireSound(sent, found);
    }

    private static boolean isOfOneFrame(Picture one, Picture next) {
        return one.dtsMs() == next.dtsMs() && one.ptsMs() == next.ptsMs();
    }

    private static void requireSound(SentMedia sent, TsReport found) {
        List<TsReport.Unit> stored = found.audioFrames();
        if (stored.isEmpty()) {
            return;
        }
        boolean alone = sent.pictures().isEmpty();
        long sentZeroMs =
                alone ? sent.audioTimesMs().get(0) : sent.pictures().get(0).dtsMs();
        long storedZero = alone ? stored.get(0).pts90k() : found.vcl().get(0).dts90k();
        long before = -1;
        for (int i = 0; i < stored.size(); i++) {
            long pts = stored.get(i).pts90k();
            if (pts != before) { // the first of its PES packet
                assertThat(TsReport.difference33(pts, storedZero))
                        .as(
                                "sound frame %d, sent at %d ms",
                                i, sent.audioTimesMs().get(i))
                        .isCloseTo(
                                TICKS_A_MS * (sent.audioTimesMs().get(i) - sentZeroMs),
                                Offset.offset(SOUND_FRAME_TICKS));
            }
            before = pts;
        }
    }
}
