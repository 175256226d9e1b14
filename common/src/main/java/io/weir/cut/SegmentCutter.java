package io.weir.cut;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.log.Config;
import io.weir.log.FoldState;
import io.weir.log.LogRecord;
import io.weir.log.MalformedRecordException;
import io.weir.log.PinnedSettings;
import io.weir.log.TagKey;
import io.weir.log.UnknownSettingsException;
import io.weir.mp4.Mp4State;
import io.weir.track.Sample;
import io.weir.ts.TsState;
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
    /** Times that jump further than this within an epoch, without a GAP to say so, make a discontinuity. */
    private static final int MAX_STEP_MS = 10_000;

    /** Where sound ends further before a picture, they are not of one clock. */
    private static final int MAX_SOUND_STEP_MS = 500;

    private final Consumer<Cut> sink;
    private final OpenSegment open = new OpenSegment();
    private final Reading reading = new Reading();
    private final CutRule rule = new CutRule();
    private final EpochTracks tracks = new EpochTracks();
    private CutState state;

    // What of the state changes while a segment is open.
    private @Nullable PinnedSettings settings;
    private boolean discontinuity;

    /**
     * A cutter that reads on from a checkpoint.
     *
     * @param state the checkpoint; the first record to give is the one at its mark's offset
     * @param sink takes the cuts, in order, within {@link #accept}
     * @throws UnknownSettingsException if it cannot cut as the stream's writer wants
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
     * @throws UnknownSettingsException if it cannot cut as the stream's writer wants; it is of no use any more
     */
    public void accept(LogRecord record) {
        TagKey key = record.key();
        FoldState next = reading.fold.accept(key);
        if (next == null) {
            return;
        }
        Mark mark = reading.mark(record.offset(), 0);
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
                discontinuity = state.hasEntries();
            }
            case END -> onEnd(mark, record, next);
        }
        reading.fold = next;
    }

    private void onEpoch(Mark mark) {
        close(mark);
        discontinuity = state.hasEntries();
        setSettings(null);
        tracks.beginEpoch();
    }

    private void onConfig(Mark mark, LogRecord record) {
        Config said;
        TrackConfig next = tracks.config();
        try {
            said = Config.decode(record.value());
            for (FlvTag tag : said.tags()) {
                next = Tracks.after(next, tag);
            }
        } catch (MalformedRecordException | FlvFormatException e) {
            return; // written by a node of another mind
        }
        changeConfig(mark, next);
        if (settings == null) {
            setSettings(said.settings());
        }
        reading.clockMs = record.key().wallClockMs();
    }

    private void changeConfig(Mark mark, TrackConfig next) {
        if (next.equals(tracks.config())) {
            return;
        }
        if (tracks.isWaitingFor(next)) {
            open.keepWhole();
        } else {
            close(mark);
        }
        tracks.set(next);
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
            // As with a CONFIG: what can be read of the record counts.
        }
    }

    private void onTag(long offset, int index, FlvTag tag) {
        boolean video = tag.type() == FlvTag.VIDEO;
        boolean media = video || tag.type() == FlvTag.AUDIO;
        if (settings == null || !media || tag.length() == 0) {
            return;
        }
        Mark mark = reading.mark(offset, index);
        changeConfig(mark, Tracks.after(tracks.config(), tag));
        Sample sample = TagSamples.of(tag, tracks.tracks(), reading.dtsMs(video, tag.timestampMs()));
        if (sample != null) {
            place(new Frame(mark, sample));
        }
    }

    private void place(Frame frame) {
        boolean video = frame.sample().video();
        if (reading.isJump(video, frame.dtsMs(), MAX_STEP_MS) && hasEntriesOrFrames()) {
            close(frame.mark());
            discontinuity = true;
            reading.keepClockAcross(video, frame.dtsMs());
        }
        tracks.see(frame.dtsMs());
        for (int at = cutBefore(frame); at != OpenSegment.NONE; at = cutBefore(frame)) {
            Frame next = at == open.size() ? frame : open.frame(at);
            cut(next.mark(), at, lengthMs(next));
        }
        add(frame);
    }

    /** How long what is cut before {@code next} is. */
    private long lengthMs(Frame next) {
        long lengthMs = next.dtsMs() - open.startDtsMs();
        boolean soundBeforeAPicture =
                tracks.hasVideo() && !open.hasVideo() && next.sample().video();
        if (!soundBeforeAPicture) {
            return lengthMs;
        }
        // The tracks of some cameras are seconds apart: then the sound alone tells how long it is.
        long soundMs = open.soundMs();
        return lengthMs >= soundMs && lengthMs <= soundMs + MAX_SOUND_STEP_MS ? lengthMs : soundMs;
    }

    private int cutBefore(Frame frame) {
        return rule.cutBefore(open, frame, tracks.hasVideo(), tracks.isWaiting(), state.hasEntries() && !discontinuity);
    }

    private void add(Frame frame) {
        tracks.added(frame.dtsMs());
        reading.pass(frame.sample().video(), frame.dtsMs());
        if (open.isEmpty()) {
            open.begin(ProgramDate.offsetMs(state, discontinuity, reading.clockOffsetMs()));
        } else if (frame.sample().video() || !tracks.hasVideo()) {
            reading.learnFrame(frame.dtsMs() - open.lastDtsMs(), MAX_STEP_MS);
        }
        open.add(frame);
    }

    private void onTick(Mark mark, long wallClockMs) {
        if (!open.isEmpty() && wallClockMs - openStartMs() >= rule.limitS() * 1000L) {
            close(mark);
        }
        if (!open.isEmpty() || !state.hasEntries() || rule.targetDurationS() == 0) {
            return;
        }
        int gapMs = rule.targetDurationS() * 1000;
        long from = Silence.beginsMs(state.endMs(), wallClockMs, gapMs);
        for (; Silence.holds(from, wallClockMs, gapMs); from += gapMs) {
            discontinuity = true;
            CutState after = stateAt(
                    mark, state.muxed(), state.forced(), state.pdtOffsetMs(), from + gapMs, state.ts(), state.mp4());
            load(after);
            sink.accept(new Cut.Gap(from, gapMs, after));
        }
    }

    private void onEnd(Mark mark, LogRecord record, FoldState ended) {
        close(mark);
        tracks.set(TrackConfig.NONE);
        rule.restore(0);
        setSettings(null);
        discontinuity = state.hasEntries();
        reading.fold = ended;
        CutState after = stateAt(
                reading.mark(record.offset() + 1, 0),
                state.muxed(),
                false,
                state.pdtOffsetMs(),
                state.endMs(),
                state.ts(),
                null);
        load(after);
        sink.accept(new Cut.End(record.key().wallClockMs(), after));
    }

    /** Cuts what is open, if anything, at a mark that no frame follows. */
    private void close(Mark mark) {
        if (open.isEmpty()) {
            return;
        }
        rule.settle(tracks.hasVideo());
        cut(mark, open.size(), open.lastDtsMs() - open.startDtsMs() + reading.frameMs());
    }

    /** Makes a segment of the first {@code count} open frames, gives it, and goes on from its checkpoint. */
    private void cut(Mark at, int count, long lengthMs) {
        List<Frame> rest = open.from(count);
        FoldState foldNow = reading.fold;
        long clockNow = reading.clockMs;
        int durationMs = (int) Math.max(1, Math.min(lengthMs, rule.targetDurationS() * 1000L + 499));
        long startMs = openStartMs();
        TrackConfig muxed = tracks.config();
        long endDtsMs = open.startDtsMs() + lengthMs;
        Container.Made made = Container.make(state, settings, discontinuity, tracks, open.samples(count), endDtsMs);
        boolean forced = state.forced() || !open.isIndependent();
        long pdtOffsetMs = startMs - open.startDtsMs();
        int frameRateMilli = open.frameRateMilli(count, durationMs);
        discontinuity = false;
        CutState after = stateAt(at, muxed, forced, pdtOffsetMs, startMs + durationMs, made.ts(), made.mp4());
        load(after);
        sink.accept(new Cut.Media(
                startMs,
                durationMs,
                made.discontinuous(),
                made.bytes(),
                made.init(),
                muxed,
                frameRateMilli,
                made.damagedSamples(),
                after));
        for (Frame frame : rest) {
            reading.restore(frame.mark());
            place(frame);
        }
        reading.fold = foldNow;
        reading.clockMs = clockNow;
    }

    private CutState stateAt(
            Mark at,
            TrackConfig muxed,
            boolean forced,
            long pdtOffsetMs,
            long endMs,
            TsState ts,
            @Nullable Mp4State mp4) {
        return new CutState(
                at,
                settings,
                tracks.config(),
                muxed,
                rule.targetDurationS(),
                forced,
                discontinuity,
                pdtOffsetMs,
                endMs,
                ts,
                mp4);
    }

    private void load(CutState from) {
        state = from;
        setSettings(from.settings());
        tracks.restore(from.config());
        rule.restore(from.targetDurationS());
        discontinuity = from.discontinuity();
        open.clear();
        reading.restore(from.mark());
    }

    private void setSettings(@Nullable PinnedSettings next) {
        if (next != null) {
            next.requireKnown();
        }
        settings = next;
        rule.aimAt(next == null ? TargetDuration.MAX_S * 1000 : next.segmentTargetMs());
    }

    private long openStartMs() {
        return Math.max(open.startDtsMs() + open.pdtOffsetMs(), state.endMs());
    }

    private boolean hasEntriesOrFrames() {
        return state.hasEntries() || !open.isEmpty();
    }
}
