package io.weir.mp4;

import io.weir.media.AudioFormat;
import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.MediaException;
import io.weir.media.Mp3Format;
import io.weir.media.VideoFormat;
import io.weir.media.VideoFormat.PictureSize;
import io.weir.track.MediaTracks;
import java.nio.ByteBuffer;

/**
 * Makes the init segment, which says what the tracks of media segments are (ISO/IEC 14496-12 section 8, RFC 8216 section 3.3): a
 * pure function of the codec configurations.
 */
public final class InitSegment {
    static final int VIDEO_TRACK = 1;
    static final int AUDIO_TRACK = 2;

    private static final int NEXT_TRACK = 3;
    private static final int EXPECTED_BYTES = 2_048;

    /** The identity: nothing is turned or scaled. */
    private static final int[] MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    /** Shown, and part of the presentation. */
    private static final int TRACK_ENABLED = 0x3;

    private static final int FULL_VOLUME = 0x100;

    /** "und" in three times five bits. */
    private static final int NO_LANGUAGE = 0x55C4;

    private static final int MAX_SIXTEEN_BITS = 0xFFFF;

    private final BoxWriter out = new BoxWriter(EXPECTED_BYTES);

    private InitSegment() {}

    /** The init segment of these tracks; on the heap, the receiver's own. */
    public static ByteBuffer of(MediaTracks tracks) {
        return new InitSegment().write(tracks);
    }

    private ByteBuffer write(MediaTracks tracks) {
        int ftyp = out.begin("ftyp");
        out.type("iso6");
        out.put32(0);
        out.type("iso6");
        out.type("mp41");
        out.end(ftyp);
        int moov = out.begin("moov");
        movieHeader();
        VideoFormat video = tracks.video();
        AudioFormat audio = tracks.audio();
        if (video != null) {
            videoTrack(video);
        }
        if (audio != null) {
            audioTrack(audio);
        }
        int mvex = out.begin("mvex");
        if (video != null) {
            trackExtends(VIDEO_TRACK, SampleFlags.DEPENDENT);
        }
        if (audio != null) {
            trackExtends(AUDIO_TRACK, SampleFlags.SYNC);
        }
        out.end(mvex);
        out.end(moov);
        return out.written();
    }

    private void movieHeader() {
        int mvhd = out.begin("mvhd", 0, 0);
        out.zeros(8); // creation and modification
        out.put32(1_000);
        out.put32(0); // duration: that of the fragments
        out.put32(0x10000); // rate
        out.put16(FULL_VOLUME);
        out.zeros(10);
        matrix();
        out.zeros(24);
        out.put32(NEXT_TRACK);
        out.end(mvhd);
    }

    private void matrix() {
        for (int value : MATRIX) {
            out.put32(value);
        }
    }

    private void trackExtends(int track, int flags) {
        int trex = out.begin("trex", 0, 0);
        out.put32(track);
        out.put32(1); // sample description
        out.put32(0); // duration and size stand in each run
        out.put32(0);
        out.put32(flags);
        out.end(trex);
    }

    private void videoTrack(VideoFormat format) {
        PictureSize size = sizeOf(format);
        int trak = out.begin("trak");
        trackHeader(VIDEO_TRACK, 0, size);
        int mdia = beginMedia(Mp4Muxer.VIDEO_TIMESCALE, "vide");
        int minf = out.begin("minf");
        int vmhd = out.begin("vmhd", 0, 1);
        out.zeros(8);
        out.end(vmhd);
        dataInformation();
        int stbl = out.begin("stbl");
        int stsd = beginDescriptions();
        boolean avc = format instanceof AvcDecoderConfiguration;
        int entry = beginSampleEntry(avc ? "avc1" : "hvc1");
        out.zeros(16);
        out.put16(size.width());
        out.put16(size.height());
        out.put32(0x480000); // 72 dpi
        out.put32(0x480000);
        out.put32(0);
        out.put16(1); // frame_count
        out.zeros(32); // compressorname
        out.put16(0x18); // depth
        out.put16(-1);
        int configuration = out.begin(avc ? "avcC" : "hvcC");
        out.put(format.encode());
        out.end(configuration);
        out.end(entry);
        out.end(stsd);
        noSamples();
        out.end(stbl);
        out.end(minf);
        out.end(mdia);
        out.end(trak);
    }

