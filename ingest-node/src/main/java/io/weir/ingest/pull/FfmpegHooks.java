package io.weir.ingest.pull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What FFmpeg calls back: one interrupt and one log callback for the whole process, since JavaCPP can call only the first ten
 * objects of such a class. FFmpeg calls both on the thread that called it, and a pull has a thread of its own: so the thread
 * tells which pull is meant.
 *
 * <p>The log is read because two things are told nowhere else: RTSP's status beyond those of HTTP (453), and that the source
 * sends us elsewhere. FFmpeg would follow, and would show the credentials to whoever is there; it says so just before, and at
 * that moment it is forbidden every protocol. Lines are not passed on: there can be URLs in them.
 */
final class FfmpegHooks {
    private static final Pattern FAILED_METHOD = Pattern.compile("method (\\w+) failed: (\\d{3})");
    private static final Pattern REDIRECT = Pattern.compile("Status 3\\d\\d: Redirecting");
    private static final Pattern NO_RTMP_STREAM =
            Pattern.compile("(?i)Server error:.*(not ?found|no such|does ?n.t exist)");

    /** A name that no protocol has. */
    private static final String NO_PROTOCOL = "none";

    private static final ThreadLocal<@Nullable FfmpegHooks> CURRENT = new ThreadLocal<>();

    private static final AVIOInterruptCB.Callback_Pointer INTERRUPT = new AVIOInterruptCB.Callback_Pointer() {
        @Override
        public int call(@Nullable Pointer opaque) {
            FfmpegHooks current = CURRENT.get();
            return current != null && current.guard.mustEnd() ? 1 : 0;
        }
    };

    private static final LogCallback LOG = new LogCallback() {
        @Override
        public void call(int level, BytePointer message) {
            FfmpegHooks current = CURRENT.get();
            if (current != null) {
                current.read(message.getString());
            }
        }
    };

    static {
        avutil.setLogCallback(LOG);
        avformat.avformat_network_init();
    }

    private final PullGuard guard;
    private final AVFormatContext context;

    private FfmpegHooks(PullGuard guard, AVFormatContext context) {
        this.guard = guard;
        this.context = context;
    }

    /** From now on, until {@link #leave}, the guard speaks for this thread, and this context is what it works on. */
    static void enter(PullGuard guard, AVFormatContext context) {
        // Whoever else uses FFmpeg in this process may have made it quieter.
        avutil.av_log_set_level(avutil.AV_LOG_INFO);
        CURRENT.set(new FfmpegHooks(guard, context));
        context.interrupt_callback().callback(INTERRUPT);
    }

    static void leave() {
        CURRENT.remove();
    }

    private void read(String line) {
        Matcher failed = FAILED_METHOD.matcher(line);
        if (failed.find()) {
            guard.answered(Integer.parseInt(failed.group(2)), failed.group(1).equals("SETUP"));
        } else if (REDIRECT.matcher(line).find()) {
            guard.redirected();
            avutil.av_opt_set(context, "protocol_whitelist", NO_PROTOCOL, 0);
        } else if (NO_RTMP_STREAM.matcher(line).find()) {
            guard.saidNotFound();
        }
    }
}
