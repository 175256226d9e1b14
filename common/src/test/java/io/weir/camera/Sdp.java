package io.weir.camera;

import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.HevcDecoderConfiguration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a camera says of its tracks (RFC 4566, RFC 6184 section 8.2.1, RFC 7798 section 7.1, RFC 3640 section 4.1). */
final class Sdp {
    static final int VIDEO_TRACK = 0;
    static final int AUDIO_TRACK = 1;

    static final int VIDEO_TYPE = 96;
    static final int AAC_TYPE = 97;
    static final int PCMU_TYPE = 0;
    static final int PCMA_TYPE = 8;

    private Sdp() {}

    static String of(CameraClip clip, Sound sound, boolean parameterSets) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=camera",
                "c=IN IP4 0.0.0.0",
                "t=0 0",
                "a=control:*",
                "a=range:npt=now-",
                video(clip, parameterSets) + audio(clip, sound));
    }

    private static String video(CameraClip clip, boolean parameterSets) {
        if (clip.video() instanceof AvcDecoderConfiguration avc) {
            String sets = Stream.of(avc.sequenceParameterSets(), avc.pictureParameterSets())
                    .map(Sdp::base64)
                    .collect(Collectors.joining(","));
            String format = String.format(
                    Locale.ROOT,
                    "packetization-mode=1;profile-level-id=%02x%02x%02x",
                    avc.profile(),
                    avc.compatibility(),
                    avc.level());
            return track(
                    "video",
                    VIDEO_TYPE,
                    "H264/90000",
                    format + (parameterSets ? ";sprop-parameter-sets=" + sets : ""),
                    VIDEO_TRACK);
        }
        HevcDecoderConfiguration hevc = (HevcDecoderConfiguration) clip.video();
        String sets = "sprop-vps=" + base64(hevc.videoParameterSets())
                + ";sprop-sps=" + base64(hevc.sequenceParameterSets())
                + ";sprop-pps=" + base64(hevc.pictureParameterSets());
        return track("video", VIDEO_TYPE, "H265/90000", parameterSets ? sets : "", VIDEO_TRACK);
    }

    private static String base64(List<byte[]> sets) {
        return sets.stream().map(Base64.getEncoder()::encodeToString).collect(Collectors.joining(","));
    }

    private static String audio(CameraClip clip, Sound sound) {
        return switch (sound) {
            case AAC -> {
                byte[] config = clip.audioSpecificConfig();
                yield config == null
                        ? ""
                        : track(
                                "audio",
                                AAC_TYPE,
                                "MPEG4-GENERIC/" + clip.sampleRate() + "/" + clip.channels(),
                                "streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;"
                                        + "indexdeltalength=3;config="
                                        + HexFormat.of().formatHex(config),
                                AUDIO_TRACK);
            }
            case PCMA -> track("audio", PCMA_TYPE, "PCMA/8000", "", AUDIO_TRACK);
            case PCMU -> track("audio", PCMU_TYPE, "PCMU/8000", "", AUDIO_TRACK);
            case NONE -> "";
        };
    }

    private static String track(String media, int type, String encoding, String format, int track) {
        return "m=" + media + " 0 RTP/AVP " + type + "\r\n"
                + "a=rtpmap:" + type + " " + encoding + "\r\n"
                + (format.isEmpty() ? "" : "a=fmtp:" + type + " " + format + "\r\n")
                + "a=control:trackID=" + track + "\r\n";
    }
}
