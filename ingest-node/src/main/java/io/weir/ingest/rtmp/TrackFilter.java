package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.weir.cut.Tracks;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.ingest.publication.Publication;
import io.weir.media.AudioFormat;
import io.weir.media.MalformedMediaException;
import io.weir.media.MediaException;
import io.weir.media.UnsupportedMediaException;
import io.weir.media.VideoFormat;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets through the tracks that segments carry, and says what is left out: each once. Not for several threads.
 *
 * <p>A track is carried if its codec is and its configuration can be: {@link Tracks} judges that here as it does for
 * segments. A publication without such a track is unusable. That is told after two seconds of media time, since sound may
 * come later than the picture, and likewise when the last track that was carried has changed to what is not.
 */
final class TrackFilter {
    private static final int PATIENCE_MS = 2000;

    /** Where time stands still: so many tags are enough. */
    private static final int PATIENCE_TAGS = 500;

    /** What is left out and named; no honest stream has more. */
    private static final int MAX_NAMED = 8;

    /** Media without a keyframe for so long is worth a line. */
    private static final int KEYFRAME_PATIENCE_MS = 10_000;

    /** An Enhanced RTMP video packet of type Metadata, such as colours: read by nobody, and no track. */
    private static final int METADATA_PACKET = 0x84;

    private static final String AVC = "H.264 (AVC) video";
    private static final String HEVC = "HEVC (H.265) video";
    private static final String AAC = "AAC audio";
    private static final String MP3 = "MP3 audio";
    private static final String OTHER_PACKETS = " in packets of several tracks or of an unknown form";
    private static final String NO_CONFIGURATION = " whose codec configuration has not come";
    private static final String NO_MP3_HEADER = " whose frames have no MP3 header";

    private static final String SETTINGS = "set the encoder to H.264 (AVC) or HEVC (H.265) video and AAC or MP3 audio";

    private final Consumer<String> warnings;
    private final ConfiguredTrack video = new ConfiguredTrack();
    private final ConfiguredTrack audio = new ConfiguredTrack();

    /** What is not carried whatever its configuration is. */
    private final Set<String> uncarried = new LinkedHashSet<>();

    private final Set<String> warned = new HashSet<>();

    /** Begins whenever there is no usable track. */
    private final Patience patience = new Patience(PATIENCE_MS, PATIENCE_TAGS);

    private final Patience keyframePatience = new Patience(KEYFRAME_PATIENCE_MS, Integer.MAX_VALUE);
    private boolean malformed;
    private boolean keyframeSeen;
    private boolean keyframeMissed;

