package io.weir.audit.media;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a transport stream segment (ISO/IEC 13818-1): PAT, PMT, and the PES packets of H.264 or HEVC pictures, of AAC in ADTS
 * and of MP3. A picture is a PES packet.
 */
public final class TsReader {
    private static final int PACKET_BYTES = 188;
    private static final int SYNC = 0x47;
    private static final int NO_PID = -1;

    private static final int TYPE_MPEG1_AUDIO = 0x03;
    private static final int TYPE_MPEG2_AUDIO = 0x04;
    private static final int TYPE_AAC = 0x0F;
    private static final int TYPE_H264 = 0x1B;
    private static final int TYPE_HEVC = 0x24;

    private static final int ADTS_BYTES = 7;
    private static final int AAC_SAMPLES = 1024;
    private static final int[] AAC_HZ = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    private final byte[] data;
    private final FrameDigest digest;
    private final List<FoundFrame> pictures = new ArrayList<>();
    private final List<FoundFrame> sounds = new ArrayList<>();
    private final Track video = new Track();
    private final Track audio = new Track();
    private int pmtPid = NO_PID;

    private static final class Track {
        final PesPacket pes = new PesPacket();
        int pid = NO_PID;
        int type;
        int nextCounter = -1;
    }

    private TsReader(byte[] data, FrameDigest digest) {
        this.data = data;
        this.digest = digest;
    }

    /**
     * The frames of a segment.
     *
     * @param data the whole object
     * @throws BrokenSegmentException if it is no transport stream, or something is missing of it
     */
    public static FoundSegment read(byte[] data, FrameDigest digest) throws BrokenSegmentException {
        return new TsReader(data, digest).read();
    }

    private FoundSegment read() throws BrokenSegmentException {
        if (data.length == 0 || data.length % PACKET_BYTES != 0) {
            throw new BrokenSegmentException(data.length + " bytes, which are no whole packets of " + PACKET_BYTES);
        }
        for (int at = 0; at < data.length; at += PACKET_BYTES) {
            packet(at);
        }
        picture();
        sound();
        if (video.pid == NO_PID && audio.pid == NO_PID) {
            throw new BrokenSegmentException("no program table names a track");
        }
        return new FoundSegment(true, pictures, sounds);
    }

    private void packet(int at) throws BrokenSegmentException {
        if ((data[at] & 0xFF) != SYNC || (data[at + 1] & 0x80) != 0) {
            throw new BrokenSegmentException("no whole packet at byte " + at);
        }
        boolean begins = (data[at + 1] & 0x40) != 0;
        int pid = ((data[at + 1] & 0x1F) << 8) | (data[at + 2] & 0xFF);
        int control = (data[at + 3] >> 4) & 0x3;
        if ((control & 1) == 0) {
            return; // no payload
        }
        int from = at + 4 + (control == 3 ? 1 + (data[at + 4] & 0xFF) : 0);
        int to = at + PACKET_BYTES;
        if (from > to) {
            throw new BrokenSegmentException("an adaptation field passes the end of its packet at byte " + at);
        }
        if (pid == 0 && begins) {
            pat(from, to);
        } else if (pid == pmtPid && begins) {
            pmt(from, to);
        } else if (pid == video.pid) {
            counted(video, at);
            if (begins) {
                picture();
            }
            video.pes.add(data, from, to);
        } else if (pid == audio.pid) {
            counted(audio, at);
            if (begins) {
                sound();
            }
            audio.pes.add(data, from, to);
        }
    }

    /** A packet that went missing takes part of a frame with it. */
    private void counted(Track track, int at) throws BrokenSegmentException {
        int counter = data[at + 3] & 0xF;
        if (track.nextCounter >= 0 && counter != track.nextCounter) {
            throw new BrokenSegmentException("packets are missing before byte " + at + ": counter " + counter
                    + " of PID " + track.pid + " follows " + (track.nextCounter + 15) % 16);
        }
        track.nextCounter = (counter + 1) % 16;
    }

    private void pat(int from, int to) throws BrokenSegmentException {
        int section = section(from, to, 0x00, 16);
        pmtPid = ((data[section + 10] & 0x1F) << 8) | (data[section + 11] & 0xFF);
    }

