package io.weir.simulation;

import io.weir.cut.LogScript;
import io.weir.flv.FlvTag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Media that can be told apart wherever it turns up: each frame's bytes say whose it is and which one. The bytes are a slice
 * or a sound frame in form, noise to a decoder, and have no start code within.
 */
public final class NumberedMedia {
    /**
     * One frame as it was found.
     *
     * @param push whose it is
     * @param number counted over all frames of the push, pictures and sound alike
     */
    public record Found(int push, int number, boolean video) {}

    public static final byte[] AVC = LogScript.AVC;
    public static final byte[] AVC_OTHER = LogScript.AVC_OTHER;
    public static final byte[] HEVC = LogScript.HEVC;
    public static final byte[] AAC = LogScript.AAC;

    private static final byte[] MAGIC = {0x57, (byte) 0xE1, 0x5D, (byte) 0xC3};
    private static final int NUMBER_BYTES = 4;
    private static final int MARK_BYTES = MAGIC.length + 2 + NUMBER_BYTES;
    private static final byte FILLER = 0x7F;

    private NumberedMedia() {}

    /** A picture's tag. */
    public static byte[] picture(byte[] config, boolean keyframe, int push, int number, int fillerBytes) {
        boolean hevc = Arrays.equals(config, HEVC);
        int nalBytes = 2 + MARK_BYTES + fillerBytes;
        byte[] body = new byte[5 + 4 + nalBytes];
        Arrays.fill(body, FILLER);
        body[0] = (byte) ((keyframe ? 0x10 : 0x20) | (hevc ? 12 : 7));
        body[1] = 1;
        body[2] = 0;
        body[3] = 0;
        body[4] = 0;
        body[5] = 0;
        body[6] = 0;
        body[7] = (byte) (nalBytes >> 8);
        body[8] = (byte) nalBytes;
        body[9] = (byte) (hevc ? (keyframe ? 19 : 1) << 1 : keyframe ? 0x65 : 0x41);
        body[10] = 1;
        mark(body, 11, new Found(push, number, true));
        return body;
    }

    /** A sound frame's tag. */
    public static byte[] sound(int push, int number, int fillerBytes) {
        byte[] body = new byte[2 + MARK_BYTES + fillerBytes];
        Arrays.fill(body, FILLER);
        body[0] = (byte) 0xAF;
        body[1] = 1;
        mark(body, 2, new Found(push, number, false));
        return body;
    }

    private static void mark(byte[] out, int at, Found frame) {
        System.arraycopy(MAGIC, 0, out, at, MAGIC.length);
        int next = at + MAGIC.length;
        out[next++] = odd(frame.push());
        out[next++] = odd(frame.video() ? 1 : 0);
        for (int i = 0; i < NUMBER_BYTES; i++) {
            out[next++] = odd((frame.number() >> (6 * i)) & 0x3F);
        }
    }

    /** No byte is 0, lest a start code be made of it. */
    private static byte odd(int value) {
        return (byte) ((value << 1) | 1);
    }

    private static int of(byte odd) {
        return (odd & 0xFF) >> 1;
    }

    /** The frames that stand within bytes, in order. */
    public static List<Found> find(byte[] bytes, int length) {
        List<Found> found = new ArrayList<>();
        for (int at = 0; at <= length - MARK_BYTES; at++) {
            if (bytes[at] == MAGIC[0] && Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
                int next = at + MAGIC.length;
                int push = of(bytes[next++]);
                boolean video = of(bytes[next++]) == 1;
                int number = 0;
                for (int i = 0; i < NUMBER_BYTES; i++) {
                    number |= of(bytes[next++]) << (6 * i);
                }
                found.add(new Found(push, number, video));
            }
        }
        return found;
    }

    /** The type of a tag of pictures or sound. */
    public static int type(boolean video) {
        return video ? FlvTag.VIDEO : FlvTag.AUDIO;
    }
}
