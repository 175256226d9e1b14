package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From a camera's H.264 packets to FLV tags. Packets in byte stream form (RTSP) lose their start codes, access unit
 * delimiters and parameter sets; the latter become a configuration (ISO/IEC 14496-15 section 5.3.3.1) before the keyframe
 * that needs it, whether they came in the session's description or among the pictures. Packets with lengths (RTMP) pass as
 * they are.
 *
 * <p>Each byte is copied once, into a buffer that is used again.
 */
final class AvcPackets implements PacketTrack {
    private static final int KEYFRAME_TAG = 0x17;
    private static final int INTER_TAG = 0x27;
    private static final int SEQUENCE_HEADER = 0;
    private static final int NAL_UNITS = 1;

    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int DELIMITER = 9;
    private static final int BASELINE = 66;

    /** Larger parameter sets are damage, bytes. */
    private static final int MAX_PARAMETER_SET_BYTES = 1_024;

    private final ByteBuf body = Unpooled.buffer();
    private DecodeTimes decodeTimes = new DecodeTimes(DecodeTimes.MAX_REORDERED);
    private boolean lengths;
    private byte @Nullable [] sps;
    private byte @Nullable [] pps;
    private boolean configDue;

    /**
     * A track.
     *
     * @param configuration a configuration record, or parameter sets in byte stream form; may be empty
     */
    AvcPackets(ByteBuffer configuration) {
        if (configuration.hasRemaining() && configuration.get(0) == 1) {
            lengths = true;
            body.writeByte(KEYFRAME_TAG)
                    .writeByte(SEQUENCE_HEADER)
                    .writeMedium(0)
                    .writeBytes(configuration.duplicate());
            configDue = true;
        } else {
            NalUnits units = new NalUnits(configuration);
            while (units.advance()) {
                keepParameterSet(configuration.get(units.start()) & 0x1F, units);
            }
        }
    }

    @Override
    public void accept(ByteBuffer packet, long ptsMs, long dtsMs, boolean key, TagSink sink) {
        if (lengths) {
            acceptWithLengths(packet, ptsMs, dtsMs, key, sink);
            return;
        }
        body.clear().writeByte(INTER_TAG).writeByte(NAL_UNITS).writeMedium(0);
        int headerBytes = body.writerIndex();
        boolean keyframe = false;
        NalUnits units = new NalUnits(packet);
        while (units.advance()) {
            int type = packet.get(units.start()) & 0x1F;
            keyframe |= type == IDR;
            if (type == SPS || type == PPS) {
                keepParameterSet(type, units);
            } else if (type != DELIMITER) {
                body.writeInt(units.length())
                        .writeBytes(packet.duplicate().position(units.start()).limit(units.start() + units.length()));
            }
        }
        if (body.writerIndex() == headerBytes) {
            return; // parameter sets alone
        }
        long time = dtsMs == NO_TIME ? decodeTimes.next(ptsMs) : dtsMs;
        writeConfig(time, sink);
        body.setByte(0, keyframe ? KEYFRAME_TAG : INTER_TAG).setMedium(2, (int) (ptsMs - time));
        sink.tag(FlvTag.VIDEO, (int) time, body);
    }

    private void acceptWithLengths(ByteBuffer packet, long ptsMs, long dtsMs, boolean key, TagSink sink) {
        long time = dtsMs == NO_TIME ? ptsMs : dtsMs;
        if (configDue) {
            configDue = false;
            sink.tag(FlvTag.VIDEO, (int) time, body);
        }
        body.clear()
                .writeByte(key ? KEYFRAME_TAG : INTER_TAG)
                .writeByte(NAL_UNITS)
                .writeMedium((int) (ptsMs - time))
                .writeBytes(packet);
        sink.tag(FlvTag.VIDEO, (int) time, body);
    }

    private void keepParameterSet(int type, NalUnits units) {
        if (units.length() < 4 || units.length() > MAX_PARAMETER_SET_BYTES) {
            return;
        }
        byte[] found = units.copy();
        if (type == SPS && !Arrays.equals(found, sps)) {
            sps = found;
            configDue = true;
            decodeTimes = new DecodeTimes(found[1] == BASELINE ? 0 : DecodeTimes.MAX_REORDERED);
        } else if (type == PPS && !Arrays.equals(found, pps)) {
            pps = found;
            configDue = true;
        }
    }

    private void writeConfig(long dtsMs, TagSink sink) {
        byte[] sequence = sps;
        byte[] picture = pps;
        if (!configDue || sequence == null || picture == null) {
            return;
        }
        configDue = false;
        ByteBuf config = Unpooled.buffer(16 + sequence.length + picture.length)
                .writeByte(KEYFRAME_TAG)
                .writeByte(SEQUENCE_HEADER)
                .writeMedium(0)
                .writeByte(1)
                .writeBytes(sequence, 1, 3)
                .writeByte(0xFF) // lengths of four bytes
                .writeByte(0xE1) // one SPS
                .writeShort(sequence.length)
                .writeBytes(sequence)
                .writeByte(1)
                .writeShort(picture.length)
                .writeBytes(picture);
        sink.tag(FlvTag.VIDEO, (int) dtsMs, config);
    }
}
