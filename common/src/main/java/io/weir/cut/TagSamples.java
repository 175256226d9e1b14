package io.weir.cut;

import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.ts.TsSample;
import io.weir.ts.TsTracks;
import org.jspecify.annotations.Nullable;

/** From FLV tags to the samples of a segment's tracks. Copies no media: a sample is a view of the record's bytes. */
final class TagSamples {
    private TagSamples() {}

    /**
     * The tag as a sample of a track that segments carry, or null if it is none.
     *
     * @throws io.weir.flv.FlvFormatException if the body ends within its header
     */
    static @Nullable TsSample of(FlvTag tag, TsTracks tracks, long dtsMs) {
        return tag.type() == FlvTag.VIDEO ? video(tag, tracks, dtsMs) : audio(tag, tracks, dtsMs);
    }

    private static @Nullable TsSample video(FlvTag tag, TsTracks tracks, long dtsMs) {
        VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        boolean carried = tracks.video() != null && header.codec() == VideoTagHeader.AVC;
        return carried && header.kind() == VideoTagHeader.Kind.FRAME
                ? sample(tag, true, header.keyframe(), dtsMs, header.compositionMs(), header.headerBytes())
                : null;
    }

    private static @Nullable TsSample audio(FlvTag tag, TsTracks tracks, long dtsMs) {
        AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        return tracks.audio() != null && header.kind() == AudioTagHeader.Kind.FRAME
                ? sample(tag, false, true, dtsMs, 0, header.headerBytes())
                : null;
    }

    private static TsSample sample(
            FlvTag tag, boolean video, boolean keyframe, long dtsMs, int compositionMs, int headerBytes) {
        return new TsSample(
                video,
                keyframe,
                dtsMs,
                compositionMs,
                tag.buffer().array(),
                tag.offset() + headerBytes,
                tag.length() - headerBytes);
    }
}
