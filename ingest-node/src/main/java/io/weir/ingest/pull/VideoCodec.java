package io.weir.ingest.pull;

import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.media.MediaException;
import io.weir.media.VideoFormat;
import java.nio.ByteBuffer;
import java.util.List;

/** How H.264 and HEVC tell their NAL units apart, and what FLV writes before them. */
enum VideoCodec {
    /** ISO/IEC 14496-10. */
    AVC("H.264 (AVC) video") {
        @Override
        Kind kind(byte header) {
            return switch (header & 0x1F) {
                case 1, 2, 3, 4 -> Kind.SLICE;
                case 5 -> Kind.RANDOM_ACCESS;
                case 6 -> Kind.SEI;
                case 7 -> Kind.SPS;
                case 8 -> Kind.PPS;
                case 9, 10, 11, 12 -> Kind.LEFT_OUT;
                default -> Kind.OTHER;
            };
        }

        @Override
        boolean reorderable(ByteBuffer data, int offset, int length) {
            return AvcSlice.bidirectional(data, offset, length);
        }

        @Override
        boolean recoversAt(ByteBuffer data, int offset, int length) {
            return AvcSei.recoversAtOnce(data, offset, length);
        }

        @Override
        VideoFormat format(List<byte[]> vps, List<byte[]> sps, List<byte[]> pps) {
            return AvcDecoderConfiguration.of(sps, pps);
        }

        @Override
        VideoFormat parse(byte[] record) {
            return AvcDecoderConfiguration.parse(record);
        }
    },

    /** ISO/IEC 23008-2. */
    HEVC("HEVC (H.265) video") {
        @Override
        Kind kind(byte header) {
            int type = header >> 1 & 0x3F;
            return switch (type) {
                case 32 -> Kind.VPS;
                case 33 -> Kind.SPS;
                case 34 -> Kind.PPS;
                case 35, 36, 37, 38 -> Kind.LEFT_OUT;
                case 39, 40 -> Kind.SEI;
                default -> type >= 16 && type <= 21 ? Kind.RANDOM_ACCESS : type < 32 ? Kind.SLICE : Kind.OTHER;
            };
        }

        /** Where the slice's type stands is told by parameter sets; that presentation times fall back is proof enough. */
        @Override
        boolean reorderable(ByteBuffer data, int offset, int length) {
            return true;
        }

        @Override
        boolean recoversAt(ByteBuffer data, int offset, int length) {
            return false;
        }

        @Override
        VideoFormat format(List<byte[]> vps, List<byte[]> sps, List<byte[]> pps) {
            return HevcDecoderConfiguration.of(vps, sps, pps);
        }

        @Override
        VideoFormat parse(byte[] record) {
            return HevcDecoderConfiguration.parse(record);
        }
    };

    /** What a NAL unit is to the writing of tags. */
    enum Kind {
        /** Part of a picture. */
        SLICE,
        /** Part of a picture at which decoding can begin (IDR; of HEVC also CRA and BLA). */
        RANDOM_ACCESS,
        /** Supplemental information: kept. */
        SEI,
        VPS,
        SPS,
        PPS,
        /** Delimiters, filler: whoever needs them writes them. */
        LEFT_OUT,
        /** All else: kept. */
        OTHER
    }

    private final String label;

    VideoCodec(String label) {
        this.label = label;
    }

    /** As people know it. */
    String label() {
        return label;
    }

    /** What the NAL unit is whose header begins with this byte. */
    abstract Kind kind(byte header);

    /** Whether a picture with this slice can be shown before pictures that come before it. */
    abstract boolean reorderable(ByteBuffer data, int offset, int length);

    /** Whether this SEI says that decoding can begin at its picture though that is no IDR (open GOP). */
    abstract boolean recoversAt(ByteBuffer data, int offset, int length);

    /**
     * What the parameter sets tell; there is one of each kind that the codec has.
     *
     * @throws MediaException if they cannot be parsed
     */
    abstract VideoFormat format(List<byte[]> vps, List<byte[]> sps, List<byte[]> pps);

    /**
     * What a decoder configuration record tells.
     *
     * @throws MediaException if it cannot be parsed
     */
    abstract VideoFormat parse(byte[] record);
}
