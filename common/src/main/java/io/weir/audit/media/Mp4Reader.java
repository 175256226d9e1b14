package io.weir.audit.media;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment of fragmented MP4 (ISO/IEC 14496-12 section 8.8): the samples that the runs of its fragments tell, each within
 * the object.
 */
public final class Mp4Reader {
    private static final int BASE_OFFSET_PRESENT = 0x1;
    private static final int DESCRIPTION_PRESENT = 0x2;
    private static final int DEFAULT_DURATION_PRESENT = 0x8;
    private static final int DEFAULT_SIZE_PRESENT = 0x10;

    private static final int DATA_OFFSET_PRESENT = 0x1;
    private static final int FIRST_FLAGS_PRESENT = 0x4;
    private static final int DURATION_PRESENT = 0x100;
    private static final int SIZE_PRESENT = 0x200;
    private static final int FLAGS_PRESENT = 0x400;
    private static final int COMPOSITION_PRESENT = 0x800;

    /** Sound counts in its samples, so this is a frame's length in its track's unit. */
    private static final int AAC_SAMPLES = 1024;

    private final byte[] data;
    private final Mp4Tracks tracks;
    private final FrameDigest digest;
    private final List<FoundFrame> pictures = new ArrayList<>();
    private final List<FoundFrame> sounds = new ArrayList<>();

    // Of the moof, and of the traf, that is being read.
    private long base;
    private Mp4Tracks.Track track = new Mp4Tracks.Track(Mp4Tracks.Kind.AAC, 1, 0);
    private long time;
    private long defaultDuration;
    private long defaultSize;
    private boolean fragments;

    private Mp4Reader(byte[] data, Mp4Tracks tracks, FrameDigest digest) {
        this.data = data;
        this.tracks = tracks;
        this.digest = digest;
    }

    /**
     * The frames of a segment.
     *
     * @param data the whole object
     * @param tracks of its init segment
     * @throws BrokenSegmentException if it is no such segment, or something is missing of it
     */
    public static FoundSegment read(byte[] data, Mp4Tracks tracks, FrameDigest digest) throws BrokenSegmentException {
        Mp4Reader reader = new Mp4Reader(data, tracks, digest);
        Mp4Box.each(data, 0, data.length, reader::box);
        if (!reader.fragments) {
            throw new BrokenSegmentException(data.length + " bytes without a fragment");
        }
        return new FoundSegment(false, reader.pictures, reader.sounds);
    }

    private void box(Mp4Box box) throws BrokenSegmentException {
        switch (box.type()) {
            case "moof" -> {
                fragments = true;
                base = box.start();
                box.each(0, this::box);
            }
            case "traf" -> box.each(0, this::box);
            case "tfhd" -> header(box);
            case "tfdt" -> time = box.u8(0) == 1 ? box.u64(4) : box.u32(4);
            case "trun" -> run(box);
            default -> {}
        }
    }

    private void header(Mp4Box box) throws BrokenSegmentException {
        int flags = (int) box.u32(0) & 0xFFFFFF;
        track = tracks.get(box.u32(4));
        int at = 8;
        if ((flags & BASE_OFFSET_PRESENT) != 0) {
            base = box.u64(at);
            at += 8;
        }
        at += (flags & DESCRIPTION_PRESENT) != 0 ? 4 : 0;
        defaultDuration = (flags & DEFAULT_DURATION_PRESENT) != 0 ? box.u32(at) : 0;
        at += (flags & DEFAULT_DURATION_PRESENT) != 0 ? 4 : 0;
        defaultSize = (flags & DEFAULT_SIZE_PRESENT) != 0 ? box.u32(at) : 0;
    }

    private void run(Mp4Box box) throws BrokenSegmentException {
        int flags = (int) box.u32(0) & 0xFFFFFF;
        long count = box.u32(4);
        int at = 8;
        long from = base;
        if ((flags & DATA_OFFSET_PRESENT) != 0) {
            from += (int) box.u32(at);
            at += 4;
        }
        at += (flags & FIRST_FLAGS_PRESENT) != 0 ? 4 : 0;
        for (long i = 0; i < count; i++) {
            long duration = (flags & DURATION_PRESENT) != 0 ? box.u32(at) : defaultDuration;
            at += (flags & DURATION_PRESENT) != 0 ? 4 : 0;
            long size = (flags & SIZE_PRESENT) != 0 ? box.u32(at) : defaultSize;
            at += (flags & SIZE_PRESENT) != 0 ? 4 : 0;
            at += (flags & FLAGS_PRESENT) != 0 ? 4 : 0;
            int composition = (flags & COMPOSITION_PRESENT) != 0 ? (int) box.u32(at) : 0;
            at += (flags & COMPOSITION_PRESENT) != 0 ? 4 : 0;
            if (size < 1 || from < 0 || from + size > data.length) {
                throw new BrokenSegmentException("sample " + i + " of a run has the bytes " + from + " to "
                        + (from + size) + " of " + data.length);
            }
            sample((int) from, (int) (from + size), composition);
            from += size;
            time += duration;
        }
    }

    private void sample(int from, int to, int composition) throws BrokenSegmentException {
        if (track.isVideo()) {
            pictures.add(new FoundFrame(picture(from, to), ticks(time + composition), ticks(time), 0));
        } else if (track.kind() == Mp4Tracks.Kind.AAC) {
            // Not the duration that the run says: it is the distance to the next frame, wherever that stands.
            long length = AAC_SAMPLES * 90_000L / track.timescale();
            sounds.add(new FoundFrame(digest.ofSound(data, from, to), ticks(time), ticks(time), length));
        } else {
            long pts = ticks(time);
            Mp3Frames.split(
                    data,
                    from,
                    to,
                    (begin, end, frame) -> sounds.add(new FoundFrame(
                            digest.ofSound(data, begin, end),
                            pts,
                            pts,
                            frame.samplesPerFrame() * 90_000L / frame.sampleRate())));
        }
    }

    private FrameId picture(int from, int to) throws BrokenSegmentException {
        digest.beginPicture();
        int at = from;
        while (at < to) {
            int unit = at + track.nalLengthBytes();
            long length = 0;
            for (int i = at; i < Math.min(unit, to); i++) {
                length = (length << 8) | (data[i] & 0xFF);
            }
            if (unit > to || length > to - unit) {
                throw new BrokenSegmentException("a NAL unit at byte " + at + " does not end within its sample");
            }
            digest.addUnits(data, unit, unit + (int) length, track.kind() == Mp4Tracks.Kind.HEVC);
            at = unit + (int) length;
        }
        if (!digest.isPicture()) {
            throw new BrokenSegmentException("the sample at byte " + from + " holds no picture");
        }
        return digest.endPicture();
    }

    private long ticks(long inTrack) {
        return Math.floorDiv(inTrack * 90_000, track.timescale());
    }
}
