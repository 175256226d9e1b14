package io.weir.index;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cut.CutState;
import io.weir.hls.MediaSegment;
import io.weir.hls.Variant;
import io.weir.name.SegmentName;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record of the index: everything that playlists need, and everything that the next segmenter needs. Its JSON is the
 * record's value; its key is the stream's name.
 *
 * @param version of this form
 * @param kind what it says
 * @param msn its number: the media sequence number of the entry it adds. One that adds none has a number too
 * @param predecessor {@link Accepted#hash} of the record before; empty for a stream's first
 * @param topicId the id of the stream's topic, which tells a re-created one
 * @param targetDurationS EXT-X-TARGETDURATION of the window
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE of the window
 * @param independentSegments whether every segment since the stream's beginning begins with a keyframe
 * @param window the live window, oldest first
 * @param variant for the master playlist
 * @param endedMs when the stream ended, wall clock in ms; 0 while it lives
 * @param cause of a SKIP, else empty
 * @param checkpoint where cutting goes on
 * @param unstored from where on the store may lack objects; null, and not written, where it has them all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IndexRecord(
        int version,
        Kind kind,
        long msn,
        String predecessor,
        String topicId,
        int targetDurationS,
        long discontinuitySequence,
        boolean independentSegments,
        List<MediaSegment> window,
        Variant variant,
        long endedMs,
        String cause,
        CutState checkpoint,
        @Nullable Unstored unstored) {
    /** The form this code writes and reads. */
    public static final int VERSION = 1;

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** What a record says. */
    public enum Kind {
        /** A segment; it is in the store, unless {@link #unstored} says otherwise. */
        SEGMENT,
        /** Time passes without media. */
        GAP,
        /** The log lost what the checkpoint pointed to; reading goes on behind the loss. */
        SKIP,
        /** The stream has ended. */
        FINAL
    }

    public IndexRecord {
        window = List.copyOf(window);
    }

    /** A record of a stream whose objects are all in the store. */
    public IndexRecord(
            int version,
            Kind kind,
            long msn,
            String predecessor,
            String topicId,
            int targetDurationS,
            long discontinuitySequence,
            boolean independentSegments,
            List<MediaSegment> window,
            Variant variant,
            long endedMs,
            String cause,
            CutState checkpoint) {
        this(
                version,
                kind,
                msn,
                predecessor,
                topicId,
                targetDurationS,
                discontinuitySequence,
                independentSegments,
                window,
                variant,
                endedMs,
                cause,
                checkpoint,
                null);
    }

    /** This record of a stream that the store lacks objects of. */
    public IndexRecord withUnstored(@Nullable Unstored from) {
        return with(kind, window, cause, from);
    }

    /** This record with other names in the window, by number. */
    public IndexRecord withNames(Map<Long, SegmentName> names) {
        return names.isEmpty()
                ? this
                : with(kind, window.stream().map(entry -> named(entry, names)).toList(), cause, unstored);
    }

    private static MediaSegment named(MediaSegment entry, Map<Long, SegmentName> names) {
        SegmentName name = names.get(entry.msn());
        return name == null ? entry : entry.withName(name.fileName());
    }

    private IndexRecord with(
            Kind otherKind, List<MediaSegment> otherWindow, String otherCause, @Nullable Unstored otherUnstored) {
        return new IndexRecord(
                version,
                otherKind,
                msn,
                predecessor,
                topicId,
                targetDurationS,
                discontinuitySequence,
                independentSegments,
                otherWindow,
                variant,
                endedMs,
                otherCause,
                checkpoint,
                otherUnstored);
    }

    /** Whether the store may lack the object of the entry with that number. */
    public boolean isUnstored(long entryMsn) {
        return unstored != null && entryMsn >= unstored.msn() && entryMsn <= msn;
    }

    /** This record with another kind, and why. */
    IndexRecord withCause(Kind otherKind, String why) {
        return with(otherKind, window, why, unstored);
    }

    /** Whether the stream has ended. */
    @JsonIgnore
    public boolean ended() {
        return kind == Kind.FINAL;
    }

    /** The record's bytes; the same for equal records. */
    public byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an index record has no JSON", e);
        }
    }

    /**
     * Reads a record's bytes.
     *
     * @throws IOException if they are no record of a version that this code knows, or one that lacks a part
     */
    public static IndexRecord decode(byte[] value) throws IOException {
        IndexRecord record = JSON.readValue(value, IndexRecord.class);
        if (record == null) {
            throw new IOException("index record: the JSON null");
        }
        if (record.version != VERSION) {
            throw new IOException("index record of version " + record.version + ", known is " + VERSION);
        }
        if (!record.isWhole()) {
            throw new IOException("index record " + record.msn + " lacks a part");
        }
        return record;
    }

    /** Whether nothing is null that must not be: JSON gives that for what is left out. */
    private boolean isWhole() {
        return areThere(kind, predecessor, topicId, variant, cause, checkpoint)
                && areThere(
                        variant.codecs(), checkpoint.mark(), checkpoint.config(), checkpoint.muxed(), checkpoint.ts())
                && areThere(checkpoint.mark().fold())
                && (unstored == null || areThere(unstored.checkpoint()))
                && window.stream().allMatch(entry -> areThere(entry.name()));
    }

    private static boolean areThere(@Nullable Object... parts) {
        return Arrays.stream(parts).allMatch(Objects::nonNull);
    }
}
