package io.weir.ts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One PES packet as it was found.
 *
 * @param packet number of the transport packet it starts in
 * @param pts90k 33 bits
 * @param dts90k 33 bits; PTS if there is none
 * @param randomAccess random_access_indicator of its first transport packet
 * @param pcr90k of its first transport packet; -1 if there is none
 * @param declaredLength PES_packet_length
 * @param payload what follows the header
 */
@SuppressWarnings("ArrayRecordComponent")
public record TsPes(
        int packet,
        int pid,
        int streamId,
        long pts90k,
        long dts90k,
        boolean randomAccess,
        long pcr90k,
        int declaredLength,
        byte[] payload) {

    /** The NAL units of an Annex B payload, without start codes and trailing zeros. */
    public List<byte[]> nalUnits() {
        List<byte[]> units = new ArrayList<>();
        int start = -1;
        for (int i = 0; i + 2 < payload.length; i++) {
            if (payload[i] == 0 && payload[i + 1] == 0 && payload[i + 2] == 1) {
                if (start >= 0) {
                    units.add(trimmed(start, i));
                }
                start = i + 3;
                i += 2;
            }
        }
        if (start >= 0) {
            units.add(trimmed(start, payload.length));
        }
        return units;
    }

    /** nal_unit_type of each NAL unit. */
    public List<Integer> nalTypes() {
        return nalUnits().stream().map(nal -> nal[0] & 0x1F).toList();
    }

    private byte[] trimmed(int from, int to) {
        int end = to;
        while (end > from && payload[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOfRange(payload, from, end);
    }
}
