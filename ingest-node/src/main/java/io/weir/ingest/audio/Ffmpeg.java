package io.weir.ingest.audio;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FFmpeg's native libraries. The first use unpacks them (to {@code ~/.javacpp/cache}, or the system property {@code
 * org.bytedeco.javacpp.cachedir}) and links them, which takes about a second: too long for an event loop, so a node
 * begins with {@link #startLoading} and looks at {@link #isLoading} before it decodes.
 */
public final class Ffmpeg {
    private static final Logger LOG = LoggerFactory.getLogger(Ffmpeg.class);
    private static final int ERROR_TEXT_BYTES = 64;

    private static volatile boolean loading;

    private Ffmpeg() {}

    /** Loads in a thread of its own. */
    public static void startLoading() {
        loading = true;
        Thread loader = new Thread(
                () -> {
                    String fault = fault();
                    loading = false;
                    if (fault != null) {
                        LOG.warn("FFmpeg cannot be loaded, so no sound is converted: {}", fault);
                    }
                },
                "weir-ffmpeg-load");
        loader.setDaemon(true);
        loader.start();
    }

    /** Whether {@link #startLoading} is still at it; until then the calls of this package block. */
    public static boolean isLoading() {
        return loading;
    }

    /** Why there is no FFmpeg here; null if there is. Loads it at the first call. */
    public static @Nullable String fault() {
        return Library.FAULT;
    }

    /** FFmpeg's own words for an error code. */
    static String errorText(int code) {
        byte[] text = new byte[ERROR_TEXT_BYTES];
        avutil.av_strerror(code, text, text.length);
        try (BytePointer pointer = new BytePointer(text)) {
            return pointer.getString();
        }
    }

    /** Loaded by the JVM once, whoever asks first; all others wait. */
    private static final class Library {
        static final @Nullable String FAULT = load();

        private static @Nullable String load() {
            try {
                Loader.load(avutil.class);
                Loader.load(swresample.class);
                Loader.load(avcodec.class);
                // Its lines would go to the standard error, past the log; what matters comes back as a code.
                avutil.av_log_set_level(avutil.AV_LOG_QUIET);
                return null;
            } catch (LinkageError | RuntimeException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
