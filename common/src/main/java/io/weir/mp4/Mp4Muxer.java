package io.weir.mp4;

import io.weir.media.AudioFormat;
import io.weir.media.MediaException;
import io.weir.media.Mp3Format;
import io.weir.media.Mp3FrameHeader;
import io.weir.media.VideoFormat;
import io.weir.track.AudioGrid;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a media segment of fragmented MP4 (ISO/IEC 14496-12, RFC 8216 section 3.3) as a pure function: the same state, tracks
 * and samples give the same bytes on any machine. {@link InitSegment} says what the tracks are.
 *
 * <p>A segment is a styp, one moof with a traf for each track that has samples (pictures first), and an mdat with the samples
 * of the one and then of the other. Times begin anew at a discontinuity, at {@link #START_MS}: pictures count in 90 kHz,
 * sound in its samples, so that both are exact. Composition times are signed; no DTS is lowered for them. The last
 * picture lasts until the next segment begins.
 *
 * <p>A sample whose NAL unit lengths do not fit loses the NAL units from there on and is counted; samples without any bytes
 * to show are left out.
 *
 * <p>Cost: every media byte is copied once, from the sample to the mdat.
 */
public final class Mp4Muxer {
    /** Where the earliest sample after a discontinuity stands: room for composition times below zero, and late sound. */
    public static final int START_MS = 10_000;

    /** The unit of pictures' times, a second's. */
    static final int VIDEO_TIMESCALE = 90_000;

    /** A picture that would be shown so long before it is decoded is shown then: the time is taken for damage. */
    static final long MAX_EARLY_90K = 5 * VIDEO_TIMESCALE;

    private static final int TICKS_PER_MS = VIDEO_TIMESCALE / 1_000;

    /** styp, moof, mfhd and the header of mdat. */
    private static final int FIXED_BYTES = 24 + 8 + 16 + BoxWriter.HEADER_BYTES;

    private final Mp4State state;
    private final long baseMs;
    private final TrackRun videoRun;
    private final TrackRun audioRun;
    private final @Nullable Pictures pictures;
    private final @Nullable AudioGrid grid;
    private final @Nullable AudioFormat sound;
    private long lastDts90k;
    private int damagedSamples;

    private Mp4Muxer(Mp4State state, MediaTracks tracks, List<Sample> samples) {
        this.state = state;
        baseMs = state.baseMs() == Mp4State.NONE ? earliestMs(samples) : state.baseMs();
        videoRun = new TrackRun(InitSegment.VIDEO_TRACK, true, samples.size());
        audioRun = new TrackRun(InitSegment.AUDIO_TRACK, false, samples.size());
        VideoFormat format = tracks.video();
        pictures = format == null ? null : new Pictures(videoRun, format);
        sound = tracks.audio();
        grid = sound == null
                ? null
                : new AudioGrid(
                        sound, sound.sampleRate(), state.audioAnchor(), state.audioSamples(), state.lastAudioPts());
        lastDts90k = state.lastDts90k();
    }

    /**
     * A segment and what the next one needs.
     *
     * @param bytes position 0 to limit; on the heap, the receiver's own
     * @param next the state for the segment that follows
     * @param damagedSamples samples of which something, or all, was left out because it was malformed
     */
    public record Result(ByteBuffer bytes, Mp4State next, int damagedSamples) {}

    /**
     * Makes one segment.
     *
     * @param state {@link Mp4State#initial}, or {@link Result#next} of the segment before
     * @param samples in the order of the log, at least one; borrowed
     * @param endMs the DTS at which the pictures end, which is where the next segment's begin
     * @throws IllegalArgumentException if a sample belongs to a track that {@code tracks} does not have, or the segment
     *     would be larger than 1 GiB
     */
    public static Result mux(Mp4State state, MediaTracks tracks, List<Sample> samples, long endMs) {
        return new Mp4Muxer(state, tracks, samples).run(samples, endMs);
    }

    private static long earliestMs(List<Sample> samples) {
        return samples.stream().mapToLong(Sample::dtsMs).min().orElse(0);
    }

    private Result run(List<Sample> samples, long endMs) {
        for (Sample sample : samples) {
            if (sample.video() && pictures != null) {
                picture(sample, pictures);
            } else if (!sample.video() && grid != null && sound != null) {
                sound(sample, sound, grid);
            } else {
                throw new IllegalArgumentException(
                        "sample of a track that is not there: " + (sample.video() ? "video" : "audio"));
            }
        }
        videoRun.dropOpen();
        videoRun.endAt(ticks(endMs, VIDEO_TIMESCALE));
        if (grid != null) {
            audioRun.endAt(grid.end());
        }
        return new Result(write(), next(), damagedSamples);
    }

    private void picture(Sample sample, Pictures in) {
        boolean complete = in.add(sample);
        damagedSamples += in.damaged() ? 1 : 0;
        if (!complete) {
            return;
        }
        long wanted = Math.max(0, ticks(sample.dtsMs(), VIDEO_TIMESCALE));
        lastDts90k = lastDts90k == Mp4State.NONE ? wanted : Math.max(wanted, lastDts90k + 1);
        long composition = wanted + (long) sample.compositionMs() * TICKS_PER_MS - lastDts90k;
        videoRun.close(lastDts90k, (int) Math.max(-MAX_EARLY_90K, Math.min(composition, Integer.MAX_VALUE)), in.sync());
    }

    private void sound(Sample sample, AudioFormat format, AudioGrid place) {
        long wanted = Math.max(0, ticks(sample.dtsMs(), format.sampleRate()));
        int at = sample.offset();
        int end = at + sample.length();
        while (at < end) {
            int bytes = format instanceof Mp3Format ? mp3FrameBytes(sample.data(), at, end) : end - at;
            audioRun.append(sample.data(), at, bytes);
            audioRun.close(place.place(wanted, format.samplesPerFrame()), 0, true);
            wanted = place.end();
            at += bytes;
        }
    }

    /** The length of the frame at an index; all that is left where there is none, or it is cut short. */
    private static int mp3FrameBytes(byte[] data, int at, int end) {
        try {
            return Math.min(Mp3FrameHeader.parse(data, at, end - at).frameBytes(), end - at);
        } catch (MediaException noFrame) {
            return end - at; // a tag or garbage; the decoder looks for the next frame by itself
        }
    }

    private long ticks(long dtsMs, int timescale) {
        return Math.floorDiv((dtsMs - baseMs + START_MS) * timescale, 1_000L);
    }

    private ByteBuffer write() {
        long dataBytes = videoRun.bytes() + audioRun.bytes();
        BoxWriter out = new BoxWriter(FIXED_BYTES + videoRun.headerBytes() + audioRun.headerBytes() + dataBytes);
        int styp = out.begin("styp");
        out.type("msdh");
        out.put32(0);
        out.type("msdh");
        out.type("iso6");
        out.end(styp);
        int moof = out.begin("moof");
        int mfhd = out.begin("mfhd", 0, 0);
        out.put32((int) state.sequence());
        out.end(mfhd);
        int videoOffset = videoRun.isEmpty() ? -1 : videoRun.writeTraf(out);
        int audioOffset = audioRun.isEmpty() ? -1 : audioRun.writeTraf(out);
        out.end(moof);
        int data = out.position() - moof + BoxWriter.HEADER_BYTES;
        if (videoOffset >= 0) {
            out.set32(videoOffset, data);
        }
        if (audioOffset >= 0) {
            out.set32(audioOffset, data + (int) videoRun.bytes());
        }
        int mdat = out.begin("mdat");
        videoRun.writeData(out);
        audioRun.writeData(out);
        out.end(mdat);
        return out.written();
    }

    private Mp4State next() {
        return new Mp4State(
                state.nextSequence(),
                baseMs,
                lastDts90k,
                grid == null ? state.audioAnchor() : grid.anchor(),
                grid == null ? state.audioSamples() : grid.samplesSinceAnchor(),
                grid == null ? state.lastAudioPts() : grid.lastPts());
    }
}
