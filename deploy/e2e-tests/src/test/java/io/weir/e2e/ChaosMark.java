package io.weir.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Numbers inside frames, in the place of what would be picture or sound: text, so it needs no escaping in a NAL unit. Frames are
 * the bodies of FLV tags.
 */
final class ChaosMark {
    /** The configuration of the sound: 1024 samples at 8 kHz a frame. */
    static final byte[] AAC_8K = HexFormat.of().parseHex("af001588");

    private static final int PICTURE_BYTES = 1_000;
    private static final byte[] SIGN = "weir-chaos:".getBytes(StandardCharsets.US_ASCII);
    private static final int STREAM_DIGITS = 4;
    private static final int NUMBER_DIGITS = 12;
    private static final int BYTES = SIGN.length + STREAM_DIGITS + 1 + NUMBER_DIGITS + 1;

    private ChaosMark() {}

    /** A picture of a stream, of H.264. */
    static byte[] picture(int stream, long number, boolean keyframe) {
        int nalBytes = 1 + PICTURE_BYTES;
        byte[] head = {
            (byte) (keyframe ? 0x17 : 0x27),
            1,
            0,
            0,
            0,
            0,
            0,
            (byte) (nalBytes >> 8),
            (byte) nalBytes,
            (byte) (keyframe ? 0x65 : 0x41)
        };
        byte[] body = new byte[head.length + PICTURE_BYTES];
        Arrays.fill(body, (byte) 'x');
        System.arraycopy(head, 0, body, 0, head.length);
        byte[] mark = of(stream, number);
        System.arraycopy(mark, 0, body, head.length, mark.length);
        return body;
    }

    /** A sound frame of a stream, of AAC. */
    static byte[] sound(int stream, long number) {
        byte[] mark = of(stream, number);
        byte[] body = new byte[2 + mark.length];
        body[0] = (byte) 0xAF;
        body[1] = 1;
        System.arraycopy(mark, 0, body, 2, mark.length);
        return body;
    }

    private static byte[] of(int stream, long number) {
        String text = String.format(Locale.ROOT, "%0" + STREAM_DIGITS + "d:%0" + NUMBER_DIGITS + "d;", stream, number);
        byte[] mark = new byte[BYTES];
        System.arraycopy(SIGN, 0, mark, 0, SIGN.length);
        byte[] digits = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, mark, SIGN.length, digits.length);
        return mark;
    }

    /**
     * The numbers of the marks within bytes, in their order.
     *
     * @throws AssertionError if one is of another stream
     */
    static List<Long> numbersIn(byte[] bytes, int stream) {
        List<Long> numbers = new ArrayList<>();
        for (int at = 0; at + BYTES <= bytes.length; at++) {
            if (isSignAt(bytes, at)) {
                String text = new String(bytes, at + SIGN.length, BYTES - SIGN.length, StandardCharsets.US_ASCII);
                if (Integer.parseInt(text.substring(0, STREAM_DIGITS)) != stream) {
                    throw new AssertionError("a frame of another stream, in stream " + stream + ": " + text);
                }
                numbers.add(Long.parseLong(text.substring(STREAM_DIGITS + 1, text.length() - 1)));
                at += BYTES - 1;
            }
        }
        return numbers;
    }

    private static boolean isSignAt(byte[] bytes, int at) {
        for (int i = 0; i < SIGN.length; i++) {
            if (bytes[at + i] != SIGN[i]) {
                return false;
            }
        }
        return true;
    }
}
