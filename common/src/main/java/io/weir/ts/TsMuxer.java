package io.weir.ts;

import io.weir.media.AudioFormat;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.track.AudioGrid;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a transport stream segment (ISO/IEC 13818-1) as a pure function: the same state, tracks and samples give the same
 * bytes on any machine.
 *
 * <p>A segment is a PAT, a PMT, then a PES packet for each picture and for each 100 ms of sound. Times are the FLV's times
 * 90, plus {@link #TIME_OFFSET_90K}, modulo 2^33. The clock (PCR) runs {@link #PCR_DELAY_90K} behind DTS, in each
 * picture's first packet and in packets of its own where pictures are more than {@link #PCR_INTERVAL_90K} apart; those
 * between two segments stand in the later one, since only it knows when its first picture comes.
 *
 * <p>A sample whose NAL unit lengths do not fit loses the NAL units from there on; a sound frame that is too long for its
 * header (8184 bytes for AAC) is left out and keeps its time. Both are counted, and the stream goes on. Samples without
 * any bytes to show are left out and not counted; NAL units without a picture go with the next picture.
 *
 * <p>Cost: every media byte is copied once, from the sample to its packet. Allocated are the output (once, if samples have
 * a handful of NAL units each) and about twenty small objects a segment; nothing for a sample or a packet.
 */
public final class TsMuxer {
    /** Added to all times, so that neither a lowered DTS nor the PCR before it is negative at time 0. */
    public static final long TIME_OFFSET_90K = 126_000;

    /** How much the PCR is behind the DTS. */
    public static final long PCR_DELAY_90K = 63_000;

    /** PCRs are at most this far apart. */
    public static final long PCR_INTERVAL_90K = 9_000;

    /** A hole in the times that is longer is not filled with clock packets: the sender's time has jumped. */
    public static final long MAX_PCR_FILL_90K = 15 * 90_000;

    private static final int TICKS_PER_SECOND = 90_000;
    private static final long MASK_33_BITS = (1L << 33) - 1;

    private final TsState state;
    private final MediaTracks tracks;
    private final List<Sample> samples;

    private final PidCounter pat;
    private final PidCounter pmt;
    private final PidCounter video;
    private final PidCounter audio;

    private final VideoClock videoClock;
    private final @Nullable AvcAccessUnit accessUnit;
    private final @Nullable AudioGrid audioGrid;
    private final @Nullable AudioGroup audioGroup;
    private final TsPacketWriter out;
    private final byte[] pesHeader = new byte[PesHeader.MAX_BYTES];

    private long lastPcr90k;
    private int nextVideo = -1;
    private boolean videoSeen;
    private int damagedSamples;

    private TsMuxer(TsState state, MediaTracks tracks, List<Sample> samples) {
        this.state = state;
        this.tracks = tracks;
        this.samples = samples;
        pat = new PidCounter(PsiSection.PAT_PID, state.patCounter());
        pmt = new PidCounter(PsiSection.PMT_PID, state.pmtCounter());
        video = new PidCounter(PsiSection.VIDEO_PID, state.videoCounter());
        audio = new PidCounter(PsiSection.AUDIO_PID, state.audioCounter());
        videoClock = new VideoClock(state, samples);
        accessUnit = tracks.video() instanceof AvcDecoderConfiguration avc ? new AvcAccessUnit(avc) : null;
        AudioFormat format = tracks.audio();
        audioGrid = format == null
                ? null
                : new AudioGrid(
                        format,
                        TICKS_PER_SECOND,
                        state.audioAnchor90k(),
                        state.audioSamples(),
                        state.lastAudioPts90k());
        audioGroup = format == null ? null : new AudioGroup(samples, format);
        lastPcr90k = state.lastPcr90k();
        out = new TsPacketWriter(expectedBytes());
    }

    /**
     * A segment and what the next one needs.
     *
     * @param bytes whole packets, position 0 to limit; on the heap, the receiver's own
     * @param next the state for the segment that follows
     * @param damagedSamples samples of which something, or all, was left out because it was malformed
     */
    public record Result(ByteBuffer bytes, TsState next, int damagedSamples) {}

    /**
     * Makes one segment.
     *
     * @param state {@link TsState#initial}, or {@link Result#next} of the segment before
     * @param tracks pictures of H.264 only
     * @param samples in the order of the log; borrowed
     * @throws IllegalArgumentException if a sample belongs to a track that {@code tracks} does not have, or the segment
     *     would be larger than 1 GiB
     */
    public static Result mux(TsState state, MediaTracks tracks, List<Sample> samples) {
        return new TsMuxer(state, tracks, samples).run();
    }

    private Result run() {
        out.section(pat, PsiSection.pat());
        out.section(pmt, PsiSection.pmt(tracks, state.pmtVersion()));
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (sample.video() && accessUnit != null) {
                videoSample(sample, accessUnit);
            } else if (!sample.video() && audioGrid != null && audioGroup != null) {
                audioSample(i, sample, audioGrid, audioGroup);
            } else {
                throw new IllegalArgumentException(
                        "sample " + i + " is of a track that is not there: " + (sample.video() ? "video" : "audio"));
            }
        }
        if (audioGroup != null) {
            writeAudio(audioGroup, samples.size());
        }
        return new Result(out.written(), next(), damagedSamples);
    }

    private void videoSample(Sample sample, AvcAccessUnit unit) {
        videoSeen = true;
        boolean picture = unit.scan(sample);
        if (unit.damaged()) {
            damagedSamples++;
        }
        if (!picture) {
            return;
        }
        videoClock.advance(sample);
        long dts90k = videoClock.dts90k();
        fillPcr(video, dts90k);
        long pts = written(videoClock.pts90k());
        long dts = written(dts90k);
        int headerBytes = PesHeader.bytes(pts, dts);
        PesHeader.write(pesHeader, PesHeader.VIDEO_STREAM_ID, pts, dts, unit.bytes());
        out.begin(video, takePcr(dts90k), sample.keyframe(), headerBytes + unit.bytes());
        out.write(pesHeader, 0, headerBytes);
        unit.write(out);
    }

    private void audioSample(int index, Sample sample, AudioGrid grid, AudioGroup group) {
        if (sample.length() == 0) {
            return;
        }
        long pts90k = grid.place(sample.dtsMs() * 90, group.samplesIn(sample));
        if (!group.fits(sample)) {
            damagedSamples++;
            return;
        }
        if (!grid.contiguous() || !group.hasRoom(sample, grid.end())) {
            writeAudio(group, index);
        }
        group.add(index, pts90k);
    }

    private void writeAudio(AudioGroup group, int index) {
        if (group.isEmpty()) {
            return;
        }
        long pts90k = group.pts90k();
        boolean carriesClock = accessUnit == null;
        if (carriesClock) {
            fillPcr(audio, pts90k);
        } else {
            fillPcrBetweenPictures(index, pts90k);
        }
        long pts = written(pts90k);
        int headerBytes = PesHeader.bytes(pts, pts);
        PesHeader.write(pesHeader, PesHeader.AUDIO_STREAM_ID, pts, pts, group.bytes());
        long pcr = carriesClock ? takePcr(pts90k) : TsPacketWriter.NO_PCR;
        out.begin(audio, pcr, carriesClock, headerBytes + group.bytes());
        out.write(pesHeader, 0, headerBytes);
        group.drainTo(out);
    }

    /**
     * Lets the clock run on with the sound while a picture is awaited, but not past that picture: its own PCR must not go
     * back. After the last picture of a segment nothing is known, so the next segment fills the rest. A segment without
     * any picture has the sound's clock.
     */
    private void fillPcrBetweenPictures(int index, long pts90k) {
        nextVideo = Math.max(nextVideo, index);
        while (nextVideo < samples.size() && !samples.get(nextVideo).video()) {
            nextVideo++;
        }
        if (nextVideo < samples.size()) {
            fillPcr(video, Math.min(pts90k, videoClock.peekDts90k(samples.get(nextVideo))));
        } else if (!videoSeen) {
            fillPcr(video, pts90k);
            long pcr = takePcr(pts90k);
            if (pcr != TsPacketWriter.NO_PCR) {
                out.pcrOnly(video, pcr);
            }
        }
    }

    /** Writes clock packets until one at {@code until90k} is no further than the interval away. */
    private void fillPcr(PidCounter stream, long until90k) {
        if (lastPcr90k == TsState.NONE || until90k - lastPcr90k > MAX_PCR_FILL_90K) {
            return;
        }
        while (until90k - lastPcr90k > PCR_INTERVAL_90K) {
            lastPcr90k += PCR_INTERVAL_90K;
            out.pcrOnly(stream, written(lastPcr90k - PCR_DELAY_90K));
        }
    }

    /** The PCR for a packet at a time; none if the clock would stand still or go back. */
    private long takePcr(long time90k) {
        if (lastPcr90k != TsState.NONE && time90k <= lastPcr90k) {
            return TsPacketWriter.NO_PCR;
        }
        lastPcr90k = time90k;
        return written(time90k - PCR_DELAY_90K);
    }

    private static long written(long time90k) {
        return (time90k + TIME_OFFSET_90K) & MASK_33_BITS;
    }

    private TsState next() {
        return new TsState(
                pat.next(),
                pmt.next(),
                video.next(),
                audio.next(),
                state.pmtVersion(),
                videoClock.shift90k(),
                videoClock.dts90k(),
                lastPcr90k,
                audioGrid == null ? state.audioAnchor90k() : audioGrid.anchor(),
                audioGrid == null ? state.audioSamples() : audioGrid.samplesSinceAnchor(),
                audioGrid == null ? state.lastAudioPts90k() : audioGrid.lastPts());
    }

    /** Enough for all but samples of very many NAL units, for which the output grows. */
    private long expectedBytes() {
        long bytes = 0;
        int units = 4;
        for (Sample sample : samples) {
            bytes += sample.length() + AdtsHeader.BYTES;
            if (sample.video() && accessUnit != null) {
                bytes += sample.keyframe() ? accessUnit.expectedOverheadBytes() : 0;
                units += 2;
            } else {
                units++;
            }
        }
        long packets = bytes / TsPacketWriter.PAYLOAD_BYTES + units + expectedClockPackets();
        return packets * TsPacketWriter.PACKET_BYTES;
    }

    private long expectedClockPackets() {
        if (samples.isEmpty()) {
            return 0;
        }
        long spanMs = samples.get(samples.size() - 1).dtsMs() - samples.get(0).dtsMs();
        return Math.max(0, Math.min(spanMs * 90, MAX_PCR_FILL_90K) / PCR_INTERVAL_90K);
    }
}
