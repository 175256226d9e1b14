package io.weir.cut;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.flv.VideoTagHeader;
import io.weir.log.Config;
import io.weir.log.FoldState;
import io.weir.log.LogRecord;
import io.weir.log.MalformedRecordException;
import io.weir.log.PinnedSettings;
import io.weir.log.TagKey;
import io.weir.ts.TsMuxer;
import io.weir.ts.TsSample;
import io.weir.ts.TsState;
import io.weir.ts.TsTracks;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream's log into segments: a pure function of a checkpoint and the records that follow it. The same records
 * give the same cuts, byte for byte, however they are polled and wherever the reading begins among the checkpoints.
 *
 * <p>How that is kept: the running state is a {@link CutState} and the frames since. After each cut the cutter forgets
 * what it was and loads the checkpoint it has just given, as a node that takes over does; frames that it read past the cut
 * are placed again from there.
 *
 * <p>The rules of cutting are in docs/architecture.md, "From log to segments". Confined to one thread.
 */
public final class SegmentCutter {
    /** A segment larger than this is cut wherever it is, so that no stream fills the memory, bytes. */
    static final int MAX_SEGMENT_BYTES = 96 << 20;

    /** Times that jump further than this within an epoch, without a GAP to say so, make a discontinuity. */
    private static final int MAX_STEP_MS = 10_000;

    /** How long an epoch's first segment waits for a second track's configuration, ms of media. */
    private static final int TRACKS_WAIT_MS = 2_000;

    /** Audio may run this far ahead of video before video counts as stalled, ms. */
    private static final int AUDIO_AHEAD_MS = 1_500;

    /** The program date-time follows the ingest node's clock once they differ by more, ms. */
    private static final int PDT_DRIFT_MS = 500;

    /** The most EXT-X-GAP entries that one TICK makes; beyond it time is passed over. */
    private static final int MAX_GAPS = 20;

    private final Consumer<Cut> sink;
    private final OpenSegment open = new OpenSegment();
    private CutState state;

    // Where the reading is; see Mark.
    private FoldState fold = FoldState.START;
    private long lastDtsMs;
    private boolean timed;
    private long clockMs;
    private long clockOffsetMs;
    private int frameMs;

    // What of the state changes while a segment is open.
    private @Nullable PinnedSettings settings;
    private TrackConfig config = TrackConfig.NONE;
    private TsTracks tracks = new TsTracks(null, null);
    private int targetDurationS;
    private boolean discontinuity;

    // Only within an epoch's first segment.
    private boolean waitsForTracks;
    private long epochStartMs;

    /**
     * A cutter that reads on from a checkpoint.
     *
     * @param state the checkpoint; the first record to give is the one at its mark's offset
     * @param sink takes the cuts, in order, within {@link #accept}
     */
    public SegmentCutter(CutState state, Consumer<Cut> sink) {
        this.sink = sink;
        this.state = state;
        load(state);
    }

    /** Bytes of media in the open segment. */
    public long openBytes() {
        return open.bytes();
    }

    /**
     * Reads the next record. Records that do not count are passed over; so is the rest of a record that is broken.
     *
     * @param record of the offset after the one before; its bytes are kept until its frames are cut
     */
    public void accept(LogRecord record) {
        TagKey key = record.key();
        FoldState next = fold.accept(key);
        if (next == null) {
            return;
        }
        Mark mark = mark(record.offset(), 0);
        switch (key.kind()) {
            case CLAIM -> {}
            case CONFIG -> onConfig(mark, record);
            case TAGS -> onTags(record);
            case TICK -> {
                if (!key.isFence()) {
                    onTick(mark, key.wallClockMs());
                } else if (!key.continues()) {
                    onEpoch(mark);
                }
            }
            case GAP -> {
                close(mark);
                discontinuity = hasEntries();
            }
            case END -> onEnd(mark, record, next);
        }
        fold = next;
    }

