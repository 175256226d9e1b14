package io.weir.ingest.rtmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Codecs as people know them. */
final class CodecName {
    private CodecName() {}

    static String video(int codec) {
        String fourCc = fourCc(codec);
        return switch (fourCc) {
            case "hvc1" -> "HEVC (H.265)";
            case "vvc1" -> "VVC (H.266)";
            case "av01" -> "AV1";
            case "vp08" -> "VP8";
            case "vp09" -> "VP9";
            case "fl02" -> "Sorenson H.263";
            case "fl03", "fl06" -> "Screen Video";
            case "fl04", "fl05" -> "VP6";
            default -> "codec " + PeerText.escaped(fourCc);
        };
    }

    static String audio(int codec) {
        String fourCc = fourCc(codec);
        return switch (fourCc) {
            case "Opus" -> "Opus";
            case "fLaC" -> "FLAC";
            case "ac-3" -> "AC-3";
            case "ec-3" -> "E-AC-3";
            case "fl00", "fl03" -> "PCM";
            case "fl01" -> "ADPCM";
            case "fl04", "fl05", "fl06" -> "Nellymoser";
            case "fl07" -> "G.711 A-law";
            case "fl08" -> "G.711 mu-law";
            case "fl11" -> "Speex";
            default -> "codec " + PeerText.escaped(fourCc);
        };
    }

    private static String fourCc(int codec) {
        return new String(ByteBuffer.allocate(4).putInt(codec).array(), StandardCharsets.ISO_8859_1);
    }
}
