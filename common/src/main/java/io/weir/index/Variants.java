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

    /**
     * Of a segment.
     *
     * @param countedMilli its pictures a second times 1000. Not what the parameters say: many cameras say another rate than
     *     they keep, and over a segment times that are rounded to milliseconds tell it well enough
     */
    static Variant of(TrackConfig config, int bandwidth, int countedMilli) {
        MediaTracks tracks = Tracks.of(config);
        String video = tracks.video() == null ? "" : tracks.video().codecs();
        String audio = tracks.audio() == null ? "" : tracks.audio().codecs();
        String codecs = video.isEmpty() || audio.isEmpty() ? video + audio : video + "," + audio;
        PictureSize size = size(tracks);
        int frameRateMilli = tracks.video() == null ? 0 : countedMilli;
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
