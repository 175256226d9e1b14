package io.weir.ingest.audio;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import io.weir.flv.AudioTagHeader;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder must know of sound before its first frame. Compared by its values.
 *
 * @param name for people, such as {@code G.711 A-law}
 * @param codecId FFmpeg's AVCodecID
 * @param sampleRate Hz; 0 where the frames tell
 * @param channels 0 where the frames tell
 * @param bitsPerCodedSample of G.726; 0 for others
 * @param extradata FFmpeg's codec configuration; empty where there is none
 */
public record SourceFormat(
        String name, int codecId, int sampleRate, int channels, int bitsPerCodedSample, byte[] extradata) {
    /** Longer configurations are left out, bytes. */
    public static final int MAX_EXTRADATA_BYTES = 4 << 10;

    private static final byte[] NONE = {};
    private static final int OPUS_RATE = 48_000;
    private static final int OPUS_HEAD_BYTES = 19;

    /** FLV's SoundRate (Adobe FLV 10.1 section E.4.2.1). */
    private static final int[] FLV_RATES = {5_512, 11_025, 22_050, 44_100};

    /** The first four bits of an enhanced tag. */
    private static final int ENHANCED = 9;

    /** Checks the bounds. */
    public SourceFormat {
        if (extradata.length > MAX_EXTRADATA_BYTES) {
            throw new IllegalArgumentException(
                    name + " configuration of " + extradata.length + " bytes, at most " + MAX_EXTRADATA_BYTES);
        }
    }

    /**
     * The format of an FLV audio tag; null if it is none that becomes AAC: AAC and MP3 are carried as they are.
     *
     * @param codec as {@link AudioTagHeader#codec} tells it
     * @param firstByte of the body: rate, size and channels of the legacy formats
     * @param configuration of the enhanced ones; empty where none has come
     */
    public static @Nullable SourceFormat ofFlv(int codec, int firstByte, byte[] configuration) {
        if (codec == AudioTagHeader.OPUS) {
            boolean valid = configuration.length >= OPUS_HEAD_BYTES;
            return coded("Opus", AV_CODEC_ID_OPUS, OPUS_RATE, valid ? configuration[9] : 2, configuration);
        }
        if (codec == AudioTagHeader.FLAC) {
            return coded("FLAC", AV_CODEC_ID_FLAC, 0, 0, configuration);
        }
        if (codec == AudioTagHeader.AC3) {
            return coded("AC-3", AV_CODEC_ID_AC3, 0, 0, NONE);
        }
        if (codec == AudioTagHeader.EAC3) {
            return coded("E-AC-3", AV_CODEC_ID_EAC3, 0, 0, NONE);
        }
        return firstByte >> 4 == ENHANCED ? null : ofLegacy(firstByte);
    }

    private static @Nullable SourceFormat ofLegacy(int firstByte) {
        int rate = FLV_RATES[firstByte >> 2 & 3];
        boolean wide = (firstByte & 2) != 0;
        int channels = 1 + (firstByte & 1);
        return switch (firstByte >> 4) {
            // Format 0 is in the sender's own byte order, and senders are little-endian.
            case 0, 3 -> coded("PCM", wide ? AV_CODEC_ID_PCM_S16LE : AV_CODEC_ID_PCM_U8, rate, channels, NONE);
            case 1 -> coded("ADPCM", AV_CODEC_ID_ADPCM_SWF, rate, channels, NONE);
            case 4 -> coded("Nellymoser", AV_CODEC_ID_NELLYMOSER, 16_000, 1, NONE);
            case 5 -> coded("Nellymoser", AV_CODEC_ID_NELLYMOSER, 8_000, 1, NONE);
            case 6 -> coded("Nellymoser", AV_CODEC_ID_NELLYMOSER, rate, channels, NONE);
            case 7 -> coded("G.711 A-law", AV_CODEC_ID_PCM_ALAW, 8_000, channels, NONE);
            case 8 -> coded("G.711 mu-law", AV_CODEC_ID_PCM_MULAW, 8_000, channels, NONE);
            case 11 -> coded("Speex", AV_CODEC_ID_SPEEX, 16_000, 1, NONE);
            default -> null;
        };
    }

    private static SourceFormat coded(String name, int codecId, int sampleRate, int channels, byte[] extradata) {
        return new SourceFormat(name, codecId, sampleRate, channels, 0, extradata);
    }

    /**
     * The format of a track that FFmpeg has opened.
     *
     * @param codecId FFmpeg's AVCodecID
     * @param sampleRate Hz; 0 or less if it is not known
     * @param channels 0 or less if they are not known
     * @param bitsPerCodedSample of G.726, 2 to 5: without them it is not decoded; not read of others
     * @param extradata FFmpeg's codec configuration; empty where there is none
     * @throws IllegalArgumentException if the configuration is longer than {@link #MAX_EXTRADATA_BYTES}
     */
    public static SourceFormat of(int codecId, int sampleRate, int channels, int bitsPerCodedSample, byte[] extradata) {
        return new SourceFormat(
                name(codecId),
                codecId,
                Math.max(sampleRate, 0),
                Math.max(channels, 0),
                Math.max(bitsPerCodedSample, 0),
                extradata);
    }

    /** A codec as people know it. */
    private static String name(int codecId) {
        return switch (codecId) {
            case AV_CODEC_ID_PCM_ALAW -> "G.711 A-law";
            case AV_CODEC_ID_PCM_MULAW -> "G.711 mu-law";
            case AV_CODEC_ID_ADPCM_G726, AV_CODEC_ID_ADPCM_G726LE -> "G.726";
            case AV_CODEC_ID_ADPCM_G722 -> "G.722";
            case AV_CODEC_ID_G723_1 -> "G.723.1";
            case AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_S24BE, AV_CODEC_ID_PCM_U8 -> "PCM";
            case AV_CODEC_ID_OPUS -> "Opus";
            case AV_CODEC_ID_SPEEX -> "Speex";
            case AV_CODEC_ID_AC3 -> "AC-3";
            case AV_CODEC_ID_EAC3 -> "E-AC-3";
            case AV_CODEC_ID_FLAC -> "FLAC";
            case AV_CODEC_ID_VORBIS -> "Vorbis";
            default -> {
                try (BytePointer known = avcodec_get_name(codecId)) {
                    yield known.getString();
                }
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceFormat format
                && codecId == format.codecId
                && sampleRate == format.sampleRate
                && channels == format.channels
                && bitsPerCodedSample == format.bitsPerCodedSample
                && Arrays.equals(extradata, format.extradata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(codecId, sampleRate, channels, bitsPerCodedSample, Arrays.hashCode(extradata));
    }

    @Override
    public String toString() {
        return name + ", " + sampleRate + " Hz, " + channels + " channels";
    }
}
