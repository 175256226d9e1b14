package io.weir.audit;

import io.weir.audit.media.FrameDigest;
import io.weir.audit.media.Mp3Frames;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.log.LogRecord;
import io.weir.media.AudioFormat;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.media.Mp3Format;
import io.weir.media.VideoFormat;
import org.jspecify.annotations.Nullable;

/** Finds the frames in the tags of a log. */
final class TagFrames {
    /** The longest access unit that ADTS can say; fragmented MP4 carries longer ones. */
    private static final int MAX_ADTS_PAYLOAD_BYTES = 0x1FFF - 7;

    /** The longest sound that one PES packet can say. */
    private static final int MAX_PES_PAYLOAD_BYTES = 0xFFFF - 8;

    /** A picture that is shown so long before it is decoded: muxers take its time for damage, ms. */
    private static final int EARLIEST_COMPOSITION_MS = -5_000;

    private static final String TOO_LONG = "sound that is too long for a transport stream";

    private final LogSink sink;
    private final FrameDigest digest;
    private final LogTracks tracks;
    private int section;
    private long lastMs;
    private boolean begun;

    TagFrames(LogSink sink, FrameDigest digest, LogTracks tracks) {
        this.sink = sink;
        this.digest = digest;
        this.tracks = tracks;
    }

    /** Media has broken off. */
    void nextSection() {
        section++;
    }

    /**
     * Tells the frames of a tag.
     *
     * @param tag video or audio, not empty
     * @return whether there is any
     */
    boolean tag(LogRecord record, int index, FlvTag tag) {
        long dtsMs = begun ? lastMs + (tag.timestampMs() - (int) lastMs) : Integer.toUnsignedLong(tag.timestampMs());
        boolean found =
                tag.type() == FlvTag.VIDEO ? video(record, index, tag, dtsMs) : audio(record, index, tag, dtsMs);
        if (found) {
            begun = true;
            lastMs = dtsMs;
        }
        return found;
    }

    private boolean video(LogRecord record, int index, FlvTag tag, long dtsMs) {
        VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        if (header.kind() != VideoTagHeader.Kind.FRAME) {
            return false;
        }
        VideoFormat format = tracks.pictures(header.codec());
        if (format == null) {
            leftOut(record, "pictures of no track that segments carry");
            return false;
        }
        byte[] data = tag.buffer().array();
        int at = tag.offset() + header.headerBytes();
        int end = tag.offset() + tag.length();
        boolean hevc = format instanceof HevcDecoderConfiguration;
        digest.beginPicture();
        boolean whole = true;
        while (at < end && whole) {
            int unit = at + format.nalLengthBytes();
            long length = 0;
            for (int i = at; i < Math.min(unit, end); i++) {
                length = (length << 8) | (data[i] & 0xFF);
            }
            whole = unit <= end && length <= end - unit;
            if (whole) {
                digest.addUnits(data, unit, unit + (int) length, hevc);
                at = unit + (int) length;
            }
        }
        if (!digest.isPicture()) {
            leftOut(record, whole ? "parameter sets or SEI in tags of their own" : "damaged pictures");
            return false;
        }
        if (!whole) {
            leftOut(record, "the rest of damaged pictures, whose beginning is checked");
        }
        long pts90k = (dtsMs + header.compositionMs()) * 90;
        boolean timed = header.compositionMs() >= EARLIEST_COMPOSITION_MS;
        sink.frame(new LogFrame(
                true,
                digest.endPicture(),
                pts90k,
                timed,
                record.key().wallClockMs(),
                record.offset(),
                index,
                section,
                null));
        return true;
    }

    private boolean audio(LogRecord record, int index, FlvTag tag, long dtsMs) {
        AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        if (header.kind() != AudioTagHeader.Kind.FRAME) {
            return false;
        }
        AudioFormat format = tracks.sound(header.codec());
        int from = tag.offset() + header.headerBytes();
        int to = tag.offset() + tag.length();
        if (format == null || from == to) {
            leftOut(record, format == null ? "sound of no track that segments carry" : "sound tags without sound");
            return false;
        }
        byte[] data = tag.buffer().array();
        if (format instanceof Mp3Format) {
            return mp3(record, index, data, from, to, dtsMs);
        }
        sound(record, index, data, from, to, dtsMs * 90, to - from > MAX_ADTS_PAYLOAD_BYTES ? TOO_LONG : null);
        return true;
    }

    private boolean mp3(LogRecord record, int index, byte[] data, int from, int to, long dtsMs) {
        String excuse = to - from > MAX_PES_PAYLOAD_BYTES ? TOO_LONG : null;
        long[] found = {0, 0}; // frames, and their length in 90 kHz
        Mp3Frames.split(data, from, to, (begin, end, frame) -> {
            sound(record, index, data, begin, end, dtsMs * 90 + found[1], excuse);
            found[0]++;
            found[1] += frame.samplesPerFrame() * 90_000L / frame.sampleRate();
        });
        if (found[0] == 0) {
            leftOut(record, "MP3 without a whole frame");
        }
        return found[0] > 0;
    }

    private void sound(
            LogRecord record, int index, byte[] data, int from, int to, long pts90k, @Nullable String excuse) {
        sink.frame(new LogFrame(
                false,
                digest.ofSound(data, from, to),
                pts90k,
                true,
                record.key().wallClockMs(),
                record.offset(),
                index,
                section,
                excuse));
    }

    private void leftOut(LogRecord record, String reason) {
        sink.leftOut(reason, 1, record.key().wallClockMs());
    }
}
