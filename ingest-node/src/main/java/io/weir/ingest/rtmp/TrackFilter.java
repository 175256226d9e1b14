package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.ingest.publication.Publication;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets through the tracks that are carried, and says what is left out: each codec once. Not for several threads.
 *
 * <p>A publication without any track that is carried is unusable. That is told after two seconds of media time, since
 * sound may come later than the picture.
 */
final class TrackFilter {
    private static final int PATIENCE_MS = 2000;

    /** Where time stands still: so many tags are enough. */
    private static final int PATIENCE_TAGS = 500;

    /** Codecs that are named; no honest stream has more. */
    private static final int MAX_NAMED = 8;

    /** Media without a keyframe for so long is worth a line. */
    private static final int KEYFRAME_PATIENCE_MS = 10_000;

    /** An Enhanced RTMP video packet of type Metadata, such as colours: read by nobody, and no track. */
    private static final int METADATA_PACKET = 0x84;

    private static final String AVC = "H.264 (AVC) video";
    private static final String OTHER_PACKETS = " in packets of several tracks or of an unknown form";

    private static final String SETTINGS = "set the encoder to H.264 (AVC) video and AAC or MP3 audio";

    private final Consumer<String> warnings;
    private final Set<String> leftOut = new LinkedHashSet<>();
    private int warned;
    private boolean usable;
    private boolean malformed;
    private int tags;
    private int firstMs;
    private int lastMs;
    private boolean keyframeSeen;
    private boolean keyframeMissed;
    private boolean pictureSeen;
    private int firstPictureMs;

    /** Why frames of a track cannot be decoded, null while they can. */
    private @Nullable String badVideo;

    private @Nullable String badAudio;

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
        if (tags++ == 0) {
            firstMs = timestampMs;
        }
        lastMs = timestampMs;
        try {
            boolean accepted = type == FlvTag.VIDEO ? acceptsVideo(body) : acceptsAudio(body);
            warnOfLeftOut();
            return accepted;
        } catch (FlvFormatException e) {
            if (!malformed) {
                malformed = true;
                warnings.accept("tags that are no FLV are left out: " + e.getMessage());
            }
            return false;
        }
    }

    /** Why nothing of what comes can be carried, and what to change; null while something can or may yet. */
    @Nullable
    String unusable() {
        boolean patient = lastMs - firstMs < PATIENCE_MS && tags < PATIENCE_TAGS;
        if (usable || patient) {
            return null;
        }
        String what = leftOut.isEmpty() ? "nothing that can be carried" : String.join(", ", leftOut) + " only";
        return "the stream has " + what + ": " + SETTINGS;
    }

    private boolean acceptsVideo(ByteBuf body) {
        VideoTagHeader header = VideoTagHeader.parse(body, body.readerIndex(), body.readableBytes());
        if (header.codec() != VideoTagHeader.AVC) {
            // Commands name no codec; they are nobody's media.
            return header.codec() != 0 && leaveOut(CodecName.video(header.codec()) + " video");
        }
        if (header.kind() == VideoTagHeader.Kind.OTHER) {
            boolean metadata = (body.getByte(body.readerIndex()) & 0x8F) == METADATA_PACKET;
            return !metadata && leaveOut(AVC + OTHER_PACKETS);
        }
        if (header.kind() == VideoTagHeader.Kind.CONFIGURATION) {
            badVideo = tooLong(AVC, body);
        }
        if (badVideo != null) {
            return leaveOut(badVideo);
        }
        usable = true;
        if (header.kind() == VideoTagHeader.Kind.FRAME) {
            missKeyframe(header.keyframe());
        }
        return true;
    }

    private boolean acceptsAudio(ByteBuf body) {
        AudioTagHeader header = AudioTagHeader.parse(body, body.readerIndex(), body.readableBytes());
        boolean aac = header.codec() == AudioTagHeader.AAC;
        if (!aac && header.codec() != AudioTagHeader.MP3) {
            return header.codec() != 0 && leaveOut(CodecName.audio(header.codec()) + " audio");
        }
        String name = aac ? "AAC audio" : "MP3 audio";
        if (header.kind() == AudioTagHeader.Kind.OTHER) {
            return leaveOut(name + OTHER_PACKETS);
        }
        if (header.kind() == AudioTagHeader.Kind.CONFIGURATION) {
            badAudio = tooLong(name, body);
        }
        if (badAudio != null) {
            return leaveOut(badAudio);
        }
        usable = true;
        return true;
    }

    private static @Nullable String tooLong(String track, ByteBuf body) {
        int bytes = body.readableBytes();
        return bytes <= Publication.MAX_CONFIGURATION_BYTES
                ? null
                : track + " whose codec configuration is of " + bytes + " bytes (at most "
                        + Publication.MAX_CONFIGURATION_BYTES + " are taken)";
    }

    /** Pictures without a keyframe are left out further on; what that means for viewers is told once. */
    private void missKeyframe(boolean keyframe) {
        keyframeSeen |= keyframe;
        if (keyframeSeen || keyframeMissed) {
            return;
        }
        if (!pictureSeen) {
            pictureSeen = true;
            firstPictureMs = lastMs;
        }
        if (lastMs - firstPictureMs >= KEYFRAME_PATIENCE_MS) {
            keyframeMissed = true;
            warnings.accept("no keyframe has come within " + KEYFRAME_PATIENCE_MS / 1000
                    + " s: nothing is cut before a keyframe comes; set the encoder's keyframe interval to 2 s");
        }
    }

    /** Always false: not to be written. */
    private boolean leaveOut(String track) {
        if (leftOut.size() < MAX_NAMED) {
            leftOut.add(track);
        }
        return false;
    }

    /** Only beside something that is carried: what is left out of an unusable publication is told at its end. */
    private void warnOfLeftOut() {
        if (usable && warned < leftOut.size()) {
            leftOut.stream()
                    .skip(warned)
                    .forEach(track -> warnings.accept(track + " is not carried yet and is left out"));
            warned = leftOut.size();
        }
    }
}
