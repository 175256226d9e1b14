package io.weir.index;

import io.weir.cut.TrackConfig;
import io.weir.cut.Tracks;
import io.weir.hls.Variant;
import io.weir.media.MediaException;
import io.weir.media.VideoFormat.PictureSize;
import io.weir.track.MediaTracks;
import org.jspecify.annotations.Nullable;

/** From codec configurations to what the master playlist says of them. */
final class Variants {
    private Variants() {}

    static Variant of(TrackConfig config, int bandwidth, int frameMs) {
        MediaTracks tracks = Tracks.of(config);
        String video = tracks.video() == null ? "" : tracks.video().codecs();
        String audio = tracks.audio() == null ? "" : tracks.audio().codecs();
        String codecs = video.isEmpty() || audio.isEmpty() ? video + audio : video + "," + audio;
        PictureSize size = size(tracks);
        int frameRateMilli = tracks.video() == null ? 0 : 1_000_000 / frameMs;
        return new Variant(
                codecs, bandwidth, size == null ? 0 : size.width(), size == null ? 0 : size.height(), frameRateMilli);
    }

    private static @Nullable PictureSize size(MediaTracks tracks) {
        try {
            return tracks.video() == null ? null : tracks.video().pictureSize();
        } catch (MediaException e) {
            return null; // the picture's size is a hint; what cannot be told is left out
        }
    }
}
