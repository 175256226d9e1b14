package io.weir.mp4;

import io.weir.ts.MediaHashes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads init and media segments back, one after the other as a player of a playlist does, by the rules of ISO/IEC 14496-12 that
 * players rely on. Test support; shares no code with the muxer.
 */
public final class Mp4Inspector {
    private static final long SYNC_BIT = 0x0001_0000;

    private record Track(String entry, int timescale, int nalLengthBytes) {
        boolean isVideo() {
            return !entry.equals("mp4a");
        }
    }

    private final byte[] bytes;
    private final List<String> problems = new ArrayList<>();
    private final List<Mp4Report.Found> video = new ArrayList<>();
    private final List<Mp4Report.Found> audio = new ArrayList<>();
    private final Map<Integer, Track> tracks = new HashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private int segments;
    private int inits;
    private long lastSequence = -1;

    private Mp4Inspector(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Mp4Report inspect(byte[] bytes) {
        return new Mp4Inspector(bytes).run();
    }

    private Mp4Report run() {
        List<Mp4Boxes> boxes = Mp4Boxes.read(bytes);
        String before = "";
        for (int i = 0; i < boxes.size(); i++) {
            Mp4Boxes box = boxes.get(i);
            switch (box.type()) {
                case "ftyp" -> require(before.isEmpty() || before.equals("mdat"), "ftyp behind " + before);
                case "moov" -> {
                    require(before.equals("ftyp"), "moov behind " + before);
                    init(box);
                }
                case "styp" -> require(before.equals("moov") || before.equals("mdat"), "styp behind " + before);
                case "moof" -> {
                    require(before.equals("styp"), "moof behind " + before);
                    boolean hasData =
                            i + 1 < boxes.size() && boxes.get(i + 1).type().equals("mdat");
                    require(hasData, "moof without mdat");
                    if (hasData) {
                        segment(box, boxes.get(i + 1));
                    }
                }
                case "mdat" -> require(before.equals("moof"), "mdat behind " + before);
                default -> problems.add("strange box " + box.type());
            }
            before = box.type();
        }
        return new Mp4Report(problems, segments, inits, video, audio);
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add("segment " + segments + ": " + problem);
        }
    }

    private void init(Mp4Boxes moov) {
        inits++;
        tracks.clear();
        ends.clear(); // a new init stands behind a discontinuity
        for (Mp4Boxes trak : moov.all("trak")) {
            int id = trak.one("tkhd").body().getInt(12);
            Mp4Boxes entry = trak.one("mdia/minf/stbl/stsd").children().get(0);
            int nalLengthBytes = switch (entry.type()) {
                case "avc1" -> (entry.one("avcC").body().get(4) & 3) + 1;
                case "hvc1" -> (entry.one("hvcC").body().get(21) & 3) + 1;
                default -> 0;
            };
            tracks.put(id, new Track(entry.type(), trak.one("mdia/mdhd").body().getInt(12), nalLengthBytes));
        }
        require(moov.all("mvex/trex").size() == tracks.size(), "a trex for each track");
    }

    private void segment(Mp4Boxes moof, Mp4Boxes mdat) {
        long sequence = Integer.toUnsignedLong(moof.one("mfhd").body().getInt(4));
        require(lastSequence < 0 || sequence == lastSequence + 1, "sequence " + sequence + " behind " + lastSequence);
        lastSequence = sequence;
        int at = mdat.at() + 8;
        for (Mp4Boxes traf : moof.all("traf")) {
            at = run(moof, traf, at);
        }
        require(at == mdat.at() + mdat.bytes(), "mdat ends at " + (mdat.at() + mdat.bytes()) + ", samples at " + at);
        segments++;
    }

    private int run(Mp4Boxes moof, Mp4Boxes traf, int expectedAt) {
        ByteBuffer tfhd = traf.one("tfhd").body();
        int id = tfhd.getInt(4);
        require(tfhd.getInt(0) == 0x020000, "tfhd flags " + Integer.toHexString(tfhd.getInt(0)));
        Track track = tracks.get(id);
        if (track == null) {
            problems.add("segment " + segments + ": traf of track " + id + ", which the init does not have");
            return expectedAt;
        }
        long dts = traf.one("tfdt").body().getLong(4);
        Long end = ends.get(id);
        require(
                end == null || dts >= end - track.timescale() / 10,
                "track " + id + " goes back to " + dts + " from " + end);
        ByteBuffer trun = traf.one("trun").body();
        require(trun.getInt(0) == (track.isVideo() ? 0x01000F01 : 0x01000301), "trun flags");
        int count = trun.getInt(4);
        int at = moof.at() + trun.getInt(8);
        require(at == expectedAt, "track " + id + " begins at " + at + ", expected at " + expectedAt);
        trun.position(12);
        for (int i = 0; i < count; i++) {
            long duration = Integer.toUnsignedLong(trun.getInt());
            int size = trun.getInt();
            boolean sync = !track.isVideo() || (trun.getInt() & SYNC_BIT) == 0;
            int composition = track.isVideo() ? trun.getInt() : 0;
            require(size > 0 && duration > 0, "sample " + i + " of " + size + " bytes and duration " + duration);
            List<String> hashes = track.isVideo()
                    ? MediaHashes.vcl(
                            bytes,
                            at,
                            size,
                            track.nalLengthBytes(),
                            track.entry().equals("hvc1"))
                    : List.of(MediaHashes.hash(bytes, at, size));
            (track.isVideo() ? video : audio)
                    .add(new Mp4Report.Found(segments, dts, dts + composition, duration, sync, size, hashes));
            dts += duration;
            at += size;
        }
        require(!trun.hasRemaining(), "trun has more than its samples");
        ends.put(id, dts);
        return at;
    }
}
