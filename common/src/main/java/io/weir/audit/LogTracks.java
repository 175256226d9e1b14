package io.weir.audit;

import io.netty.buffer.ByteBuf;
import io.weir.cut.Tracks;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.media.AudioFormat;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.media.MediaException;
import io.weir.media.Mp3Format;
import io.weir.media.VideoFormat;
import org.jspecify.annotations.Nullable;

/**
 * The tracks that the log's codec configurations tell. Which of them segments can carry is asked of {@link Tracks}, as ingest does:
 * that is a rule of the format, not of the cutting.
 */
final class LogTracks {
    private @Nullable VideoFormat video;
    private @Nullable AudioFormat audio;

    void clear() {
        video = null;
        audio = null;
    }

    /** Takes the configuration that a tag holds, if it holds one. */
    void see(FlvTag tag) {
        if (tag.length() == 0) {
            return;
        }
        if (tag.type() == FlvTag.VIDEO) {
            VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            if (header.kind() == VideoTagHeader.Kind.CONFIGURATION) {
                video = Tracks.carriesVideo(header.codec()) ? video(header, tag) : null;
            }
        } else if (tag.type() == FlvTag.AUDIO) {
            AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            if (header.kind() == AudioTagHeader.Kind.CONFIGURATION) {
                audio = header.codec() == AudioTagHeader.AAC ? audio(header, tag) : null;
            } else if (header.kind() == AudioTagHeader.Kind.FRAME && header.codec() == AudioTagHeader.MP3) {
                // Each frame says what it is; what follows on another one may be no header.
                AudioFormat said = audio(header, tag);
                audio = said == null ? audio : said;
            }
        }
    }

    /** The pictures of this codec, or null if there is no such track. */
    @Nullable
    VideoFormat pictures(int codec) {
        boolean same = video instanceof HevcDecoderConfiguration
                ? codec == VideoTagHeader.HEVC
                : video != null && codec == VideoTagHeader.AVC;
        return same ? video : null;
    }

    /** The sound of this codec, or null if there is no such track. */
    @Nullable
    AudioFormat sound(int codec) {
        boolean same =
                audio instanceof Mp3Format ? codec == AudioTagHeader.MP3 : audio != null && codec == AudioTagHeader.AAC;
        return same ? audio : null;
    }

    private static @Nullable VideoFormat video(VideoTagHeader header, FlvTag tag) {
        try {
            ByteBuf buffer = tag.buffer();
            return Tracks.video(header, buffer, tag.offset(), tag.length());
        } catch (MediaException e) {
            return null;
        }
    }

    private static @Nullable AudioFormat audio(AudioTagHeader header, FlvTag tag) {
        try {
            return Tracks.audio(header, tag.buffer(), tag.offset(), tag.length());
        } catch (MediaException e) {
            return null;
        }
    }
}
