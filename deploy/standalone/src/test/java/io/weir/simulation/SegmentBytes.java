package io.weir.simulation;

import io.weir.simulation.NumberedMedia.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the segments of one stream apart, in their order, with nothing of the muxers' code: which frames are in them, and
 * whether a transport stream's continuity counters run on.
 */
final class SegmentBytes {
    private static final int PACKET_BYTES = 188;

    private static final class Stream {
        byte[] bytes = new byte[2_048];
        int length;

        void append(byte[] from, int at, int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
            }
            System.arraycopy(from, at, bytes, length, count);
            length += count;
        }
    }

    private final Map<Integer, Integer> counters = new HashMap<>();
    private final Map<Integer, Stream> streams = new HashMap<>();
    private @Nullable String problem;

    /** The frames of the next segment: those of one track after the other, each in its order. */
    List<Found> read(byte[] segment, boolean transportStream) {
        if (!transportStream) {
            return NumberedMedia.find(segment, segment.length);
        }
        streams.values().forEach(stream -> stream.length = 0);
        for (int at = 0; at + PACKET_BYTES <= segment.length; at += PACKET_BYTES) {
            packet(segment, at);
        }
        List<Found> found = new ArrayList<>();
        streams.values().forEach(stream -> found.addAll(NumberedMedia.find(stream.bytes, stream.length)));
        return found;
    }

    /** Where continuity counters did not run on first; null if they always did. */
    @Nullable
    String problem() {
        return problem;
    }

    private void packet(byte[] in, int at) {
        int pid = ((in[at + 1] & 0x1F) << 8) | (in[at + 2] & 0xFF);
        boolean adapted = (in[at + 3] & 0x20) != 0;
        boolean payload = (in[at + 3] & 0x10) != 0;
        int counter = in[at + 3] & 0x0F;
        if (!payload) {
            return;
        }
        Integer last = counters.put(pid, counter);
        if (last != null && counter != (last + 1) % 16 && problem == null) {
            problem = "pid " + pid + ": counter " + counter + " behind " + last;
        }
        int from = at + 4 + (adapted ? 1 + (in[at + 4] & 0xFF) : 0);
        streams.computeIfAbsent(pid, unknown -> new Stream()).append(in, from, at + PACKET_BYTES - from);
    }
}
