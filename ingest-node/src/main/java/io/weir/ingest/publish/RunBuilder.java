package io.weir.ingest.publish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.cut.Tracks;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.flv.VideoTagHeader;
import io.weir.ingest.publication.Publication;
import io.weir.log.Config;
import io.weir.log.Hold;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.media.AudioFormat;
import io.weir.media.MediaException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From a publisher's tags to the log's entries: runs that end before every keyframe, a CONFIG before every keyframe and
 * after every GAP, and GAPs for what is left out. Pure but for the clocks that come in with each tag.
 *
 * <p>Keyframes that follow one another closely share a CONFIG (see {@link #MIN_CONFIG_INTERVAL_MS}): reading begins at the
 * first of them. With GOPs longer than that, each keyframe has its own.
 *
 * <p>A tag's bytes are copied twice here: into the run that is open, and from there into the entry.
 */
final class RunBuilder {
    /** A run is as long as this at most, from its first tag's arrival, ms. */
    static final long MAX_RUN_MS = 100;

    /** A run that has reached this many bytes is closed. */
    static final int MAX_RUN_BYTES = 512 << 10;

    /** Without video, a CONFIG is written this often, ms. */
    private static final long AUDIO_CONFIG_INTERVAL_MS = 2_000;

    /** Times that jump forward by more are a break, ms; */
    private static final int MAX_FORWARD_MS = 10_000;

    /** and so are those that fall back by more. */
    private static final int MAX_BACKWARD_MS = 1_000;

    /**
     * A keyframe whose time is nearer than this to that of the last CONFIG has none of its own, ms. Of an intra-only stream
     * of 25 frames a second every third has one, so a reader waits 100 ms and a frame at most.
     */
    static final int MIN_CONFIG_INTERVAL_MS = 100;

    /**
     * Nor has one before which less than this part of the last CONFIG's length has come since: times can be made up, bytes
     * must be sent. A CONFIG of a camera is shorter than a kilobyte, and one frame is more than a sixteenth of that.
     */
    static final int MAX_CONFIG_SHARE = 16;

    /** The buffer of a run that has grown longer than this is not kept, bytes. */
    static final int MAX_KEPT_RUN_BYTES = 1 << 20;

    private static final int FIRST_RUN_BYTES = 16 << 10;

    private final byte[] settings;
    private final Consumer<LogEntry> out;
    private ByteBuf run = Unpooled.buffer(FIRST_RUN_BYTES);
    private int runTags;
    private Arrival runBegan = Arrival.NEVER;

    private byte @Nullable [] metadata;
    private byte @Nullable [] videoConfig;
    private byte @Nullable [] audioConfig;
    private boolean configDue = true;

    /** Whether the next frame is one that reading can begin at. */
    private boolean opensGop;

    private boolean configWritten;
    private long lastConfigMs;
    private int lastConfigTimestampMs;
    private int lastConfigBytes;
    private long bytesSinceConfig;
    private boolean keyframeSeen;
    private int leftOut;
    private final BreakLimit breaks = new BreakLimit();

    /** Whether the next frame has another configuration than the last one, so that a segment ends there. */
    private boolean tracksChanged;

    private int audioCodec;
    private @Nullable AudioFormat mp3;

    /** By track: audio, video. Script data has none: many publishers send it without a time. */
    private final boolean[] timed = new boolean[2];

    private final int[] lastTimestampMs = new int[2];

    RunBuilder(PinnedSettings settings, @Nullable Hold hold, Consumer<LogEntry> out) {
        this.settings = Config.encodeSettings(settings, hold);
        this.out = out;
    }

    /**
     * Takes a tag.
     *
     * @param body borrowed
     */
    void write(int type, int timestampMs, ByteBuf body, Arrival now) {
        if (!body.isReadable()) {
            return; // some publishers send empty messages to keep the connection alive
        }
        switch (type) {
            case FlvTag.VIDEO -> writeVideo(timestampMs, body, now);
            case FlvTag.AUDIO -> writeAudio(timestampMs, body, now);
            default -> writeScript(type, timestampMs, body, now);
        }
    }

    private void writeVideo(int timestampMs, ByteBuf body, Arrival now) {
        VideoTagHeader header = VideoTagHeader.parse(body, body.readerIndex(), body.readableBytes());
        switch (header.kind()) {
            case CONFIGURATION -> {
                if (body.readableBytes() > Publication.MAX_CONFIGURATION_BYTES) {
                    return;
                }
                byte[] tag = tag(FlvTag.VIDEO, timestampMs, body);
                configDue |= videoConfig == null || !sameBody(videoConfig, tag);
                tracksChanged |= videoConfig != null && !sameBody(videoConfig, tag);
                videoConfig = tag;
            }
            case FRAME -> {
                keyframeSeen |= header.keyframe();
                if (!keyframeSeen) {
                    leftOut++; // nothing can be decoded before a keyframe
                    return;
                }
                opensGop |= header.keyframe();
                append(FlvTag.VIDEO, timestampMs, body, now);
            }
            case END_OF_SEQUENCE, OTHER -> {}
        }
    }

    private void writeAudio(int timestampMs, ByteBuf body, Arrival now) {
        AudioTagHeader header = AudioTagHeader.parse(body, body.readerIndex(), body.readableBytes());
        switch (header.kind()) {
            case CONFIGURATION -> {
                if (body.readableBytes() > Publication.MAX_CONFIGURATION_BYTES) {
                    return;
                }
                byte[] tag = tag(FlvTag.AUDIO, timestampMs, body);
                configDue |= audioConfig == null || !sameBody(audioConfig, tag);
                tracksChanged |= audioConfig != null && !sameBody(audioConfig, tag);
                audioConfig = tag;
            }
            case FRAME -> {
                if (leftOut > 0) {
                    leftOut++; // sound between pictures that are left out would be cut into as many pieces
                    return;
                }
                noteFormat(header, body);
                opensGop |= videoConfig == null
                        && (!configWritten || now.monotonicMs() - lastConfigMs >= AUDIO_CONFIG_INTERVAL_MS);
                append(FlvTag.AUDIO, timestampMs, body, now);
            }
            case OTHER -> {}
        }
    }

    /** Of MP3 each frame is its own configuration. */
    private void noteFormat(AudioTagHeader header, ByteBuf body) {
        tracksChanged |= audioCodec != 0 && header.codec() != audioCodec;
        audioCodec = header.codec();
        if (audioCodec == AudioTagHeader.MP3) {
            try {
                AudioFormat next = Tracks.audio(header, body, body.readerIndex(), body.readableBytes());
                tracksChanged |= mp3 != null && !next.equals(mp3);
                mp3 = next;
            } catch (MediaException e) {
                // A damaged frame changes nothing.
            }
        }
    }

    private void writeScript(int type, int timestampMs, ByteBuf body, Arrival now) {
        if (ScriptNames.isMetadata(body)) {
            if (body.readableBytes() > Publication.MAX_METADATA_BYTES) {
                return;
            }
            byte[] tag = tag(type, timestampMs, body);
            configDue |= metadata == null || !sameBody(metadata, tag);
            metadata = tag;
        } else if (timed[0] || timed[1]) {
            append(type, timestampMs, body, now);
        }
    }

    private void append(int type, int timestampMs, ByteBuf body, Arrival now) {
        if (type == FlvTag.VIDEO || type == FlvTag.AUDIO) {
            breakOnJump(type, timestampMs, now);
        }
        if (tracksChanged) {
            tracksChanged = false;
            breaks.note(now.monotonicMs());
        }
        if (leftOut > 0) {
            closeRun();
            tellLeftOut(now.wallMs());
        }
        if (configDue || opensGop) {
            closeRun();
            if (configDue || !isConfigNear(timestampMs)) {
                writeConfig(timestampMs, now);
            }
            opensGop = false;
        }
        if (run.readableBytes() >= MAX_RUN_BYTES) {
            closeRun();
        }
        closeDueRun(now.monotonicMs());
        if (runTags++ == 0) {
            runBegan = now;
        }
        bytesSinceConfig += body.readableBytes();
        FlvTags.write(run, type, timestampMs, body);
    }

    /** Whether media breaks more often than {@link BreakLimit} takes. */
    boolean isTorn() {
        return breaks.isExceeded();
    }

    private boolean isConfigNear(int timestampMs) {
        return configWritten
                && (Math.abs(timestampMs - lastConfigTimestampMs) < MIN_CONFIG_INTERVAL_MS
                        || bytesSinceConfig < lastConfigBytes / MAX_CONFIG_SHARE);
    }

    /**
     * Writes a GAP where a track's time jumps. A track that comes to where the other one is has not jumped: it follows
     * the other's jump, or was silent.
     */
    private void breakOnJump(int type, int timestampMs, Arrival now) {
        int own = type == FlvTag.VIDEO ? 1 : 0;
        int step = timestampMs - lastTimestampMs[own];
        boolean jumps = timed[own] && isJump(step);
        boolean alone = !timed[1 - own] || isJump(timestampMs - lastTimestampMs[1 - own]);
        if (jumps && alone) {
            timesBroke(now, "timestamps jumped by " + step + " ms");
        }
        timed[own] = true;
        lastTimestampMs[own] = timestampMs;
    }

    /** Media breaks off here, and goes on with the pictures and the configurations that it has. */
    void timesBroke(Arrival now, String cause) {
        closeRun();
        breaks.note(now.monotonicMs());
        out.accept(LogEntry.gap(0, now.wallMs(), cause));
        configDue = true;
    }

    private static boolean isJump(int stepMs) {
        return stepMs > MAX_FORWARD_MS || stepMs < -MAX_BACKWARD_MS;
    }

    private void writeConfig(int timestampMs, Arrival now) {
        byte[][] parts = {settings, orNothing(metadata), orNothing(videoConfig), orNothing(audioConfig)};
        byte[] value =
                new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, value, at, part.length);
            at += part.length;
        }
        out.accept(new LogEntry(RecordKind.CONFIG, 0, now.wallMs(), value, opensGop));
        configDue = false;
        configWritten = true;
        lastConfigMs = now.monotonicMs();
        lastConfigTimestampMs = timestampMs;
        lastConfigBytes = value.length;
        bytesSinceConfig = 0;
    }

    /** Closes the run if its first tag came long enough ago by the clock that only goes forward. */
    void closeDueRun(long nowMs) {
        if (runTags > 0 && nowMs - runBegan.monotonicMs() >= MAX_RUN_MS) {
            closeRun();
        }
    }

    /** Closes the run that is open, if any. */
    void closeRun() {
        if (runTags > 0) {
            byte[] value = new byte[run.readableBytes()];
            run.readBytes(value).clear();
            out.accept(new LogEntry(RecordKind.TAGS, runTags, runBegan.wallMs(), value));
            runTags = 0;
            if (run.capacity() > MAX_KEPT_RUN_BYTES) {
                run = Unpooled.buffer(FIRST_RUN_BYTES);
            }
        }
    }

    /** Media breaks off here. What comes after begins anew: with its configurations, and a keyframe. */
    void breakOff(long wallMs, String cause) {
        closeRun();
        tellLeftOut(wallMs);
        out.accept(LogEntry.gap(0, wallMs, cause));
        configDue = true;
        keyframeSeen = false;
        metadata = null;
        videoConfig = null;
        audioConfig = null;
        Arrays.fill(timed, false);
    }

    /** Media breaks off for good: lets go of memory. Nothing may be written after. */
    void close(long wallMs, String cause) {
        breakOff(wallMs, cause);
        run = Unpooled.EMPTY_BUFFER;
    }

    private void tellLeftOut(long wallMs) {
        if (leftOut > 0) {
            out.accept(LogEntry.gap(leftOut, wallMs, "media before the first keyframe"));
            leftOut = 0;
            configDue = true;
        }
    }

    /** What the run that is open takes, or the next one will. */
    int heldBytes() {
        return run.capacity();
    }

    private static byte[] tag(int type, int timestampMs, ByteBuf body) {
        ByteBuf tag = Unpooled.buffer(FlvTag.HEADER_BYTES + body.readableBytes() + FlvTag.TRAILER_BYTES);
        FlvTags.write(tag, type, timestampMs, body);
        return tag.array();
    }

    private static boolean sameBody(byte[] one, byte[] other) {
        return Arrays.equals(one, FlvTag.HEADER_BYTES, one.length, other, FlvTag.HEADER_BYTES, other.length);
    }

    private static byte[] orNothing(byte @Nullable [] part) {
        return part == null ? new byte[0] : part;
    }
}