    private void pmt(int from, int to) throws BrokenSegmentException {
        int section = section(from, to, 0x02, 16);
        int end = section + 3 + length(section + 1) - 4; // the CRC
        int at = section + 12 + length(section + 10);
        for (; at + 5 <= end; at += 5 + length(at + 3)) {
            int type = data[at] & 0xFF;
            int pid = length13(at + 1);
            switch (type) {
                case TYPE_H264, TYPE_HEVC -> set(video, pid, type);
                case TYPE_AAC, TYPE_MPEG1_AUDIO, TYPE_MPEG2_AUDIO -> set(audio, pid, type);
                default -> throw new BrokenSegmentException("a track of type " + type + ", which no segment has");
            }
        }
    }

    private static void set(Track track, int pid, int type) {
        track.pid = pid;
        track.type = type;
    }

    /** Where a section begins that is whole within its packet. */
    private int section(int from, int to, int tableId, int leastBytes) throws BrokenSegmentException {
        int section = from + 1 + (data[from] & 0xFF);
        if (section + leastBytes > to || (data[section] & 0xFF) != tableId || section + 3 + length(section + 1) > to) {
            throw new BrokenSegmentException("a program table is not whole at byte " + from);
        }
        return section;
    }

    private int length(int at) {
        return ((data[at] & 0x0F) << 8) | (data[at + 1] & 0xFF);
    }

    private int length13(int at) {
        return ((data[at] & 0x1F) << 8) | (data[at + 1] & 0xFF);
    }

    private void picture() throws BrokenSegmentException {
        PesPacket.Content content = video.pes.take();
        if (content == null) {
            return;
        }
        digest.beginPicture();
        digest.addUnits(content.data(), content.from(), content.to(), video.type == TYPE_HEVC);
        if (!digest.isPicture()) {
            throw new BrokenSegmentException("a PES packet of pictures holds none");
        }
        pictures.add(new FoundFrame(digest.endPicture(), content.pts90k(), content.dts90k(), 0));
    }

    private void sound() throws BrokenSegmentException {
        PesPacket.Content content = audio.pes.take();
        if (content == null) {
            return;
        }
        if (audio.type == TYPE_AAC) {
            adts(content);
        } else {
            long[] samples = {0};
            Mp3Frames.split(content.data(), content.from(), content.to(), (from, to, header) -> {
                addSound(content, from, to, samples[0], header.samplesPerFrame(), header.sampleRate());
                samples[0] += header.samplesPerFrame();
            });
        }
    }

    private void adts(PesPacket.Content content) throws BrokenSegmentException {
        byte[] in = content.data();
        int at = content.from();
        for (int frames = 0; at < content.to(); frames++) {
            int left = content.to() - at;
            boolean header = left >= ADTS_BYTES && in[at] == (byte) 0xFF && (in[at + 1] & 0xF6) == 0xF0;
            int rate = header ? (in[at + 2] >> 2) & 0xF : AAC_HZ.length;
            int bytes =
                    header ? ((in[at + 3] & 0x3) << 11) | ((in[at + 4] & 0xFF) << 3) | ((in[at + 5] >> 5) & 0x7) : 0;
            int headerBytes = header && (in[at + 1] & 1) == 0 ? ADTS_BYTES + 2 : ADTS_BYTES;
            if (rate >= AAC_HZ.length || bytes < headerBytes || bytes > left) {
                throw new BrokenSegmentException(
                        "no whole ADTS frame " + left + " bytes before the end of a PES packet");
            }
            addSound(content, at + headerBytes, at + bytes, (long) frames * AAC_SAMPLES, AAC_SAMPLES, AAC_HZ[rate]);
            at += bytes;
        }
    }

    private void addSound(PesPacket.Content content, int from, int to, long before, int samples, int rate) {
        long pts = content.pts90k() + before * 90_000 / rate;
        sounds.add(new FoundFrame(digest.ofSound(content.data(), from, to), pts, pts, samples * 90_000L / rate));
    }
}
