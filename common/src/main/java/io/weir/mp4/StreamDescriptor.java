package io.weir.mp4;

import io.weir.media.AudioFormat;
import io.weir.media.AudioSpecificConfig;
import io.weir.media.Mp3Format;

/** The esds of sound (ISO/IEC 14496-1 section 7.2.6, ISO/IEC 14496-14 section 5.6). */
final class StreamDescriptor {
    private static final int ES = 0x03;
    private static final int DECODER_CONFIG = 0x04;
    private static final int DECODER_SPECIFIC = 0x05;
    private static final int SL_CONFIG = 0x06;

    /** Object types: AAC; MP3 by MPEG-1 and by MPEG-2. */
    private static final int AAC = 0x40;

    private static final int MPEG1_AUDIO = 0x6B;
    private static final int MPEG2_AUDIO = 0x69;

    /** streamType 5, downstream, and a reserved one. */
    private static final int AUDIO_STREAM = 0x15;

    private StreamDescriptor() {}

    /** Writes the box. All its lengths fit into 7 bits. */
    static void write(BoxWriter out, AudioFormat format) {
        byte[] specific = format instanceof AudioSpecificConfig aac ? aac.encode() : new byte[0];
        int specificBytes = specific.length == 0 ? 0 : 2 + specific.length;
        int configBytes = 13 + specificBytes;
        int esds = out.begin("esds", 0, 0);
        out.put(ES);
        out.put(3 + 2 + configBytes + 3);
        out.zeros(3); // ES_ID, which a file's track has, and no flags
        out.put(DECODER_CONFIG);
        out.put(configBytes);
        out.put(format instanceof Mp3Format mp3 ? mp3.mpeg1() ? MPEG1_AUDIO : MPEG2_AUDIO : AAC);
        out.put(AUDIO_STREAM);
        out.zeros(3 + 4 + 4); // buffer size, bit rates: not known
        if (specific.length > 0) {
            out.put(DECODER_SPECIFIC);
            out.put(specific.length);
            out.put(specific);
        }
        out.put(SL_CONFIG);
        out.put(1);
        out.put(2); // as in MP4 files
        out.end(esds);
    }
}
