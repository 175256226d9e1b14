package io.weir.edge.picture;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** What becomes of FFmpeg's negative codes and null pointers. */
final class FfmpegFailure {
    private static final int TEXT_BYTES = 64;

    private FfmpegFailure() {}

    /**
     * The code, if it is none of an error.
     *
     * @param what was tried, for people
     */
    static int check(int code, String what) throws NoPictureException {
        if (code < 0) {
            throw new NoPictureException(what + ": " + text(code));
        }
        return code;
    }

    /**
     * What was allocated.
     *
     * @throws IllegalStateException if it was not, for want of memory
     */
    static <P extends Pointer> P require(@Nullable P allocated) {
        if (allocated == null || allocated.isNull()) {
            throw new IllegalStateException("FFmpeg has no memory left");
        }
        return allocated;
    }

    private static String text(int code) {
        byte[] text = new byte[TEXT_BYTES];
        avutil.av_strerror(code, text, text.length);
        try (BytePointer pointer = new BytePointer(text)) {
            return pointer.getString();
        }
    }
}
