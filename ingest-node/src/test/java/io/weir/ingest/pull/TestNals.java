package io.weir.ingest.pull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** NAL units for tests. Parameter sets made by x264 (322x182 Main; 640x362 Baseline) and x265 (322x182). */
final class TestNals {
    static final byte[] SPS = hex("674d400deca0a8cf11360220000003002000000641e28532c0");
    static final byte[] PPS = hex("68ce0fc8");
    static final byte[] OTHER_SPS = hex("6742c016d900a02ff93011000003000100000300140f162e48");
    static final byte[] OTHER_PPS = hex("68cb83cb20");
    static final byte[] DELIMITER = hex("09f0");

    /** first_mb_in_slice 0, slice_type 7 (I). */
    static final byte[] IDR = hex("6588804011223344");

    /** first_mb_in_slice 0, slice_type 5 (P). */
    static final byte[] P = hex("419a0055667788");

    /** first_mb_in_slice 0, slice_type 6 (B). */
    static final byte[] B = hex("019e00991122");

    /** An I picture of an open GOP. */
    static final byte[] I = hex("418880aabbcc");

    /** recovery_frame_cnt 0. */
    static final byte[] RECOVERY_POINT = hex("060601c480");

    /** recovery_frame_cnt 4. */
    static final byte[] SLOW_RECOVERY_POINT = hex("0606012c80");

    static final byte[] HEVC_VPS = hex("40010c01ffff01600000030090000003000003003c959409");
    static final byte[] HEVC_SPS =
            hex("42010101600000030090000003000003003ca00a880c1c44d965654a4c2f016808000003000800000300c840");
    static final byte[] HEVC_PPS = hex("4401c073c189");
    static final byte[] HEVC_IDR = hex("2601af0011223344");
    static final byte[] HEVC_CRA = hex("2a01af0011223344");
    static final byte[] HEVC_TRAIL = hex("0201d000556677");
    static final byte[] HEVC_DELIMITER = hex("460150");

    private TestNals() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** Behind start codes of four bytes and three, by turns. */
    static byte[] annexB(byte[]... nals) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < nals.length; i++) {
            out.writeBytes(i % 2 == 0 ? new byte[] {0, 0, 0, 1} : new byte[] {0, 0, 1});
            out.writeBytes(nals[i]);
        }
        return out.toByteArray();
    }

    static byte[] withLengths(byte[]... nals) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] nal : nals) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(nal.length).array());
            out.writeBytes(nal);
        }
        return out.toByteArray();
    }
}
