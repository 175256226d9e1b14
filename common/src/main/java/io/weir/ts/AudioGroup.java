package io.weir.ts;

import io.weir.media.AudioFormat;
import io.weir.media.AudioSpecificConfig;
import io.weir.media.Mp3FrameHeader;
import io.weir.track.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sound frames that share a PES packet: a header for each would cost as much as the sound of a quiet street. Holds
 * indexes into the segment's samples, no bytes.
 */
final class AudioGroup {
    /** The longest time in one PES packet; it carries the clock where there is no picture. */
    static final int MAX_90K = 9_000;

    private final List<Sample> samples;
    private final AudioFormat format;
    private final byte @Nullable [] adts;

    private int first;
    private int last = -1;
    private long pts90k;
    private int bytes;

    AudioGroup(List<Sample> samples, AudioFormat format) {
        this.samples = samples;
        this.format = format;
        this.adts = format instanceof AudioSpecificConfig aac ? AdtsHeader.of(aac) : null;
    }

    /** Whether a sample can be written at all: what has no bytes or too many for its header is left out. */
    boolean fits(Sample sample) {
        int most = adts != null ? AdtsHeader.MAX_ACCESS_UNIT_BYTES : PesHeader.MAX_SAID_PAYLOAD_BYTES;
        return sample.length() > 0 && sample.length() <= most;
    }

    /** How many samples of the grid a sample covers. */
    int samplesIn(Sample sample) {
        int frames = adts != null ? 1 : Mp3FrameHeader.countFrames(sample.data(), sample.offset(), sample.length());
        return Math.max(1, frames) * format.samplesPerFrame();
    }

    boolean isEmpty() {
        return last < 0;
    }

    /** Whether the group can take a sample that follows it without a seam and ends at {@code end90k}. */
    boolean hasRoom(Sample sample, long end90k) {
        return end90k - pts90k <= MAX_90K && bytes + bytesOf(sample) <= PesHeader.MAX_SAID_PAYLOAD_BYTES;
    }

    void add(int index, long samplePts90k) {
        if (isEmpty()) {
            first = index;
            pts90k = samplePts90k;
            bytes = 0;
        }
        last = index;
        bytes += bytesOf(samples.get(index));
    }

    long pts90k() {
        return pts90k;
    }

    int bytes() {
        return bytes;
    }

    /** Writes all frames and leaves the group empty. */
    void drainTo(TsPacketWriter out) {
        for (int i = first; i <= last; i++) {
            Sample sample = samples.get(i);
            if (sample.video() || !fits(sample)) {
                continue;
            }
            if (adts != null) {
                AdtsHeader.setLength(adts, sample.length());
                out.write(adts);
            }
            out.write(sample.data(), sample.offset(), sample.length());
        }
        last = -1;
    }

    private int bytesOf(Sample sample) {
        return sample.length() + (adts != null ? AdtsHeader.BYTES : 0);
    }
}
