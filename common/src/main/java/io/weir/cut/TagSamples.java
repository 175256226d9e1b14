package io.weir.cut;

import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.media.VideoFormat;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import org.jspecify.annotations.Nullable;

/** From FLV tags to the samples of a segment's tracks. Copies no media: a sample is a view of the record's bytes. */
final class TagSamples {
    private TagSamples() {}

    /**
     * The tag as a sample of a track that segments carry, or null if it is none.
     *
     * @throws io.weir.flv.FlvFormatException if the body ends within its header
     */
    static @Nullable Sample of(FlvTag tag, MediaTracks tracks, long dtsMs) {
        return tag.type() == FlvTag.VIDEO ? video(tag, tracks, dtsMs) : audio(tag, tracks, dtsMs);
    }

    private static @Nullable Sample video(FlvTag tag, MediaTracks tracks, long dtsMs) {
        VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        return isOf(tracks.video(), header.codec()) && header.kind() == VideoTagHeader.Kind.FRAME
                ? sample(tag, true, header.keyframe(), dtsMs, header.compositionMs(), header.headerBytes())
                : null;
    }

    private static boolean isOf(@Nullable VideoFormat track, int codec) {
        return track instanceof HevcDecoderConfiguration
                ? codec == VideoTagHeader.HEVC
                : track != null && codec == VideoTagHeader.AVC;
    }

    private static @Nullable Sample audio(FlvTag tag, MediaTracks tracks, long dtsMs) {
        AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        return tracks.audio() != null && header.kind() == AudioTagHeader.Kind.FRAME
                ? sample(tag, false, true, dtsMs, 0, header.headerBytes())
                : null;
    }

    private static Sample sample(
            FlvTag tag, boolean video, boolean keyframe, long dtsMs, int compositionMs, int headerBytes) {
        return new Sample(
                video,
                keyframe,
                dtsMs,
                compositionMs,
                tag.buffer().array(),
                tag.offset() + headerBytes,
                tag.length() - headerBytes);
    }
}
