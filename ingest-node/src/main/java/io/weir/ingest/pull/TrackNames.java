package io.weir.ingest.pull;

import org.bytedeco.ffmpeg.global.avcodec;

/** Tracks as people know them. */
final class TrackNames {
    private TrackNames() {}

    static String of(TrackSource source) {
        String kind = switch (source.kind()) {
            case VIDEO -> " video";
            case AUDIO -> " audio";
            case OTHER -> "";
        };
        int codec = source.codecId();
        if (codec == avcodec.AV_CODEC_ID_PCM_MULAW) {
            return "G.711 mu-law" + kind;
        }
        if (codec == avcodec.AV_CODEC_ID_PCM_ALAW) {
            return "G.711 A-law" + kind;
        }
        return codec == avcodec.AV_CODEC_ID_NONE ? "a codec that is not known" + kind : source.codecName() + kind;
    }
}
