package io.weir.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Tags and transport streams as small as can be, written without the code that is tested. */
final class Pictures {
    static final int VIDEO_PID = 0x100;
    private static final int PACKET_BYTES = 188;
    private static final int PES_HEADER_BYTES = 9;

    private Pictures() {}

    /** A video tag from the hexadecimal digits of its body. */
    static FlvTag video(int timestampMs, String hex) {
        ByteBuf body = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
        return new FlvTag(FlvTag.VIDEO, timestampMs, body, 0, body.readableBytes());
    }

    /** An AVC configuration whose NAL unit lengths have 4 bytes. */
    static FlvTag configuration() {
        return video(
                0, "1700000000" + "014d400dffe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8");
    }

    /** The mark of a picture as the reader must know it. */
    static byte[] mark(long number) {
        return ("weir-frame-mark:" + "%012d".formatted(number)).getBytes(StandardCharsets.US_ASCII);
    }

    /** A transport stream of one PES packet with these bytes, in packets with {@code payloadBytes} of payload each. */
    static byte[] transportStream(int payloadBytes, byte[]... elementary) {
        ByteArrayOutputStream ts = new ByteArrayOutputStream();
        for (byte[] bytes : elementary) {
            byte[] pes = new byte[PES_HEADER_BYTES + bytes.length];
            pes[2] = 1;
            pes[3] = (byte) 0xE0;
            pes[6] = (byte) 0x80;
            System.arraycopy(bytes, 0, pes, PES_HEADER_BYTES, bytes.length);
            for (int at = 0; at < pes.length; at += payloadBytes) {
                packet(ts, VIDEO_PID, at == 0, pes, at, Math.min(payloadBytes, pes.length - at));
            }
        }
        return ts.toByteArray();
    }

    /** Appends a packet, filled up by its adaptation field. */
    static void packet(ByteArrayOutputStream ts, int pid, boolean start, byte[] bytes, int from, int length) {
        int adaptation = PACKET_BYTES - 4 - 1 - length;
        ts.write(0x47);
        ts.write((start ? 0x40 : 0) | pid >> 8);
        ts.write(pid & 0xFF);
        ts.write(0x30);
        ts.write(adaptation);
        for (int i = 0; i < adaptation; i++) {
            ts.write(i == 0 ? 0 : 0xFF);
        }
        ts.write(bytes, from, length);
    }
}