    private void onEpoch(Mark mark) {
        close(mark);
        discontinuity = hasEntries();
        settings = null;
        setConfig(TrackConfig.NONE);
        waitsForTracks = true;
        epochStartMs = Mark.NO_CLOCK;
    }

    private void onConfig(Mark mark, LogRecord record) {
        Config said;
        try {
            said = Config.decode(record.value());
        } catch (MalformedRecordException e) {
            return;
        }
        TrackConfig next = config;
        for (FlvTag tag : said.tags()) {
            next = Tracks.after(next, tag);
        }
        changeConfig(mark, next);
        if (settings == null) {
            settings = said.settings();
        }
        clockMs = record.key().wallClockMs();
    }

    private void changeConfig(Mark mark, TrackConfig next) {
        if (next.equals(config)) {
            return;
        }
        if (!(waitsForTracks && config.isExtendedBy(next))) {
            close(mark);
        }
        setConfig(next);
        if (open.isEmpty()
                && !state.muxed().equals(TrackConfig.NONE)
                && !state.muxed().equals(next)) {
            discontinuity = true;
        }
    }

    private void onTags(LogRecord record) {
        ByteBuf in = Unpooled.wrappedBuffer(record.value());
        int passed = record.offset() == state.mark().offset() ? state.mark().tagIndex() : 0;
        try {
            for (int index = 0; in.isReadable(); index++) {
                FlvTag tag = FlvTags.read(in);
                if (index >= passed) {
                    onTag(record.offset(), index, tag);
                }
            }
        } catch (FlvFormatException e) {
            // The log was written by a node of another mind: what can be read of the record counts.
        }
    }

    private void onTag(long offset, int index, FlvTag tag) {
        boolean media = tag.type() == FlvTag.AUDIO || tag.type() == FlvTag.VIDEO;
        if (settings == null || !media || tag.length() == 0) {
            return;
        }
        Mark mark = mark(offset, index);
        changeConfig(mark, Tracks.after(config, tag));
        TsSample sample = sample(tag);
        if (sample != null) {
            place(new Frame(mark, sample));
        }
    }

    /** The tag as a frame of a track that segments carry, or null. */
    private @Nullable TsSample sample(FlvTag tag) {
        long dtsMs =
                timed ? lastDtsMs + (tag.timestampMs() - (int) lastDtsMs) : Integer.toUnsignedLong(tag.timestampMs());
        byte[] array = tag.buffer().array();
        if (tag.type() == FlvTag.VIDEO) {
            VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            if (tracks.video() == null
                    || header.kind() != VideoTagHeader.Kind.FRAME
                    || header.codec() != VideoTagHeader.AVC) {
                return null;
            }
            return new TsSample(
                    true,
                    header.keyframe(),
                    dtsMs,
                    header.compositionMs(),
                    array,
                    tag.offset() + header.headerBytes(),
                    tag.length() - header.headerBytes());
        }
        AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        if (tracks.audio() == null || header.kind() != AudioTagHeader.Kind.FRAME) {
            return null;
        }
        return new TsSample(
                false, true, dtsMs, 0, array, tag.offset() + header.headerBytes(), tag.length() - header.headerBytes());
    }

    private void place(Frame frame) {
        if (timed && Math.abs(frame.dtsMs() - lastDtsMs) > MAX_STEP_MS && hasEntriesOrFrames()) {
            close(frame.mark());
            discontinuity = true;
            clockOffsetMs += lastDtsMs + frameMs - frame.dtsMs(); // until a CONFIG tells the clock anew
        }
        waitsForTracks &= epochStartMs == Mark.NO_CLOCK || frame.dtsMs() - epochStartMs < TRACKS_WAIT_MS;
        for (int at = cutBefore(frame); at != OpenSegment.NONE; at = cutBefore(frame)) {
            long end = at == open.size() ? frame.dtsMs() : open.frame(at).dtsMs();
            cut(at == open.size() ? frame.mark() : open.frame(at).mark(), at, end - open.startDtsMs());
        }
        add(frame);
    }

