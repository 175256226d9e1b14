package io.weir.ingest.pull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Asks, while FFmpeg waits for the network, whether it shall go on waiting. FFmpeg calls one function for all connections
 * and tells it which by a number: of several Java callbacks only the first ten would ever be called.
 */
final class Interrupts {
    private static final Map<Long, BooleanSupplier> ASKED = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong(1);
    private static final AVIOInterruptCB.Callback_Pointer CALLBACK = new AVIOInterruptCB.Callback_Pointer() {
        @Override
        public int call(Pointer number) {
            BooleanSupplier ends = ASKED.get(number.address());
            return ends == null || ends.getAsBoolean() ? 1 : 0;
        }
    };

    private Interrupts() {}

    /** A number in the place of an address. */
    private static final class Numbered extends Pointer {
        Numbered(long number) {
            address = number;
        }
    }

    /**
     * Has FFmpeg ask.
     *
     * @param ends called on the thread that waits, ten times a second or more
     * @return forgets it; to be run when the context is closed
     */
    static Runnable ask(AVFormatContext context, BooleanSupplier ends) {
        long number = NEXT.getAndIncrement();
        ASKED.put(number, ends);
        context.interrupt_callback().callback(CALLBACK).opaque(new Numbered(number));
        return () -> ASKED.remove(number);
    }
}
