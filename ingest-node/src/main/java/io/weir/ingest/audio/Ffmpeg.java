package io.weir.ingest.audio;

import io.weir.media.MediaException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
 * org.bytedeco.javacpp.cachedir}) and links them, which takes a second or more, and what is converted first takes half of
 * one: too long for an event loop, so a node begins with {@link #startLoading} and looks at {@link #isLoading} before it
 * decodes.
 */
public final class Ffmpeg {
    /**
     * Put on top of the AV_LOG level of a context's lines, so that none is printed past the log; what matters comes back
     * as a code. The level that is printed at all is the process's, and others may read lines. It is 56 at most, and FFmpeg
     * looks at eight bits only.
     */
    static final int SILENT = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Ffmpeg.class);
    private static final int ERROR_TEXT_BYTES = 64;
    private static final byte A_LAW_SILENCE = (byte) 0xD5;
    private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

    private static volatile boolean loading;

    static {
        // By default JavaCPP makes whoever opens something wait a second, and then fail, where the process is larger
        // than four heaps. Most of it is none of FFmpeg's, and whoever opens may be an event loop.
        if (System.getProperty(MEMORY_LIMIT) == null) {
            System.setProperty(MEMORY_LIMIT, "0");
        }
    }

    private Ffmpeg() {}

    /** Loads in a thread of its own. */
    public static void startLoading() {
        loading = true;
        Thread loader = new Thread(Ffmpeg::loadAndTry, "weir-ffmpeg-load");
        loader.setDaemon(true);
        loader.start();
    }

    private static void loadAndTry() {
        try {
            String fault = fault();
            if (fault == null) {
                convertSilence();
            } else {
                LOG.warn("FFmpeg cannot be loaded, so no sound is converted: {}", fault);
            }
        } catch (MediaException | IllegalStateException e) {
            LOG.warn("FFmpeg does not convert sound as it should: {}", e.getMessage());
        } finally {
            loading = false;
        }
    }

    /** Loads the classes, and makes the tables, that the first conversion would stop for. */
    private static void convertSilence() {
        SourceFormat aLaw = SourceFormat.of(avcodec.AV_CODEC_ID_PCM_ALAW, 8_000, 1, 0, new byte[0]);
        byte[] second = new byte[aLaw.sampleRate()];
        Arrays.fill(second, A_LAW_SILENCE);
        AacOutput nobody = new AacOutput() {
            @Override
            public void configuration(byte[] audioSpecificConfig) {}

            @Override
            public void frame(int timestampMs, byte[] frame) {}
        };
        try (AacTranscoder transcoder = new AacTranscoder(aLaw)) {
            transcoder.transcode(0, ByteBuffer.wrap(second), nobody);
            transcoder.finish(nobody);
        }
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
                return null;
            } catch (LinkageError | RuntimeException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
