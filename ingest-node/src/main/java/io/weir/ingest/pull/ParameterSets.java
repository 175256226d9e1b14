package io.weir.ingest.pull;

import io.weir.ingest.publication.Publication;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.media.MediaException;
import io.weir.media.VideoFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets in force, from the SDP, a configuration record, or in band, and the configuration record they make.
 *
 * <p>Sets that come together replace those that were there: an SPS all SPS, and the PPS behind it all PPS. A PPS that comes alone
 * replaces the one of its id.
 */
final class ParameterSets {
    /** A set that is longer is damaged, bytes. */
    static final int MAX_SET_BYTES = 1_024;

    /** More sets of one kind are not kept. */
    static final int MAX_SETS = 16;

    private final VideoCodec codec;
    private final NalUnits scan = new NalUnits();
    private List<byte[]> vps = List.of();
    private List<byte[]> sps = List.of();
    private List<byte[]> pps = List.of();
    private byte @Nullable [] record;
    private @Nullable String fault;
    private int reordered = DecodeClock.MAX_REORDERED;

    ParameterSets(VideoCodec codec) {
        this.codec = codec;
    }

    /**
     * Takes what FFmpeg calls extradata: a configuration record, or NAL units between start codes.
     *
     * @return bytes of the length before each NAL unit of the packets that belong to it; 0 if those have start codes
     */
    int takeExtradata(byte[] extradata) {
        boolean startCodes = extradata.length < 4 || extradata[0] == 0;
        if (startCodes) {
            ByteBuffer data = ByteBuffer.wrap(extradata);
            scan.scanAnnexB(data);
            take(scan, data);
            return 0;
        }
        try {
            VideoFormat format = codec.parse(extradata);
            NalUnits units = new NalUnits();
            ByteBuffer data = withLengths(format.parameterSets());
            units.scanLengths(data, 4);
            take(units, data);
            return format.nalLengthBytes();
        } catch (MediaException e) {
            fault = e.getMessage();
            return 4;
        }
    }

    private static ByteBuffer withLengths(List<byte[]> sets) {
        ByteBuffer data = ByteBuffer.allocate(
                sets.stream().mapToInt(set -> 4 + set.length).sum());
        sets.forEach(set -> data.putInt(set.length).put(set));
        return data.flip();
    }

    /**
     * Takes the sets among the NAL units.
     *
     * @return whether the configuration is another now
     */
    boolean take(NalUnits units, ByteBuffer data) {
        List<byte[]> newVps = new ArrayList<>(0);
        List<byte[]> newSps = new ArrayList<>(0);
        List<byte[]> newPps = new ArrayList<>(0);
        for (int i = 0; i < units.count(); i++) {
            switch (codec.kind(data.get(units.offset(i)))) {
                case VPS -> add(newVps, units, i, data);
                case SPS -> add(newSps, units, i, data);
                case PPS -> add(newPps, units, i, data);
                default -> {}
            }
        }
        if (newVps.isEmpty() && newSps.isEmpty() && newPps.isEmpty()) {
            return false;
        }
        vps = newVps.isEmpty() ? vps : newVps;
        pps = newPps.isEmpty() ? pps : newSps.isEmpty() ? merged(newPps) : newPps;
        sps = newSps.isEmpty() ? sps : newSps;
        return build();
    }

    private static void add(List<byte[]> sets, NalUnits units, int index, ByteBuffer data) {
        int length = units.length(index);
        if (length <= MAX_SET_BYTES && sets.size() < MAX_SETS) {
            byte[] set = new byte[length];
            data.get(units.offset(index), set);
            if (sets.stream().noneMatch(known -> Arrays.equals(known, set))) {
                sets.add(set);
            }
        }
    }

    private List<byte[]> merged(List<byte[]> newPps) {
        List<byte[]> all = new ArrayList<>(pps);
        for (byte[] set : newPps) {
            all.removeIf(known -> id(known) == id(set));
            if (all.size() < MAX_SETS) {
                all.add(set);
            }
        }
        all.sort((one, other) -> Integer.compare(id(one), id(other)));
        return all;
    }

    /** pps_pic_parameter_set_id, the first field of a PPS in both codecs. */
    private int id(byte[] set) {
        int headerBytes = codec == VideoCodec.HEVC ? 2 : 1;
        return new GolombReader(ByteBuffer.wrap(set), headerBytes, set.length).unsigned();
    }

    private boolean build() {
        if (sps.isEmpty() || pps.isEmpty() || (codec == VideoCodec.HEVC && vps.isEmpty())) {
            return false;
        }
        try {
            VideoFormat format = codec.format(vps, sps, pps);
            Object unused = format.pictureSize(); // parses the SPS
            byte[] next = format.encode();
            if (next.length > Publication.MAX_CONFIGURATION_BYTES / 2) {
                fault = "its parameter sets have " + next.length + " bytes";
                return false;
            }
            fault = null;
            boolean changed = !Arrays.equals(record, next);
            record = next;
            reordered = format instanceof HevcDecoderConfiguration hevc
                    ? hevc.reorderedPictures()
                    : DecodeClock.MAX_REORDERED;
            return changed;
        } catch (MediaException e) {
            fault = e.getMessage();
            return false;
        }
    }

    /** The decoder configuration record, with NAL unit lengths of 4 bytes; null while sets are missing. */
    byte @Nullable [] record() {
        return record;
    }

    /** How many pictures are decoded at most before one that is shown before them, as far as the sets tell. */
    int reordered() {
        return reordered;
    }

    /** What is wrong with the sets that came last; null if nothing is. */
    @Nullable
    String fault() {
        return fault;
    }
}
