package io.weir.camera;

import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.media.VideoFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a camera shows: H.264 or HEVC, and AAC if there is any. Read once, shared by many cameras.
 *
 * @param tags of the whole clip
 * @param video its first configuration of pictures
 * @param audioSpecificConfig its first AAC configuration; null without sound
 * @param sampleRate of the AAC, Hz; 0 without sound
 * @param channels of the AAC; 0 without sound
 */
public record CameraClip(
        List<FlvTag> tags, VideoFormat video, byte @Nullable [] audioSpecificConfig, int sampleRate, int channels) {
    /**
     * Reads an FLV file to its end.
     *
     * @param flv stays the caller's
     * @throws IllegalArgumentException if it has neither H.264 nor HEVC
     */
    public static CameraClip read(InputStream flv) throws IOException {
        List<FlvTag> tags = FlvLoop.tags(new BufferedInputStream(flv));
        VideoFormat video = null;
        byte[] audio = null;
        for (FlvTag tag : tags) {
            if (tag.type() == FlvTag.VIDEO && video == null) {
                VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
                if (header.kind() == VideoTagHeader.Kind.CONFIGURATION) {
                    byte[] record = body(tag, header.headerBytes());
                    video = header.codec() == VideoTagHeader.HEVC
                            ? HevcDecoderConfiguration.parse(record)
                            : AvcDecoderConfiguration.parse(record);
                }
            } else if (tag.type() == FlvTag.AUDIO && audio == null) {
                AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
                if (header.codec() == AudioTagHeader.AAC && header.kind() == AudioTagHeader.Kind.CONFIGURATION) {
                    audio = body(tag, header.headerBytes());
                }
            }
        }
        if (video == null) {
            throw new IllegalArgumentException("clip without H.264 and HEVC");
        }
        if (audio == null) {
            return new CameraClip(tags, video, null, 0, 0);
        }
        AudioSpecificConfig config = AudioSpecificConfig.parse(audio, 0, audio.length);
        return new CameraClip(tags, video, audio, config.sampleRate(), config.channelConfiguration());
    }

    /** Three seconds of 160x90 at 15 frames a second, a keyframe each second, with a tone in AAC of 16 kHz; see its README. */
    public static CameraClip small() {
        return resource("camera.flv");
    }

    /** The same pictures and tone, in HEVC with B-frames and AAC. */
    public static CameraClip hevc() {
        return resource("camera-hevc.flv");
    }

    private static CameraClip resource(String name) {
        try (InputStream in = CameraClip.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the tests' resources");
            }
            return read(in);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    private static byte[] body(FlvTag tag, int headerBytes) {
        byte[] bytes = new byte[tag.length() - headerBytes];
        tag.buffer().getBytes(tag.offset() + headerBytes, bytes);
        return bytes;
    }
}
