package io.weir.ts;

import io.weir.ts.TsReport.Pcr;
import io.weir.ts.TsReport.Pmt;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes transport stream bytes apart, with nothing of the muxer's code, and notes every break of ISO/IEC 13818-1 it
 * sees. Segments may be concatenated; continuity counters must run on over them.
 */
public final class TsInspector {
    private static final int PACKET_BYTES = 188;

    private final byte[] ts;
    private final List<String> problems = new ArrayList<>();
    private final List<Integer> patPackets = new ArrayList<>();
    private final List<Pmt> pmts = new ArrayList<>();
    private final List<Pcr> pcrs = new ArrayList<>();
    private final List<TsPes> video = new ArrayList<>();
    private final List<TsPes> audio = new ArrayList<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private final Map<Integer, Partial> partials = new TreeMap<>();

    private int pmtPid = -1;
    private int videoPid = -1;
    private int audioPid = -1;

    /** A PES packet on its way in. */
    private record Partial(int packet, boolean randomAccess, long pcr90k, ByteArrayOutputStream bytes) {}

    private TsInspector(byte[] ts) {
        this.ts = ts;
    }

    /** Inspects whole bytes. */
    public static TsReport inspect(byte[] ts) {
        return new TsInspector(ts).run();
    }

    /** Inspects from position to limit; both stay. */
    public static TsReport inspect(ByteBuffer ts) {
        byte[] bytes = new byte[ts.remaining()];
        ts.duplicate().get(bytes);
        return inspect(bytes);
    }

    private TsReport run() {
        if (ts.length % PACKET_BYTES != 0) {
            problems.add("length " + ts.length + " is not a multiple of " + PACKET_BYTES);
        }
        int packets = ts.length / PACKET_BYTES;
        for (int i = 0; i < packets; i++) {
            packet(i);
        }
        for (int pid : List.copyOf(partials.keySet())) {
            finish(pid);
        }
        return new TsReport(problems, packets, patPackets, pmts, pcrs, video, audio);
    }

    private void packet(int number) {
        int at = number * PACKET_BYTES;
        if (ts[at] != 0x47) {
            problems.add("packet " + number + ": no sync byte");
            return;
        }
        boolean start = (ts[at + 1] & 0x40) != 0;
        int pid = u16(ts, at + 1) & 0x1FFF;
        boolean hasAdaptation = (ts[at + 3] & 0x20) != 0;
        boolean hasPayload = (ts[at + 3] & 0x10) != 0;
        continuity(number, pid, ts[at + 3] & 0xF, hasPayload);
        int payload = at + 4;
        boolean randomAccess = false;
        long pcr = -1;
        if (hasAdaptation) {
            int length = ts[payload] & 0xFF;
            if (length > (hasPayload ? 182 : 183)) {
                problems.add("packet " + number + ": adaptation field of " + length);
                return;
            }
            int flags = length == 0 ? 0 : ts[payload + 1];
            randomAccess = (flags & 0x40) != 0;
            if ((flags & 0x10) != 0) {
                pcr = ((ByteBuffer.wrap(ts, payload + 2, 4).getInt() & 0xFFFFFFFFL) << 1)
                        | ((ts[payload + 6] & 0x80) >> 7);
                pcrs.add(new Pcr(number, pid, pcr, !hasPayload));
            }
            payload += 1 + length;
        }
        if (!hasPayload) {
            return;
        }
        int end = at + PACKET_BYTES;
        if (pid == 0 || pid == pmtPid) {
            section(number, pid, payload);
        } else if (pid == videoPid || pid == audioPid) {
            if (start) {
                finish(pid);
                partials.put(pid, new Partial(number, randomAccess, pcr, new ByteArrayOutputStream()));
            }
            Partial partial = partials.get(pid);
            if (partial == null) {
                problems.add("packet " + number + ": PID " + pid + " before a PES packet starts");
            } else {
                partial.bytes.write(ts, payload, end - payload);
            }
        } else {
            problems.add("packet " + number + ": PID " + pid + " is in no table");
        }
    }

