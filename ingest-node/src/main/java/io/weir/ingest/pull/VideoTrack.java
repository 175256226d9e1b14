package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.ingest.pull.VideoCodec.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * H.264 or HEVC, from access units to FLV tags: H.264 in its old form, HEVC as Enhanced RTMP's {@code hvc1}. A configuration
 * comes before the first frame and wherever it changes; frames before it are of no use, and wait for nobody.
 *
 * <p>Parameter sets, delimiters and filler are left out of frames, SEI is kept.
 *
 * <p>Source: Adobe FLV 10.1 section E.4.3; Enhanced RTMP v2, "Enhanced Video"; ISO/IEC 14496-15.
 */
final class VideoTrack implements PulledTrack {
    /** An access unit that is longer is left out, bytes. */
    static final int MAX_FRAME_BYTES = 10 << 20;

    /** Where the source does not tell a picture's time, ms. */
    private static final int DEFAULT_INTERVAL_MS = 40;

    private static final int NAL_LENGTH_BYTES = 4;
    private static final int MAX_HEADER_BYTES = 8;
    private static final int MAX_COMPOSITION_MS = (1 << 23) - 1;

    private final VideoCodec codec;
    private final TagOutput out;
    private final ParameterSets sets;
    private final NalUnits units = new NalUnits();
    private final DecodeClock clock = new DecodeClock();

    /** Of the length before each NAL unit of a packet; 0: start codes. */
    private int lengthBytes;

    private boolean configurationDue;
    private boolean carries;
    private long lastPtsMs = SourcePacket.NO_TIME;
    private long intervalMs = DEFAULT_INTERVAL_MS;

    /** Of the picture at hand. */
    private boolean keyframe;

    private boolean reorderable;
    private int keptBytes;

    VideoTrack(VideoCodec codec, byte[] extradata, TagOutput out) {
        this.codec = codec;
        this.out = out;
        sets = new ParameterSets(codec);
        takeExtradata(extradata);
    }

    /** A configuration that the source tells beside the packets, at its beginning or later. */
    void takeExtradata(byte[] extradata) {
        if (extradata.length > 0) {
            byte[] before = sets.record();
            lengthBytes = sets.takeExtradata(extradata);
            configurationDue |= sets.record() != before;
        }
    }

    @Override
    public void take(SourcePacket packet) {
        ByteBuffer data = packet.data();
        if (data.remaining() > MAX_FRAME_BYTES) {
            return;
        }
        if (lengthBytes == 0) {
            units.scanAnnexB(data);
        } else {
            units.scanLengths(data, lengthBytes);
        }
        configurationDue |= sets.take(units, data);
        look(data);
        byte[] record = sets.record();
        if (record == null || keptBytes == 0) {
            return;
        }
        long ptsMs = presentationMs(packet);
        clock.limit(sets.reordered());
        long dtsMs = packet.dtsMs() == SourcePacket.NO_TIME ? clock.decodeMs(ptsMs, reorderable) : packet.dtsMs();
        if (configurationDue) {
            configurationDue = false;
            writeConfiguration(dtsMs, record);
        }
        writeFrame(dtsMs, ptsMs, data);
    }

    private void look(ByteBuffer data) {
        keyframe = false;
        reorderable = false;
        keptBytes = 0;
        boolean picture = false;
        for (int i = 0; i < units.count(); i++) {
            int offset = units.offset(i);
            int length = units.length(i);
            Kind kind = codec.kind(data.get(offset));
            if (!isKept(kind)) {
                continue;
            }
            keptBytes += NAL_LENGTH_BYTES + length;
            keyframe |= kind == Kind.RANDOM_ACCESS || (kind == Kind.SEI && codec.recoversAt(data, offset, length));
            if (kind == Kind.SLICE || kind == Kind.RANDOM_ACCESS) {
                reorderable |= !picture && codec.reorderable(data, offset, length);
                picture = true;
            }
        }
        keptBytes = picture ? keptBytes : 0;
    }

    private static boolean isKept(Kind kind) {
        return switch (kind) {
            case SLICE, RANDOM_ACCESS, SEI, OTHER -> true;
            case VPS, SPS, PPS, LEFT_OUT -> false;
        };
    }

    /** The first picture over RTSP has no time, and is where the source's clock begins. */
    private long presentationMs(SourcePacket packet) {
        long ptsMs = packet.ptsMs() != SourcePacket.NO_TIME ? packet.ptsMs() : packet.dtsMs();
        if (ptsMs == SourcePacket.NO_TIME) {
            ptsMs = lastPtsMs == SourcePacket.NO_TIME ? PacketClock.OFFSET_MS : lastPtsMs + intervalMs;
        } else if (lastPtsMs != SourcePacket.NO_TIME && ptsMs > lastPtsMs && ptsMs - lastPtsMs < 1_000) {
            intervalMs = ptsMs - lastPtsMs;
        }
        lastPtsMs = ptsMs;
        return ptsMs;
    }

    private void writeConfiguration(long dtsMs, byte[] record) {
        ByteBuf body = out.body(MAX_HEADER_BYTES + record.length);
        if (codec == VideoCodec.HEVC) {
            body.writeByte(0x90).writeInt(VideoTagHeader.HEVC);
        } else {
            body.writeByte(0x17).writeInt(0);
        }
        out.write(FlvTag.VIDEO, (int) dtsMs, body.writeBytes(record));
    }

    private void writeFrame(long dtsMs, long ptsMs, ByteBuffer data) {
        int compositionMs = (int) Math.max(-MAX_COMPOSITION_MS, Math.min(MAX_COMPOSITION_MS, ptsMs - dtsMs));
        ByteBuf body = out.body(MAX_HEADER_BYTES + keptBytes);
        if (codec == VideoCodec.HEVC) {
            body.writeByte(keyframe ? 0x91 : 0xA1).writeInt(VideoTagHeader.HEVC);
        } else {
            body.writeByte(keyframe ? 0x17 : 0x27).writeByte(1);
        }
        body.writeMedium(compositionMs);
        for (int i = 0; i < units.count(); i++) {
            int offset = units.offset(i);
            if (isKept(codec.kind(data.get(offset)))) {
                body.writeInt(units.length(i));
                FrameBytes.copy(data, offset, offset + units.length(i), body);
            }
        }
        carries = true;
        out.write(FlvTag.VIDEO, (int) dtsMs, body);
    }

    @Override
    public boolean carries() {
        return carries;
    }

    @Override
    public String label() {
        return codec.label();
    }

    @Override
    public @Nullable String fault() {
        String fault = sets.record() == null ? sets.fault() : null;
        return fault == null ? null : label() + " whose parameter sets cannot be used (" + fault + ")";
    }
}