    /** How many of the open frames make a segment before this frame is added, or {@link OpenSegment#NONE}. */
    private int cutBefore(Frame frame) {
        if (open.isEmpty()) {
            return OpenSegment.NONE;
        }
        boolean withVideo = tracks.video() != null;
        long lengthMs = frame.dtsMs() - open.startDtsMs();
        if (open.bytes() + frame.sample().length() > MAX_SEGMENT_BYTES) {
            return learnedForcedCut();
        }
        if (withVideo && !frame.sample().video()) {
            return lengthMs > limitS() * 1000L + AUDIO_AHEAD_MS ? learnedForcedCut() : OpenSegment.NONE;
        }
        if (withVideo && !open.hasVideo()) {
            return OpenSegment.NONE; // the length is counted from this frame on
        }
        if (!withVideo || frame.sample().keyframe()) {
            learnTargetDuration(frame, withVideo);
            if (lengthMs >= target() - TargetDuration.TOLERANCE_MS
                    && !waitsForTracks
                    && TargetDuration.holds(limitS(), lengthMs)) {
                return open.size();
            }
        }
        return TargetDuration.holds(limitS(), lengthMs) ? OpenSegment.NONE : learnedForcedCut();
    }

    private int learnedForcedCut() {
        targetDurationS = limitS();
        return open.forcedCut(targetDurationS);
    }

    private void learnTargetDuration(Frame frame, boolean withVideo) {
        if (targetDurationS == 0 && !withVideo && !waitsForTracks) {
            targetDurationS = TargetDuration.ofAudio(target());
        } else if (targetDurationS == 0 && withVideo && open.hasOneKeyframe()) {
            long gopMs = frame.dtsMs() - open.lastKeyframeDtsMs();
            targetDurationS = gopMs > 0 ? TargetDuration.ofGop(gopMs, target()) : 0;
        }
    }

    private void add(Frame frame) {
        if (waitsForTracks && epochStartMs == Mark.NO_CLOCK) {
            epochStartMs = frame.dtsMs();
        }
        if (clockMs != Mark.NO_CLOCK) {
            clockOffsetMs = clockMs - frame.dtsMs();
            clockMs = Mark.NO_CLOCK;
        }
        if (open.isEmpty()) {
            boolean anchored = hasEntries() && !discontinuity;
            boolean drifted = Math.abs(clockOffsetMs - state.pdtOffsetMs()) > PDT_DRIFT_MS;
            open.begin(anchored && !drifted ? state.pdtOffsetMs() : clockOffsetMs);
        } else if (frame.sample().video() || tracks.video() == null) {
            long step = frame.dtsMs() - open.lastDtsMs();
            frameMs = step > 0 && step <= MAX_STEP_MS ? (int) step : frameMs;
        }
        open.add(frame);
        lastDtsMs = frame.dtsMs();
        timed = true;
    }

    private void onTick(Mark mark, long wallClockMs) {
        if (!open.isEmpty() && wallClockMs - openStartMs() >= limitS() * 1000L) {
            close(mark);
        }
        if (!open.isEmpty() || !hasEntries() || targetDurationS == 0) {
            return;
        }
        int gapMs = targetDurationS * 1000;
        long from = Math.max(state.endMs(), wallClockMs - (long) MAX_GAPS * gapMs);
        for (; wallClockMs - from >= gapMs; from += gapMs) {
            discontinuity = true;
            CutState after =
                    stateAt(mark, state.muxed(), state.forced(), state.pdtOffsetMs(), from + gapMs, state.ts());
            load(after);
            sink.accept(new Cut.Gap(from, gapMs, after));
        }
    }

