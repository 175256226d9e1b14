package io.weir.ingest.pull;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_OTHER_4XX;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;

import io.weir.ingest.pull.PullEnd.Cause;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;

/** From FFmpeg's error codes to what people can do something about. */
final class PullErrors {
    private static final int MAX_TEXT_BYTES = 256;

    // errno of Linux, negated.
    private static final int IO = -5;
    private static final int NETWORK_UNREACHABLE = -101;
    private static final int CONNECTION_RESET = -104;
    private static final int TIMED_OUT = -110;
    private static final int CONNECTION_REFUSED = -111;
    private static final int HOST_UNREACHABLE = -113;

    private PullErrors() {}

    /** Why opening failed. */
    static PullEnd opening(int error) {
        if (error == AVERROR_HTTP_UNAUTHORIZED()) {
            return new PullEnd(Cause.UNAUTHORIZED, "the camera refuses the user or the password (401)");
        }
        if (error == AVERROR_HTTP_FORBIDDEN()) {
            return new PullEnd(Cause.FORBIDDEN, "the camera does not let this user (403)");
        }
        if (error == AVERROR_HTTP_NOT_FOUND()) {
            return new PullEnd(Cause.NOT_FOUND, "the camera has no such path (404)");
        }
        if (error == AVERROR_HTTP_OTHER_4XX()) {
            return new PullEnd(
                    Cause.BUSY,
                    "the camera refuses by a status of its own, as one does that has too many clients (453)");
        }
        return switch (error) {
            case CONNECTION_REFUSED -> new PullEnd(Cause.REFUSED, "nothing listens there: connection refused");
            case HOST_UNREACHABLE, NETWORK_UNREACHABLE ->
                new PullEnd(Cause.UNREACHABLE, "there is no way to the camera: " + text(error));
            case TIMED_OUT -> new PullEnd(Cause.TIMEOUT, "the camera did not answer in time");
            case CONNECTION_RESET, IO -> new PullEnd(Cause.CLOSED, "the camera closed the connection: " + text(error));
            default -> new PullEnd(Cause.FAILED, "the camera could not be opened: " + text(error));
        };
    }

    /** Why reading ended. */
    static PullEnd reading(int error) {
        return switch (error) {
            case TIMED_OUT -> new PullEnd(Cause.STALLED, "the camera has sent nothing for too long");
            default -> new PullEnd(Cause.CLOSED, "the camera ended the stream: " + text(error));
        };
    }

    /** FFmpeg's own words, which name no URL. */
    private static String text(int error) {
        byte[] text = new byte[MAX_TEXT_BYTES];
        avutil.av_strerror(error, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }
}