    /** As far as 16 bits go; nothing where the configuration does not say it: decoders read their own. */
    private static PictureSize sizeOf(VideoFormat format) {
        PictureSize size = null;
        try {
            size = format.pictureSize();
        } catch (MediaException e) {
            // The picture's size is a hint here.
        }
        return size == null
                ? new PictureSize(0, 0)
                : new PictureSize(Math.min(size.width(), MAX_SIXTEEN_BITS), Math.min(size.height(), MAX_SIXTEEN_BITS));
    }

    private void audioTrack(AudioFormat format) {
        int trak = out.begin("trak");
        trackHeader(AUDIO_TRACK, FULL_VOLUME, new PictureSize(0, 0));
        int mdia = beginMedia(format.sampleRate(), "soun");
        int minf = out.begin("minf");
        int smhd = out.begin("smhd", 0, 0);
        out.zeros(4);
        out.end(smhd);
        dataInformation();
        int stbl = out.begin("stbl");
        int stsd = beginDescriptions();
        int entry = beginSampleEntry("mp4a");
        out.zeros(8);
        out.put16(channels(format));
        out.put16(16); // samplesize
        out.zeros(4);
        out.put16(format.sampleRate() > MAX_SIXTEEN_BITS ? 0 : format.sampleRate());
        out.put16(0);
        StreamDescriptor.write(out, format);
        out.end(entry);
        out.end(stsd);
        noSamples();
        out.end(stbl);
        out.end(minf);
        out.end(mdia);
        out.end(trak);
    }

    private static int channels(AudioFormat format) {
        return format instanceof AudioSpecificConfig aac ? aac.channels() : ((Mp3Format) format).channels();
    }

    private void trackHeader(int track, int volume, PictureSize size) {
        int tkhd = out.begin("tkhd", 0, TRACK_ENABLED);
        out.zeros(8);
        out.put32(track);
        out.zeros(4 + 4 + 8 + 4); // reserved, duration, reserved, layer and alternate_group
        out.put16(volume);
        out.put16(0);
        matrix();
        out.put32(size.width() << 16);
        out.put32(size.height() << 16);
        out.end(tkhd);
    }

    private int beginMedia(int timescale, String handler) {
        int mdia = out.begin("mdia");
        int mdhd = out.begin("mdhd", 0, 0);
        out.zeros(8);
        out.put32(timescale);
        out.put32(0);
        out.put16(NO_LANGUAGE);
        out.put16(0);
        out.end(mdhd);
        int hdlr = out.begin("hdlr", 0, 0);
        out.put32(0);
        out.type(handler);
        out.zeros(12);
        out.put(0); // no name
        out.end(hdlr);
        return mdia;
    }

    private void dataInformation() {
        int dinf = out.begin("dinf");
        int dref = out.begin("dref", 0, 0);
        out.put32(1);
        out.end(out.begin("url ", 0, 1)); // in the file itself
        out.end(dref);
        out.end(dinf);
    }

    private int beginDescriptions() {
        int stsd = out.begin("stsd", 0, 0);
        out.put32(1);
        return stsd;
    }

    private int beginSampleEntry(String type) {
        int entry = out.begin(type);
        out.zeros(6);
        out.put16(1); // data_reference_index
        return entry;
    }

    /** The tables are empty: fragments have the samples. */
    private void noSamples() {
        emptyTable("stts", 4);
        emptyTable("stsc", 4);
        emptyTable("stsz", 8);
        emptyTable("stco", 4);
    }

    private void emptyTable(String type, int bytes) {
        int box = out.begin(type, 0, 0);
        out.zeros(bytes);
        out.end(box);
    }
}
