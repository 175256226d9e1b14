package io.weir.cut;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.log.Config;
import io.weir.log.LogRecord;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.track.TestMedia;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A publication as it is written into the log: said once, and rendered as records in runs of any length. The wall clock
 * runs with the media unless it is set.
 */
public final class LogScript {
    public static final byte[] AVC = HexFormat.of()
            .parseHex("1700000000014d400dffe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8");
    public static final byte[] AVC_OTHER = HexFormat.of()
            .parseHex("1700000000014d401effe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8");

    /** By codec id 12, and by Enhanced RTMP. */
    public static final byte[] HEVC = bytes("1c00000000", TestMedia.HEVC.encode());

    public static final byte[] HEVC_ENHANCED = bytes("9068766331", TestMedia.HEVC.encode());
    public static final byte[] AAC = HexFormat.of().parseHex("af001190");
    public static final long WALL_MS = 1_700_000_000_000L;

    private sealed interface Step {}

    private record Tag(boolean endsRun, int type, int timestampMs, byte[] body) implements Step {}

    private record Other(TagKey key, byte[] value) implements Step {}

    private final List<Step> steps = new ArrayList<>();
    private final Random random;
    private PinnedSettings settings = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION);
    private byte @Nullable [] videoConfig;
    private byte @Nullable [] audioConfig;
    private long wallLessMediaMs = WALL_MS;
    private int soundLaterMs;
    private @Nullable Integer keyframesAgainMs;

    public LogScript(long seed) {
        random = new Random(seed);
    }

    private static byte[] bytes(String header, byte[] configuration) {
        byte[] head = HexFormat.of().parseHex(header);
        byte[] all = Arrays.copyOf(head, head.length + configuration.length);
        System.arraycopy(configuration, 0, all, head.length, configuration.length);
        return all;
    }

    public LogScript target(int segmentTargetMs) {
        settings = new PinnedSettings(segmentTargetMs, settings.container(), settings.muxerVersion());
        return this;
    }

    public LogScript container(String container) {
        settings = new PinnedSettings(settings.segmentTargetMs(), container, settings.muxerVersion());
        return this;
    }

    public LogScript muxerVersion(int version) {
        settings = new PinnedSettings(settings.segmentTargetMs(), settings.container(), version);
        return this;
    }

    /** The wall clock at media time 0, from now on. */
    public LogScript wallAtZero(long wallMs) {
        wallLessMediaMs = wallMs;
        return this;
    }

    public LogScript epoch() {
        steps.add(new Other(TagKey.claim(1, 0), new byte[0]));
        steps.add(new Other(TagKey.fence(-1, false, 0), new byte[0]));
        return this;
    }

    public LogScript epochContinues() {
        steps.add(new Other(TagKey.claim(1, 0), new byte[0]));
        steps.add(new Other(TagKey.fence(-1, true, 0), new byte[0]));
        return this;
    }

    public LogScript tracks(byte @Nullable [] video, byte @Nullable [] audio) {
        videoConfig = video;
        audioConfig = audio;
        return this;
    }

    public LogScript config(int atMs) {
        ByteBuf value = Unpooled.buffer();
        value.writeBytes(Config.encodeSettings(settings, null));
        if (videoConfig != null) {
            FlvTags.write(value, FlvTag.VIDEO, atMs, Unpooled.wrappedBuffer(videoConfig));
        }
        if (audioConfig != null) {
            FlvTags.write(value, FlvTag.AUDIO, atMs, Unpooled.wrappedBuffer(audioConfig));
        }
        byte[] bytes = new byte[value.readableBytes()];
        value.readBytes(bytes);
        return other(RecordKind.CONFIG, 0, wallLessMediaMs + atMs, bytes);
    }

    public LogScript keyframe(int atMs) {
        config(atMs);
        return video(true, atMs, 80);
    }

    public LogScript picture(int atMs) {
        return video(false, atMs, random.nextBoolean() ? 80 : 0);
    }

    public LogScript video(boolean keyframe, int atMs, int compositionMs) {
        byte[] body = new byte[5 + 4 + 40 + random.nextInt(600)];
        random.nextBytes(body);
        boolean hevc = Arrays.equals(videoConfig, HEVC) || Arrays.equals(videoConfig, HEVC_ENHANCED);
        body[0] = (byte) ((keyframe ? 0x10 : 0x20) | (hevc ? 12 : 7));
        body[1] = 1;
        body[2] = (byte) (compositionMs >> 16);
        body[3] = (byte) (compositionMs >> 8);
        body[4] = (byte) compositionMs;
        int nalBytes = body.length - 9;
        body[5] = 0;
        body[6] = 0;
        body[7] = (byte) (nalBytes >> 8);
        body[8] = (byte) nalBytes;
        for (int i = 9; i < body.length; i++) {
            body[i] |= 1; // no start code within
        }
        body[9] = (byte) (hevc ? (keyframe ? 19 : 1) << 1 : keyframe ? 0x65 : 0x41);
        return tag(keyframe, FlvTag.VIDEO, atMs, body);
    }

    public LogScript sound(int atMs) {
        byte[] body = new byte[2 + 10 + random.nextInt(100)];
        random.nextBytes(body);
        body[0] = (byte) 0xAF;
        body[1] = 1;
        return tag(false, FlvTag.AUDIO, atMs, body);
    }

    /** Any tag, in the run that is open. */
    public LogScript tag(int type, int atMs, byte[] body) {
        return tag(false, type, atMs, body);
    }

    /** Sound is this much later than pictures, from now on. */
    public LogScript soundLater(int ms) {
        soundLaterMs = ms;
        return this;
    }

    /**
     * Behind each keyframe that is played a second one follows, this much later than the first: as from encoders that send
     * each slice of it as a frame of its own, or all of it twice.
     */
    public LogScript keyframesAgain(@Nullable Integer laterMs) {
        keyframesAgainMs = laterMs;
        return this;
    }

    /** Pictures and sound in {@code [fromMs, toMs)}; a keyframe where the distance from {@code fromMs} divides. */
    public LogScript play(int fromMs, int toMs, int frameMs, int gopMs) {
        int soundMs = fromMs;
        for (int at = fromMs; at - toMs < 0; at += frameMs) {
            if (videoConfig != null) {
                if ((at - fromMs) % gopMs == 0) {
                    keyframe(at);
                    if (keyframesAgainMs != null) {
                        video(true, at + keyframesAgainMs, 80);
                    }
                } else {
                    picture(at);
                }
            }
            for (; audioConfig != null && soundMs - at <= 0; soundMs += 23) {
                sound(soundMs + soundLaterMs);
            }
        }
        return this;
    }

    public LogScript tick(long wallMs) {
        return other(RecordKind.TICK, 0, wallMs, new byte[0]);
    }

    public LogScript gap(int count) {
        return other(RecordKind.GAP, count, 0, new byte[0]);
    }

    public LogScript end(long wallMs) {
        return other(RecordKind.END, 0, wallMs, new byte[0]);
    }

    private LogScript tag(boolean endsRun, int type, int timestampMs, byte[] body) {
        steps.add(new Tag(endsRun, type, timestampMs, body));
        return this;
    }

    private LogScript other(RecordKind kind, int count, long wallMs, byte[] value) {
        steps.add(new Other(TagKey.of(kind, 0, 0, count, wallMs), value));
        return this;
    }

    /** The log, in runs of {@code runTags} tags, some shorter. */
    public List<LogRecord> records(int runTags) {
        List<LogRecord> records = new ArrayList<>();
        ByteBuf run = Unpooled.buffer();
        int inRun = 0;
        long epoch = -1;
        long next = 0;
        for (Step step : steps) {
            if (step instanceof Tag tag) {
                if (inRun > 0 && (tag.endsRun() || inRun >= runTags)) {
                    records.add(run(records.size(), epoch, next, inRun, run));
                    next += inRun;
                    inRun = 0;
                }
                FlvTags.write(run, tag.type(), tag.timestampMs(), Unpooled.wrappedBuffer(tag.body()));
                inRun++;
            } else if (step instanceof Other other) {
                if (inRun > 0) {
                    records.add(run(records.size(), epoch, next, inRun, run));
                    next += inRun;
                    inRun = 0;
                }
                TagKey key = other.key();
                if (key.isFence()) {
                    epoch = records.size() - 1L;
                    next = key.continues() ? next : 0;
                    key = TagKey.fence(epoch, key.continues(), key.wallClockMs());
                } else if (key.kind() != RecordKind.CLAIM) {
                    key = TagKey.of(key.kind(), epoch, next, key.count(), key.wallClockMs());
                    next += key.count();
                }
                records.add(new LogRecord(records.size(), key, other.value()));
            }
        }
        if (inRun > 0) {
            records.add(run(records.size(), epoch, next, inRun, run));
        }
        return records;
    }

    private static LogRecord run(int offset, long epoch, long first, int count, ByteBuf run) {
        byte[] value = new byte[run.readableBytes()];
        run.readBytes(value).clear();
        return new LogRecord(offset, TagKey.of(RecordKind.TAGS, epoch, first, count, WALL_MS), value);
    }
}
