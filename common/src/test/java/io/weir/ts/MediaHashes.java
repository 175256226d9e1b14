package io.weir.ts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Names frames by what is in them, so that tests can tell whether those sent are those found. */
public final class MediaHashes {
    private MediaHashes() {}

    /** The first 64 bits of a SHA-256, in hexadecimal. */
    public static String hash(byte[] bytes, int offset, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, offset, length);
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new AssertionError(everyJvmHasIt);
        }
    }

    public static String hash(byte[] bytes) {
        return hash(bytes, 0, bytes.length);
    }

    /** Hashes of the VCL NAL units of an H.264 picture in length-prefixed form. */
    public static List<String> vclOfAvcc(byte[] bytes, int offset, int length, int nalLengthBytes) {
        return vcl(bytes, offset, length, nalLengthBytes, false);
    }

    /** Hashes of the VCL NAL units of a picture in length-prefixed form. */
    public static List<String> vcl(byte[] bytes, int offset, int length, int nalLengthBytes, boolean hevc) {
        List<String> hashes = new ArrayList<>();
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int nalLength = 0;
            for (int i = 0; i < nalLengthBytes; i++) {
                nalLength = (nalLength << 8) | (bytes[at++] & 0xFF);
            }
            if (nalLength > 0 && (hevc ? (bytes[at] & 0x7E) < 64 : isVcl(bytes[at]))) {
                hashes.add(hash(bytes, at, nalLength));
            }
            at += nalLength;
        }
        return hashes;
    }

    /** Whether it is of H.264 and of type 1 to 5. */
    static boolean isVcl(byte nalHeader) {
        int type = nalHeader & 0x1F;
        return type >= 1 && type <= 5;
    }
}