    private void onEnd(Mark mark, LogRecord record, FoldState ended) {
        close(mark);
        config = TrackConfig.NONE;
        targetDurationS = 0;
        settings = null;
        discontinuity = hasEntries();
        fold = ended;
        CutState after = stateAt(
                mark(record.offset() + 1, 0), state.muxed(), false, state.pdtOffsetMs(), state.endMs(), state.ts());
        load(after);
        sink.accept(new Cut.End(record.key().wallClockMs(), after));
    }

    /** Cuts what is open, if anything, at a mark that no frame follows. */
    private void close(Mark mark) {
        if (open.isEmpty()) {
            return;
        }
        if (targetDurationS == 0) {
            targetDurationS = tracks.video() == null ? TargetDuration.ofAudio(target()) : TargetDuration.MAX_S;
        }
        cut(mark, open.size(), open.lastDtsMs() - open.startDtsMs() + frameMs);
    }

    /** Makes a segment of the first {@code count} open frames, gives it, and goes on from its checkpoint. */
    private void cut(Mark at, int count, long lengthMs) {
        List<Frame> rest = open.from(count);
        FoldState foldNow = fold;
        long clockNow = clockMs;
        int durationMs = (int) Math.max(1, Math.min(lengthMs, targetDurationS * 1000L + 499));
        long startMs = openStartMs();
        boolean discontinuous = discontinuity;
        TsState before = discontinuous ? state.ts().afterDiscontinuity(!config.equals(state.muxed())) : state.ts();
        TsMuxer.Result muxed = TsMuxer.mux(before, tracks, open.samples(count));
        boolean forced = state.forced() || !open.isIndependent();
        long pdtOffsetMs = startMs - open.startDtsMs();
        int lastFrameMs = frameMs;
        TrackConfig made = config;
        discontinuity = false;
        CutState after = stateAt(at, made, forced, pdtOffsetMs, startMs + durationMs, muxed.next());
        load(after);
        sink.accept(new Cut.Media(startMs, durationMs, discontinuous, muxed.bytes(), made, lastFrameMs, after));
        for (Frame frame : rest) {
            restore(frame.mark());
            place(frame);
        }
        fold = foldNow;
        clockMs = clockNow;
    }

    private CutState stateAt(Mark at, TrackConfig muxed, boolean forced, long pdtOffsetMs, long endMs, TsState ts) {
        return new CutState(
                at, settings, config, muxed, targetDurationS, forced, discontinuity, pdtOffsetMs, endMs, ts);
    }

    private void load(CutState from) {
        state = from;
        settings = from.settings();
        setConfig(from.config());
        targetDurationS = from.targetDurationS();
        discontinuity = from.discontinuity();
        waitsForTracks = false;
        open.clear();
        restore(from.mark());
    }

    private void restore(Mark mark) {
        fold = mark.fold();
        lastDtsMs = mark.lastDtsMs();
        timed = mark.timed();
        clockMs = mark.clockMs();
        clockOffsetMs = mark.clockOffsetMs();
        frameMs = mark.frameMs();
    }

    private Mark mark(long offset, int tagIndex) {
        return new Mark(offset, tagIndex, fold, lastDtsMs, timed, clockMs, clockOffsetMs, frameMs);
    }

    private void setConfig(TrackConfig next) {
        config = next;
        tracks = Tracks.of(next);
        waitsForTracks &= tracks.video() == null || tracks.audio() == null;
    }

    private long openStartMs() {
        return Math.max(open.startDtsMs() + open.pdtOffsetMs(), state.endMs());
    }

    private boolean hasEntries() {
        return state.endMs() != CutState.NO_END;
    }

    private boolean hasEntriesOrFrames() {
        return hasEntries() || !open.isEmpty();
    }

    private int target() {
        return settings == null ? TargetDuration.MAX_S * 1000 : settings.segmentTargetMs();
    }

    private int limitS() {
        return targetDurationS == 0 ? TargetDuration.MAX_S : targetDurationS;
    }
}
