package io.weir.ingest.pull;

import io.weir.ingest.pull.PullEnd.Cause;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avutil;

/** From FFmpeg's errors, and what the guard has seen, to why an attempt ended. */
final class Failure {
    private static final Map<Integer, PullEnd> STATUSES = Map.of(
            401, new PullEnd(Cause.UNAUTHORIZED, "the source refuses the user or the password (401)"),
            403, new PullEnd(Cause.FORBIDDEN, "the source refuses access (403)"),
            404, new PullEnd(Cause.NOT_FOUND, "the source has nothing at this path (404)"),
            429, new PullEnd(Cause.BUSY, "the source is asked too often (429)"),
            453, new PullEnd(Cause.BUSY, "the source has as many clients as it serves (453)"),
            461, new PullEnd(Cause.UNSUPPORTED, "the source does not send over this transport (461)"),
            503, new PullEnd(Cause.BUSY, "the source has as many clients as it serves (503)"));

    // Linux numbers, as FFmpeg gives them, less than 0.
    private static final int EIO = -5;
    private static final int EPIPE = -32;
    private static final int ENETUNREACH = -101;
    private static final int ECONNRESET = -104;
    private static final int ETIMEDOUT = -110;
    private static final int ECONNREFUSED = -111;
    private static final int EHOSTUNREACH = -113;

    private Failure() {}

    /**
     * Why the attempt is over.
     *
     * @param error FFmpeg's, below 0
     * @param mediaCame whether a packet of media had come
     * @param timeoutMs the time-out that was running
     */
    static PullEnd of(int error, PullGuard guard, boolean mediaCame, long timeoutMs) {
        PullGuard.Reason reason = guard.reason();
        if (reason != null) {
            return switch (reason) {
                case STOPPED -> new PullEnd(Cause.STOPPED, "stopped");
                case NOT_HELD -> new PullEnd(Cause.STOPPED, "the camera is no longer held");
                case REDIRECTED -> new PullEnd(Cause.FAILED, "the source sends its clients elsewhere: pull from there");
                case TIMED_OUT -> timedOut(mediaCame, timeoutMs);
            };
        }
        PullEnd status = mediaCame ? null : STATUSES.get(guard.status());
        if (status != null) {
            return status;
        }
        if (!mediaCame && guard.status() != 0) {
            return new PullEnd(Cause.FAILED, "the source answers with status " + guard.status());
        }
        if (!mediaCame && guard.notFound()) {
            return new PullEnd(Cause.NOT_FOUND, "the source has no such stream");
        }
        return byNumber(error, mediaCame, timeoutMs);
    }

    private static PullEnd timedOut(boolean mediaCame, long timeoutMs) {
        return mediaCame
                ? new PullEnd(Cause.STALLED, "nothing has come for " + timeoutMs + " ms")
                : new PullEnd(Cause.TIMEOUT, "no media has come within " + timeoutMs + " ms");
    }

    private static PullEnd byNumber(int error, boolean mediaCame, long timeoutMs) {
        if (error == avutil.AVERROR_EOF || error == ECONNRESET || error == EPIPE || error == EIO) {
            return new PullEnd(
                    Cause.CLOSED,
                    mediaCame
                            ? "the source closed the connection"
                            : "the source closed the connection before media came");
        }
        return switch (error) {
            case ECONNREFUSED -> new PullEnd(Cause.REFUSED, "the connection was refused");
            case ENETUNREACH, EHOSTUNREACH -> new PullEnd(Cause.UNREACHABLE, "there is no way to the host");
            case ETIMEDOUT -> timedOut(mediaCame, timeoutMs);
            default ->
                error == avutil.AVERROR_INVALIDDATA
                        ? new PullEnd(
                                Cause.FAILED,
                                "the source hangs up without an answer, or with one that cannot be understood")
                        : new PullEnd(Cause.FAILED, "FFmpeg gives up: " + text(error));
        };
    }

    /** FFmpeg's words for a number: fixed ones, with nothing of the URL in them. */
    private static String text(int error) {
        byte[] text = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
        avutil.av_strerror(error, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }
}
