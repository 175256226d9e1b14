package io.weir.audit.media;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What an init segment says of its tracks (ISO/IEC 14496-12 section 8), as far as finding frames needs it. */
public final class Mp4Tracks {
    /** Bytes of a visual sample entry before its boxes. */
    private static final int VISUAL_ENTRY_BYTES = 78;

    private static final int MPEG1_AUDIO = 0x6B;
    private static final int MPEG2_AUDIO = 0x69;
    private static final int AVCC_LENGTH_SIZE = 4;
    private static final int HVCC_LENGTH_SIZE = 21;

    /** What kind of frames a track has. */
    enum Kind {
        H264,
        HEVC,
        AAC,
        MP3
    }

    /**
     * A track.
     *
     * @param nalLengthBytes of the length before each NAL unit; 0 for sound
     */
    record Track(Kind kind, long timescale, int nalLengthBytes) {
        boolean isVideo() {
            return nalLengthBytes > 0;
        }
    }

    private final Map<Long, Track> tracks = new HashMap<>();

    // Of the trak that is being read.
    private long id;
    private long timescale;
    private Kind kind = Kind.AAC;
    private int nalLengthBytes;

    private Mp4Tracks() {}

    /**
     * Reads an init segment.
     *
     * @throws BrokenSegmentException if it is none
     */
    public static Mp4Tracks read(byte[] init) throws BrokenSegmentException {
        Mp4Tracks tracks = new Mp4Tracks();
        Mp4Box.each(init, 0, init.length, tracks::box);
        if (tracks.tracks.isEmpty()) {
            throw new BrokenSegmentException("the init segment names no track");
        }
        return tracks;
    }

    /** The track of a number. */
    Track get(long trackId) throws BrokenSegmentException {
        Track track = tracks.get(trackId);
        if (track == null) {
            throw new BrokenSegmentException("the init segment has no track " + trackId);
        }
        return track;
    }

    private void box(Mp4Box box) throws BrokenSegmentException {
        switch (box.type()) {
            case "moov", "mdia", "minf", "stbl" -> box.each(0, this::box);
            case "trak" -> {
                nalLengthBytes = 0;
                box.each(0, this::box);
                if (timescale == 0) {
                    throw new BrokenSegmentException("the track " + id + " has no unit of time");
                }
                tracks.put(id, new Track(kind, timescale, nalLengthBytes));
            }
            case "tkhd" -> id = box.u32(box.u8(0) == 1 ? 20 : 12);
            case "mdhd" -> timescale = box.u32(box.u8(0) == 1 ? 20 : 12);
            case "stsd" -> box.each(8, this::entry);
            case "avcC" -> nalLengthBytes = 1 + (box.u8(AVCC_LENGTH_SIZE) & 0x3);
            case "hvcC" -> nalLengthBytes = 1 + (box.u8(HVCC_LENGTH_SIZE) & 0x3);
            default -> {}
        }
    }

    private void entry(Mp4Box entry) throws BrokenSegmentException {
        switch (entry.type()) {
            case "avc1", "avc3" -> {
                kind = Kind.H264;
                entry.each(VISUAL_ENTRY_BYTES, this::box);
            }
            case "hvc1", "hev1" -> {
                kind = Kind.HEVC;
                entry.each(VISUAL_ENTRY_BYTES, this::box);
            }
            case "mp4a" -> kind = isMp3(entry) ? Kind.MP3 : Kind.AAC;
            default -> throw new BrokenSegmentException("a sample entry " + entry.type() + ", which no segment has");
        }
    }

    /** Whether the DecoderConfigDescriptor (ISO/IEC 14496-1 section 7.2.6.6), tag 4, says MPEG audio. */
    private static boolean isMp3(Mp4Box entry) {
        String bytes = new String(entry.data(), entry.from(), entry.to() - entry.from(), StandardCharsets.ISO_8859_1);
        int esds = bytes.indexOf("esds");
        int descriptor = esds < 0 ? -1 : bytes.indexOf('\u0004', esds + 8);
        if (descriptor < 0) {
            return false;
        }
        int at = descriptor + 1;
        while (at < bytes.length() && (bytes.charAt(at) & 0x80) != 0) {
            at++; // a length of several bytes
        }
        int type = at + 1 < bytes.length() ? bytes.charAt(at + 1) : 0;
        return type == MPEG1_AUDIO || type == MPEG2_AUDIO;
    }
}
