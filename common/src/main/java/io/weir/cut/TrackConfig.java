package io.weir.cut;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The codec configurations in force, as bodies of FLV tags. Compared by their bytes.
 *
 * @param video the body of the video sequence header, or null where there is no video
 * @param audio the body of the audio sequence header; for a codec without one (MP3) the body's and the first frame's
 *     headers; or null where there is no audio
 */
public record TrackConfig(byte @Nullable [] video, byte @Nullable [] audio) {
    /** No track is known yet. */
    public static final TrackConfig NONE = new TrackConfig(null, null);

    /** This configuration with another video. */
    TrackConfig withVideo(byte[] body) {
        return new TrackConfig(body, audio);
    }

    /** This configuration with another audio. */
    TrackConfig withAudio(byte[] body) {
        return new TrackConfig(video, body);
    }

    /** Whether {@code next} only adds tracks to this one. */
    boolean isExtendedBy(TrackConfig next) {
        return (video == null || Arrays.equals(video, next.video))
                && (audio == null || Arrays.equals(audio, next.audio));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrackConfig config
                && Arrays.equals(video, config.video)
                && Arrays.equals(audio, config.audio);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(video), Arrays.hashCode(audio));
    }

    @Override
    public String toString() {
        return "TrackConfig[video=" + (video == null ? "none" : video.length + " bytes") + ", audio="
                + (audio == null ? "none" : audio.length + " bytes") + "]";
    }
}
