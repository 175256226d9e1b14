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
import io.weir.media.HevcDecoderConfiguration;
import io.weir.media.MediaException;
import io.weir.media.Mp3FrameHeader;
import io.weir.media.VideoFormat;
import io.weir.track.MediaTracks;
import org.jspecify.annotations.Nullable;

/** From the configurations in the log to the tracks of a segment, and back from a tag to the configuration it is. */
public final class Tracks {
    private Tracks() {}

    /**
     * The tracks that segments can carry; another is left out. Ingest tells publishers of such a track, by the same rules;
     * here it can be in a log that a node of another mind has written.
     */
    public static MediaTracks of(TrackConfig config) {
        return new MediaTracks(video(config.video()), audio(config.audio()));
    }

    /** Whether segments carry pictures of this codec, if its configuration is one that they can carry. */
    public static boolean carriesVideo(int codec) {
        return codec == VideoTagHeader.AVC || codec == VideoTagHeader.HEVC;
    }

    /**
     * The configuration of H.264 or HEVC in a tag's body, as segments need it.
     *
     * @param header of the body; its codec is one that {@link #carriesVideo}
     * @param buffer borrowed; its indexes stay
     * @param offset of the body, absolute
     * @param length of the body; the configuration is copied, so the caller bounds it
     * @throws MediaException if segments cannot carry the track
     */
    public static VideoFormat video(VideoTagHeader header, ByteBuf buffer, int offset, int length) {
        byte[] record = bytes(buffer, offset + header.headerBytes(), length - header.headerBytes());
        return header.codec() == VideoTagHeader.HEVC
                ? HevcDecoderConfiguration.parse(record)
                : AvcDecoderConfiguration.parse(record);
    }

    /**
     * The format of sound, as segments need it: of AAC from a configuration, of MP3 from the header of a frame.
     *
     * @param header of the body; its codec is {@link AudioTagHeader#AAC} or {@link AudioTagHeader#MP3}
     * @param buffer borrowed; its indexes stay
     * @param offset of the body, absolute
     * @param length of the body; a configuration is copied, so the caller bounds it; of a frame only its header is
     * @throws MediaException if segments cannot carry the track
     */
    public static AudioFormat audio(AudioTagHeader header, ByteBuf buffer, int offset, int length) {
        int at = offset + header.headerBytes();
        int left = length - header.headerBytes();
        if (header.codec() == AudioTagHeader.AAC) {
            AudioFormat aac = AudioSpecificConfig.parse(bytes(buffer, at, left));
            MediaTracks.requireForm(aac);
            return aac;
        }
        byte[] frameHeader = bytes(buffer, at, Math.min(left, Mp3FrameHeader.BYTES));
        return Mp3FrameHeader.parse(frameHeader, 0, frameHeader.length).format();
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
                    ? config.withVideo(bytes(tag.buffer(), tag.offset(), tag.length()))
                    : config;
        }
        if (tag.type() == FlvTag.AUDIO) {
            AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            if (header.kind() == AudioTagHeader.Kind.CONFIGURATION) {
                return config.withAudio(bytes(tag.buffer(), tag.offset(), tag.length()));
            }
            int mp3Bytes = header.headerBytes() + Mp3FrameHeader.BYTES;
            if (header.codec() == AudioTagHeader.MP3 && tag.length() >= mp3Bytes) {
                return withMp3(config, bytes(tag.buffer(), tag.offset(), mp3Bytes));
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

    private static byte[] bytes(ByteBuf buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    private static @Nullable VideoFormat video(byte @Nullable [] body) {
        if (body == null) {
            return null;
        }
        try {
            ByteBuf in = Unpooled.wrappedBuffer(body);
            VideoTagHeader header = VideoTagHeader.parse(in, 0, body.length);
            return carriesVideo(header.codec()) ? video(header, in, 0, body.length) : null;
        } catch (FlvFormatException | MediaException e) {
            return null;
        }
    }

    private static @Nullable AudioFormat audio(byte @Nullable [] body) {
        if (body == null) {
            return null;
        }
        try {
            ByteBuf in = Unpooled.wrappedBuffer(body);
            AudioTagHeader header = AudioTagHeader.parse(in, 0, body.length);
            boolean carried = header.codec() == AudioTagHeader.AAC || header.codec() == AudioTagHeader.MP3;
            return carried ? audio(header, in, 0, body.length) : null;
        } catch (FlvFormatException | MediaException e) {
            return null;
        }
    }
}
