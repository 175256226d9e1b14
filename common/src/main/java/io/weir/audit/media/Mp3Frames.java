package io.weir.audit.media;

import io.weir.media.MediaException;
import io.weir.media.Mp3FrameHeader;
import org.jspecify.annotations.Nullable;

/** Finds the frames in bytes of MP3. What is none, be it a tag or a frame that is cut short, is passed over. */
public final class Mp3Frames {
    private Mp3Frames() {}

    /** Takes a frame. */
    @FunctionalInterface
    public interface Sink {
        void frame(int from, int to, Mp3FrameHeader header);
    }

    /** Gives the whole frames of a range: those behind which it ends, or another header stands. */
    public static void split(byte[] data, int from, int to, Sink sink) {
        int at = from;
        while (at < to) {
            Mp3FrameHeader header = header(data, at, to);
            if (header != null && isFollowed(data, at + header.frameBytes(), to)) {
                sink.frame(at, at + header.frameBytes(), header);
                at += header.frameBytes();
            } else {
                at++;
            }
        }
    }

    private static boolean isFollowed(byte[] data, int next, int to) {
        return next <= to && (to - next < Mp3FrameHeader.BYTES || header(data, next, to) != null);
    }

    private static @Nullable Mp3FrameHeader header(byte[] data, int at, int to) {
        try {
            return Mp3FrameHeader.parse(data, at, to - at);
        } catch (MediaException e) {
            return null;
        }
    }
}
