package io.weir.ingest.pull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of one source: the first picture and the first sound that can be carried; what is left out is named once, and
 * ends none of the others. Of the pull's thread.
 */
final class TrackSet implements AutoCloseable {
    /** Further tracks are not looked at; honest sources have up to six. */
    static final int MAX_TRACKS = 16;

    /** A configuration that is late comes with a keyframe, and those are seldom further apart, ms. */
    static final long CONFIGURATION_PATIENCE_MS = 10_000;

    /** So long a sound track waits for one that the source named before it, ms: a camera's back channel is silent. */
    static final long AUDIO_PATIENCE_MS = 2_000;

    private final TagOutput out;
    private final AudioConversion conversion;
    private final Consumer<String> leftOut;

    /** By the source's index; null for a track that is left out. */
    private final List<@Nullable PulledTrack> tracks = new ArrayList<>();

    private final Set<String> named = new LinkedHashSet<>();
    private @Nullable VideoTrack video;
    private int videoIndex = -1;

    /** The sound that is carried; below 0 while it is not known which. */
    private int audioIndex = -1;

    private long beganMs = SourcePacket.NO_TIME;
    private boolean configurationMissed;

    TrackSet(TagOutput out, AudioConversion conversion, Consumer<String> leftOut) {
        this.out = out;
        this.conversion = conversion;
        this.leftOut = leftOut;
    }

    /** How many tracks have been {@link #add}ed. */
    int size() {
        return tracks.size();
    }

    /** The source has one more track; its index is {@link #size}. */
    void add(TrackSource source) {
        tracks.add(
                switch (source.kind()) {
                    case VIDEO -> addVideo(source);
                    case AUDIO -> addAudio(source);
                    case OTHER -> null;
                });
    }

    private @Nullable PulledTrack addVideo(TrackSource source) {
        VideoCodec codec = source.codecId() == avcodec.AV_CODEC_ID_H264
                ? VideoCodec.AVC
                : source.codecId() == avcodec.AV_CODEC_ID_HEVC ? VideoCodec.HEVC : null;
        if (codec == null) {
            leaveOut(TrackNames.of(source));
            return null;
        }
        if (video != null) {
            leaveOut("a second picture (" + TrackNames.of(source) + ")");
            return null;
        }
        video = new VideoTrack(codec, source.extradata(), out);
        videoIndex = source.index();
        return video;
    }

    private @Nullable PulledTrack addAudio(TrackSource source) {
        int codec = source.codecId();
        PulledTrack track = switch (codec) {
            case avcodec.AV_CODEC_ID_AAC -> new AacTrack(source.extradata(), out);
            case avcodec.AV_CODEC_ID_MP3 -> new Mp3Track(out);
            // RTP has one payload type for all layers (RFC 3551 section 4.5.13).
            case avcodec.AV_CODEC_ID_MP2 -> new MpegAudioTrack(new Mp3Track(out), () -> converted(source));
            default -> converted(source);
        };
        if (track.fault() != null) {
            leaveOut(track.fault());
            track.close();
            return null;
        }
        return track;
    }

    private PulledTrack converted(TrackSource source) {
        return new ConvertedTrack(source, TrackNames.of(source), conversion, out);
    }

    /** The source has told a track's configuration anew. */
    void reconfigure(int index, byte[] extradata) {
        if (index == videoIndex && video != null) {
            video.takeExtradata(extradata);
        }
    }

    /** Whether packets of this track are any use. */
    boolean carries(int index) {
        return index < tracks.size() && tracks.get(index) != null;
    }

    /** Takes a packet of a track. */
    void take(int index, SourcePacket packet) {
        PulledTrack track = tracks.get(index);
        if (beganMs == SourcePacket.NO_TIME) {
            beganMs = packet.arrivalMs();
        }
        if (track == null || (index != videoIndex && !isChosen(index, packet.arrivalMs()))) {
            return;
        }
        out.at(packet.arrivalMs());
        track.take(packet);
        String fault = track.fault();
        if (fault != null) {
            leaveOut(fault);
        }
        missConfiguration(packet.arrivalMs());
    }

    private boolean isChosen(int index, long nowMs) {
        if (audioIndex < 0 && (isFirstAudio(index) || nowMs - beganMs >= AUDIO_PATIENCE_MS)) {
            audioIndex = index;
            for (int other = 0; other < tracks.size(); other++) {
                PulledTrack track = tracks.get(other);
                if (track != null && other != index && other != videoIndex) {
                    leaveOut("another sound (" + track.label() + ")");
                }
            }
        }
        return index == audioIndex;
    }

    private boolean isFirstAudio(int index) {
        for (int other = 0; other < index; other++) {
            if (other != videoIndex && tracks.get(other) != null) {
                return false;
            }
        }
        return true;
    }

    private void missConfiguration(long nowMs) {
        VideoTrack picture = video;
        if (picture != null
                && !configurationMissed
                && !picture.carries()
                && nowMs - beganMs >= CONFIGURATION_PATIENCE_MS) {
            configurationMissed = true;
            if (picture.fault() == null) {
                leaveOut(picture.label() + " whose parameter sets have not come");
            }
        }
    }

    /** Why nothing of this source can be carried, for people; null while something is, or may be yet. */
    @Nullable
    String unusable() {
        boolean hope = tracks.stream().anyMatch(Objects::nonNull)
                && tracks.stream().filter(Objects::nonNull).anyMatch(this::mayCarry);
        if (hope) {
            return null;
        }
        return named.isEmpty()
                ? "the source has no picture and no sound"
                : "the source has only " + String.join(" and ", named);
    }

    private boolean mayCarry(PulledTrack track) {
        return track.carries() || (track.fault() == null && !(track == video && configurationMissed));
    }

    private void leaveOut(String track) {
        if (named.size() < MAX_TRACKS && named.add(track)) {
            leftOut.accept(track);
        }
    }

    @Override
    public void close() {
        tracks.stream().filter(Objects::nonNull).forEach(PulledTrack::close);
    }
}
