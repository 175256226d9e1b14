package io.weir.ts;

import io.weir.media.Mp3FrameHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link TsInspector} found in transport stream bytes.
 *
 * @param problems breaks of the specification, one line each; empty for a good stream
 * @param packets how many
 * @param patPackets numbers of the packets with a PAT
 * @param pmts each PMT, in order
 * @param pcrs each clock, in order
 * @param video PES packets of the video, in order
 * @param audio PES packets of the sound, in order
 */
public record TsReport(
        List<String> problems,
        int packets,
        List<Integer> patPackets,
        List<Pmt> pmts,
        List<Pcr> pcrs,
        List<TsPes> video,
        List<TsPes> audio) {

    /**
     * A program map.
     *
     * @param packet number of its transport packet
     * @param videoType stream_type of the video; -1 if there is none
     * @param audioType likewise of the sound
     */
    public record Pmt(int packet, int version, int pcrPid, int videoType, int audioType) {}

    /** A program clock reference. */
    public record Pcr(int packet, int pid, long base90k, boolean alone) {}

    /**
     * A VCL NAL unit or a sound frame.
     *
     * @param hash {@link MediaHashes#hash} of the NAL unit, or of the frame without ADTS header
     * @param pts90k of its PES packet
     */
    public record Unit(String hash, long pts90k, long dts90k, int bytes) {}

    /** The VCL NAL units in order. */
    public List<Unit> vcl() {
        List<Unit> units = new ArrayList<>();
        for (TsPes pes : video) {
            for (byte[] nal : pes.nalUnits()) {
                if (nal.length > 0 && MediaHashes.isVcl(nal[0])) {
                    units.add(new Unit(MediaHashes.hash(nal), pes.pts90k(), pes.dts90k(), nal.length));
                }
            }
        }
        return units;
    }

    /** Raw AAC access units or MP3 frames in order. */
    public List<Unit> audioFrames() {
        List<Unit> units = new ArrayList<>();
        for (TsPes pes : audio) {
            byte[] bytes = pes.payload();
            for (int at = 0; at < bytes.length; ) {
                boolean adts = (bytes[at + 1] & 0x06) == 0;
                int header = adts ? 7 : 0;
                int length = adts
                        ? ((bytes[at + 3] & 0x03) << 11) | ((bytes[at + 4] & 0xFF) << 3) | ((bytes[at + 5] & 0xFF) >> 5)
                        : Mp3FrameHeader.parse(bytes, at, bytes.length - at).frameBytes();
                units.add(new Unit(
                        MediaHashes.hash(bytes, at + header, length - header),
                        pes.pts90k(),
                        pes.dts90k(),
                        length - header));
                at += length;
            }
        }
        return units;
    }

    /** The hashes of {@link #vcl}. */
    public List<String> vclHashes() {
        return vcl().stream().map(Unit::hash).toList();
    }

    /** The hashes of {@link #audioFrames}. */
    public List<String> audioHashes() {
        return audioFrames().stream().map(Unit::hash).toList();
    }

    /** The greatest distance between two clocks, 90 kHz; negative if the clock goes back anywhere. */
    public long maxPcrInterval90k() {
        long max = 0;
        for (int i = 1; i < pcrs.size(); i++) {
            long step = difference33(pcrs.get(i).base90k(), pcrs.get(i - 1).base90k());
            if (step < 0) {
                return step;
            }
            max = Math.max(max, step);
        }
        return max;
    }

    /** {@code later - earlier} on the 33-bit circle, from -2^32 to 2^32 - 1. */
    public static long difference33(long later, long earlier) {
        return (later - earlier) << 31 >> 31;
    }
}
