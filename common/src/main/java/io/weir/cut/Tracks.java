package io.weir.cut;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.media.AudioFormat;
import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.MediaException;
import io.weir.media.Mp3FrameHeader;
import io.weir.ts.TsTracks;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** From the configurations in the log to the tracks of a segment, and back from a tag to the configuration it is. */
public final class Tracks {
    private static final int MP3_FRAME_HEADER_BYTES = 4;

    private Tracks() {}

    /** The tracks that segments can carry; a track of another codec, or whose configuration is broken, is left out. */
    public static TsTracks of(TrackConfig config) {
        AvcDecoderConfiguration video = video(config.video());
        try {
            return new TsTracks(video, audio(config.audio()));
        } catch (MediaException e) {
            return new TsTracks(video, null); // sound that a transport stream has no form for
        }
    }

    /**
     * The configurations in force once a tag has passed, the same object if it changes none.
     *
     * @throws FlvFormatException if the tag's body ends within its header
     */
    static TrackConfig after(TrackConfig config, FlvTag tag) {
        if (tag.type() == FlvTag.VIDEO) {
            VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            return header.kind() == VideoTagHeader.Kind.CONFIGURATION
                    ? config.withVideo(body(tag, tag.length()))
                    : config;
        }
        if (tag.type() == FlvTag.AUDIO) {
            AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            if (header.kind() == AudioTagHeader.Kind.CONFIGURATION) {
                return config.withAudio(body(tag, tag.length()));
            }
            int mp3Bytes = header.headerBytes() + MP3_FRAME_HEADER_BYTES;
            if (header.codec() == AudioTagHeader.MP3 && tag.length() >= mp3Bytes) {
                return withMp3(config, body(tag, mp3Bytes));
            }
        }
        return config;
    }

    /** MP3 has no configuration of its own: each frame says it, and the bits that vary from frame to frame are not it. */
    private static TrackConfig withMp3(TrackConfig config, byte[] headers) {
        AudioFormat next = audio(headers);
        return next == null || (config.audio() != null && next.equals(audio(config.audio())))
                ? config
                : config.withAudio(headers);
    }

    private static byte[] body(FlvTag tag, int length) {
        byte[] bytes = new byte[length];
        tag.buffer().getBytes(tag.offset(), bytes);
        return bytes;
    }

    private static @Nullable AvcDecoderConfiguration video(byte @Nullable [] body) {
        if (body == null) {
            return null;
        }
        try {
            ByteBuf in = Unpooled.wrappedBuffer(body);
            VideoTagHeader header = VideoTagHeader.parse(in, 0, body.length);
            return header.codec() == VideoTagHeader.AVC
                    ? AvcDecoderConfiguration.parse(Arrays.copyOfRange(body, header.headerBytes(), body.length))
                    : null;
        } catch (FlvFormatException | MediaException e) {
            return null; // ingest has refused such a track; of a log that someone else wrote it is left out
        }
    }

    private static @Nullable AudioFormat audio(byte @Nullable [] body) {
        if (body == null) {
            return null;
        }
        try {
            ByteBuf in = Unpooled.wrappedBuffer(body);
            AudioTagHeader header = AudioTagHeader.parse(in, 0, body.length);
            byte[] configuration = Arrays.copyOfRange(body, header.headerBytes(), body.length);
            if (header.codec() == AudioTagHeader.AAC) {
                return AudioSpecificConfig.parse(configuration);
            }
            return header.codec() == AudioTagHeader.MP3
                    ? Mp3FrameHeader.parse(configuration, 0, configuration.length)
                            .format()
                    : null;
        } catch (FlvFormatException | MediaException e) {
            return null; // as for video
        }
    }
}
