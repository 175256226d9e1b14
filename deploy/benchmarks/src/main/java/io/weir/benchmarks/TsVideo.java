package io.weir.benchmarks;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;

/** Takes the elementary streams' bytes out of a transport stream (ISO/IEC 13818-1, 2.4.3). */
final class TsVideo {
    private static final int PACKET_BYTES = 188;
    private static final int SYNC_BYTE = 0x47;

    private TsVideo() {}

    /**
     * The payload of the video's packets, PES headers included: that of the PID whose PES packets have a video stream id.
     *
     * @throws IllegalArgumentException if this is no transport stream
     */
    static byte[] payload(byte[] ts) {
        if (ts.length == 0 || ts.length % PACKET_BYTES != 0) {
            throw new IllegalArgumentException("a transport stream of " + ts.length + " bytes");
        }
        Map<Integer, ByteArrayOutputStream> videos = new TreeMap<>();
        for (int at = 0; at < ts.length; at += PACKET_BYTES) {
            if (ts[at] != SYNC_BYTE) {
                throw new IllegalArgumentException("no sync byte at " + at + " of a transport stream");
            }
            boolean start = (ts[at + 1] & 0x40) != 0;
            int pid = ((ts[at + 1] & 0x1F) << 8) | (ts[at + 2] & 0xFF);
            boolean hasAdaptation = (ts[at + 3] & 0x20) != 0;
            boolean hasPayload = (ts[at + 3] & 0x10) != 0;
            int from = at + 4 + (hasAdaptation ? 1 + (ts[at + 4] & 0xFF) : 0);
            int to = at + PACKET_BYTES;
            if (!hasPayload || from >= to) {
                continue;
            }
            if (start && to - from > 4 && isVideoPes(ts, from)) {
                videos.computeIfAbsent(pid, newPid -> new ByteArrayOutputStream(ts.length));
            }
            ByteArrayOutputStream video = videos.get(pid);
            if (video != null) {
                video.write(ts, from, to - from);
            }
        }
        return videos.values().stream()
                .findFirst()
                .map(ByteArrayOutputStream::toByteArray)
                .orElseGet(() -> new byte[0]);
    }

    /** Start code, then stream ids 0xE0 to 0xEF (table 2-22). */
    private static boolean isVideoPes(byte[] ts, int at) {
        return ts[at] == 0 && ts[at + 1] == 0 && ts[at + 2] == 1 && (ts[at + 3] & 0xF0) == 0xE0;
    }
}