    private void continuity(int number, int pid, int counter, boolean hasPayload) {
        Integer last = counters.put(pid, counter);
        int expected = last == null ? counter : hasPayload ? (last + 1) & 0xF : last;
        if (counter != expected) {
            problems.add("packet " + number + ": PID " + pid + " has continuity counter " + counter + ", expected "
                    + expected);
        }
    }

    private void section(int number, int pid, int payload) {
        int at = payload + 1 + (ts[payload] & 0xFF);
        int length = 3 + (u16(ts, at + 1) & 0xFFF);
        if (crc(at, length) != 0) {
            problems.add("packet " + number + ": wrong CRC");
            return;
        }
        if (pid == 0) {
            patPackets.add(number);
            pmtPid = u16(ts, at + 10) & 0x1FFF;
            return;
        }
        int version = (ts[at + 5] >> 1) & 0x1F;
        int pcrPid = u16(ts, at + 8) & 0x1FFF;
        int videoType = -1;
        int audioType = -1;
        int end = at + length - 4;
        for (int s = at + 12 + (u16(ts, at + 10) & 0xFFF); s < end; s += 5 + (u16(ts, s + 3) & 0xFFF)) {
            int streamPid = u16(ts, s + 1) & 0x1FFF;
            if (ts[s] == 0x1B) {
                videoPid = streamPid;
                videoType = ts[s];
            } else {
                audioPid = streamPid;
                audioType = ts[s];
            }
        }
        pmts.add(new Pmt(number, version, pcrPid, videoType, audioType));
    }

    private void finish(int pid) {
        @Nullable Partial partial = partials.remove(pid);
        if (partial == null) {
            return;
        }
        byte[] pes = partial.bytes.toByteArray();
        if (pes.length < 14 || pes[0] != 0 || pes[1] != 0 || pes[2] != 1) {
            problems.add("packet " + partial.packet + ": no PES start code");
            return;
        }
        int declared = u16(pes, 4);
        if (declared == 0 ? pid != videoPid : declared != pes.length - 6) {
            problems.add("packet " + partial.packet + ": PES length " + declared + ", found " + (pes.length - 6));
        }
        if ((pes[6] & 0xC0) != 0x80) {
            problems.add("packet " + partial.packet + ": PES marker bits");
        }
        int times = (pes[7] & 0xC0) >> 6;
        long pts = time(partial, pes, 9, times);
        long dts = times == 3 ? time(partial, pes, 14, 1) : pts;
        if (TsReport.difference33(pts, dts) < 0) {
            problems.add("packet " + partial.packet + ": DTS " + dts + " after PTS " + pts);
        }
        int start = 9 + (pes[8] & 0xFF);
        byte[] payload = new byte[pes.length - start];
        System.arraycopy(pes, start, payload, 0, payload.length);
        List<TsPes> track = pid == videoPid ? video : audio;
        if (!track.isEmpty()
                && TsReport.difference33(dts, track.get(track.size() - 1).dts90k()) <= 0) {
            problems.add("packet " + partial.packet + ": DTS " + dts + " not after that of the PES packet before");
        }
        track.add(new TsPes(
                partial.packet, pid, pes[3] & 0xFF, pts, dts, partial.randomAccess, partial.pcr90k, declared, payload));
    }

    private long time(Partial partial, byte[] pes, int at, int prefix) {
        if ((pes[at] & 0xF1) != ((prefix << 4) | 1) || (pes[at + 2] & 1) != 1 || (pes[at + 4] & 1) != 1) {
            problems.add("packet " + partial.packet + ": marker bits of a time");
        }
        return ((pes[at] & 0x0EL) << 29) | ((u16(pes, at + 1) & 0xFFFEL) << 14) | ((u16(pes, at + 3) & 0xFFFEL) >> 1);
    }

    private int crc(int from, int length) {
        int crc = 0xFFFFFFFF;
        for (int i = 0; i < length * 8; i++) {
            int in = (ts[from + i / 8] >> (7 - i % 8)) & 1;
            int top = crc >>> 31;
            crc <<= 1;
            if (top != in) {
                crc ^= 0x04C11DB7;
            }
        }
        return crc;
    }

    private static int u16(byte[] bytes, int at) {
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }
}