    /** A filter that has seen nothing. */
    TrackFilter(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Whether the tag is to be written.
     *
     * @param type {@link FlvTag#AUDIO} or {@link FlvTag#VIDEO}
     * @param body borrowed; its indexes stay
     */
    boolean accepts(int type, int timestampMs, ByteBuf body) {
        if (!body.isReadable()) {
            return false; // FFmpeg and OBS send empty tags to keep time
        }
        video.pass(timestampMs);
        audio.pass(timestampMs);
        boolean accepted = isCarried(type, timestampMs, body);
        if (isUsable()) {
            patience.restart();
            warnOfLeftOut();
        } else {
            patience.pass(timestampMs);
        }
        return accepted;
    }

    private boolean isCarried(int type, int timestampMs, ByteBuf body) {
        try {
            return type == FlvTag.VIDEO ? acceptsVideo(timestampMs, body) : acceptsAudio(timestampMs, body);
        } catch (FlvFormatException e) {
            if (!malformed) {
                malformed = true;
                warnings.accept("tags that are no FLV are left out: " + e.getMessage());
            }
            return false;
        }
    }

    private boolean isUsable() {
        return video.isUsable() || audio.isUsable();
    }

    /** Why nothing of what comes can be carried, and what to change; null while something can or may yet. */
    @Nullable
    String unusable() {
        if (isUsable() || !patience.isOver() || video.isWaiting() || audio.isWaiting()) {
            return null;
        }
        String what = Stream.concat(uncarried.stream(), Stream.of(video, audio).map(ConfiguredTrack::leftOut))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return "the stream has " + (what.isEmpty() ? "nothing that can be carried" : "only " + what) + ": " + SETTINGS;
    }

    private boolean acceptsVideo(int timestampMs, ByteBuf body) {
        VideoTagHeader header = VideoTagHeader.parse(body, body.readerIndex(), body.readableBytes());
        if (!Tracks.carriesVideo(header.codec())) {
            // Commands name no codec; they are nobody's media.
            return header.codec() != 0 && leaveOut(CodecName.video(header.codec()) + " video");
        }
        String name = header.codec() == VideoTagHeader.HEVC ? HEVC : AVC;
        return switch (header.kind()) {
            case OTHER -> {
                boolean metadata = (body.getByte(body.readerIndex()) & 0x8F) == METADATA_PACKET;
                yield !metadata && leaveOut(name + OTHER_PACKETS);
            }
            case CONFIGURATION -> {
                video.configure(header.codec(), fault(name, body, () -> videoFormat(header, body)));
                yield video.isUsable();
            }
            case END_OF_SEQUENCE -> video.isUsable();
            case FRAME -> {
                boolean accepted = acceptsFrame(video, header.codec(), name, timestampMs);
                if (accepted) {
                    missKeyframe(header.keyframe(), timestampMs);
                }
                yield accepted;
            }
        };
    }

    private boolean acceptsAudio(int timestampMs, ByteBuf body) {
        AudioTagHeader header = AudioTagHeader.parse(body, body.readerIndex(), body.readableBytes());
        boolean aac = header.codec() == AudioTagHeader.AAC;
        if (!aac && header.codec() != AudioTagHeader.MP3) {
            return header.codec() != 0 && leaveOut(CodecName.audio(header.codec()) + " audio");
        }
        return switch (header.kind()) {
            case OTHER -> leaveOut((aac ? AAC : MP3) + OTHER_PACKETS);
            case CONFIGURATION -> {
                audio.configure(header.codec(), fault(aac ? AAC : MP3, body, () -> audioFormat(header, body)));
                yield audio.isUsable();
            }
            case FRAME ->
                aac ? acceptsFrame(audio, header.codec(), AAC, timestampMs) : acceptsMp3(header, timestampMs, body);
        };
    }

    private static boolean acceptsFrame(ConfiguredTrack track, int codec, String name, int timestampMs) {
        if (!track.isConfiguredFor(codec)) {
            track.await(name + NO_CONFIGURATION, timestampMs);
            return false;
        }
        return track.isUsable();
    }

    /** Each frame is its own configuration; within a track a damaged one is passed on, and decoders look for the next. */
    private boolean acceptsMp3(AudioTagHeader header, int timestampMs, ByteBuf body) {
        try {
            audioFormat(header, body);
            audio.configure(AudioTagHeader.MP3, null);
        } catch (UnsupportedMediaException e) {
            audio.configure(AudioTagHeader.MP3, MP3 + " whose frames cannot be used (" + e.getMessage() + ")");
        } catch (MalformedMediaException e) {
            if (!audio.isConfiguredFor(AudioTagHeader.MP3)) {
                audio.await(MP3 + NO_MP3_HEADER, timestampMs);
                return false;
            }
        }
        return audio.isUsable();
    }

    private static VideoFormat videoFormat(VideoTagHeader header, ByteBuf body) {
        return Tracks.video(header, body, body.readerIndex(), body.readableBytes());
    }

    private static AudioFormat audioFormat(AudioTagHeader header, ByteBuf body) {
        return Tracks.audio(header, body, body.readerIndex(), body.readableBytes());
    }

    /** Why a track with this configuration is left out; null if it is not. */
    private static @Nullable String fault(String track, ByteBuf body, Supplier<?> format) {
        int bytes = body.readableBytes();
        if (bytes > Publication.MAX_CONFIGURATION_BYTES) {
            return track + " whose codec configuration is of " + bytes + " bytes (at most "
                    + Publication.MAX_CONFIGURATION_BYTES + " are taken)";
        }
        try {
            Object unused = format.get();
            return null;
        } catch (MediaException e) {
            return track + " whose codec configuration cannot be used (" + e.getMessage() + ")";
        }
    }

    /** Pictures without a keyframe are left out further on; what that means for viewers is told once. */
    private void missKeyframe(boolean keyframe, int timestampMs) {
        keyframeSeen |= keyframe;
        if (keyframeSeen || keyframeMissed) {
            return;
        }
        keyframePatience.pass(timestampMs);
        if (keyframePatience.isOver()) {
            keyframeMissed = true;
            warnings.accept("no keyframe has come within " + KEYFRAME_PATIENCE_MS / 1000
                    + " s: nothing is cut before a keyframe comes; set the encoder's keyframe interval to 2 s");
        }
    }

    /** Always false: not to be written. */
    private boolean leaveOut(String track) {
        if (uncarried.size() < MAX_NAMED) {
            uncarried.add(track);
        }
        return false;
    }

    /** Only beside something that is carried: what is left out of an unusable publication is told at its end. */
    private void warnOfLeftOut() {
        for (String track : uncarried) {
            warn(track, " is not carried yet and is left out");
        }
        warn(video.leftOut(), " is left out");
        warn(audio.leftOut(), " is left out");
    }

    private void warn(@Nullable String track, String fate) {
        if (track != null && warned.size() < MAX_NAMED && warned.add(track)) {
            warnings.accept(track + fate);
        }
    }
}
