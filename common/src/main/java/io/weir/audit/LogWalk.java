package io.weir.audit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.audit.media.FrameDigest;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.log.Claim;
import io.weir.log.Config;
import io.weir.log.FoldState;
import io.weir.log.LogRecord;
import io.weir.log.MalformedRecordException;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks a log and tells what of it must be found in segments: which records count is told by the fold of all readers, everything
 * else by rules of its own.
 *
 * <p>Confined to one thread.
 */
final class LogWalk {
    /** CLAIMs that may still be followed by their fence. */
    private static final int MAX_CLAIMS = 64;

    private static final int MAX_CAUSE_LENGTH = 200;

    private final LogSink sink;
    private final TagFrames frames;
    private final LogTracks tracks = new LogTracks();
    private final Map<Long, Claim> claims = new LinkedHashMap<>();
    private FoldState fold = FoldState.START;
    private boolean configured;
    private boolean silent = true;
    private boolean entered;

    /** Whether the log begins within an epoch, and that epoch's next CONFIG has not come yet. */
    private boolean middle;

    LogWalk(LogSink sink, FrameDigest digest) {
        this.sink = sink;
        this.frames = new TagFrames(sink, digest, tracks);
    }

    /** Walks on over the next record. */
    void accept(LogRecord record) {
        TagKey key = record.key();
        if (key.kind() == RecordKind.CLAIM) {
            remember(record);
            return;
        }
        FoldState next = fold.accept(key);
        if (next == null) {
            return;
        }
        if (!entered) {
            entered = true;
            middle = !key.isFence();
        }
        FoldState before = fold;
        fold = next;
        switch (key.kind()) {
            case CLAIM -> {}
            case CONFIG -> config(record);
            case TAGS -> tags(record);
            case TICK -> {
                if (key.isFence() && !key.continues()) {
                    epoch(before, key);
                }
            }
            case GAP -> broken(cause(record), key.count(), key.wallClockMs());
            case END -> {
                broken("ended: " + cause(record), 0, key.wallClockMs());
                configured = false;
                tracks.clear();
            }
        }
    }

    private void remember(LogRecord record) {
        Claim claim = Claim.decode(record.value());
        if (claim == null) {
            return;
        }
        claims.put(record.offset(), claim);
        if (claims.size() > MAX_CLAIMS) {
            claims.remove(claims.keySet().iterator().next());
        }
    }

    private void epoch(FoldState before, TagKey fence) {
        boolean first = before.epoch() < 0;
        if (!first && !before.ended() && !silent) {
            broken("epoch " + before.epoch() + " broke off without a word", 0, fence.wallClockMs());
        }
        if (!first) {
            broken(taker(fence.epoch()), 0, fence.wallClockMs());
        }
        configured = false;
        middle = false;
        tracks.clear();
    }

    private String taker(long epoch) {
        Claim claim = claims.get(epoch);
        if (claim == null) {
            return "epoch " + epoch + " begins";
        }
        return switch (claim.reason()) {
            case PUSH -> "epoch " + epoch + ": a push by " + claim.publisher() + " to " + claim.node();
            case PULL -> "epoch " + epoch + ": pulled by " + claim.node();
            case REAP -> "epoch " + epoch + ": taken by " + claim.node() + " to be ended";
            case REMOVE -> "epoch " + epoch + ": " + claim.node() + " removes the topic";
            case CONTINUES -> "epoch " + epoch + ": " + claim.node() + " goes on";
        };
    }

    private void broken(String cause, int missing, long atMs) {
        silent = true;
        frames.nextSection();
        sink.broken(cause, missing, atMs);
    }

    private static String cause(LogRecord record) {
        String said = new String(record.value(), StandardCharsets.UTF_8);
        String cause = said.isBlank() ? "no cause is given" : said;
        return cause.length() > MAX_CAUSE_LENGTH ? cause.substring(0, MAX_CAUSE_LENGTH) + "..." : cause;
    }

    private void config(LogRecord record) {
        Config said = decode(record);
        if (said != null) {
            configured = true;
            middle = false;
        }
    }

    private @Nullable Config decode(LogRecord record) {
        try {
            Config said = Config.decode(record.value());
            // All or nothing: a CONFIG of which a part cannot be read says nothing.
            said.tags().forEach(tag -> new LogTracks().see(tag));
            said.tags().forEach(tracks::see);
            return said;
        } catch (MalformedRecordException | FlvFormatException e) {
            return null; // written by a node of another mind
        }
    }

    private String beforeConfig() {
        return middle ? "before the first CONFIG that the log still holds" : "before an epoch's first CONFIG";
    }

    private void tags(LogRecord record) {
        ByteBuf in = Unpooled.wrappedBuffer(record.value());
        int index = 0;
        try {
            for (; in.isReadable(); index++) {
                FlvTag tag = FlvTags.read(in);
                boolean media = tag.type() == FlvTag.VIDEO || tag.type() == FlvTag.AUDIO;
                if (media && tag.length() > 0) {
                    if (configured) {
                        tracks.see(tag);
                        silent &= !frames.tag(record, index, tag);
                    } else {
                        sink.leftOut(beforeConfig(), 1, record.key().wallClockMs());
                    }
                }
            }
        } catch (FlvFormatException e) {
            int rest = Math.max(1, record.key().count() - index);
            sink.leftOut("behind damage in their record", rest, record.key().wallClockMs());
        }
    }
}
