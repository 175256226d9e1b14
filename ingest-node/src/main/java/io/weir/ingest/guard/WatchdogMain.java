package io.weir.ingest.guard;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process that {@link Watchdog} starts: kills another one that is silent for too long, and ends when that ends. Uses
 * nothing but the JDK, since nothing else is on its class path.
 */
final class WatchdogMain {
    private static final long LOOK_MS = 250;

    private WatchdogMain() {}

    /** Arguments: the process to kill, and after how many ms of silence. */
    public static void main(String[] arguments) throws InterruptedException {
        Optional<ProcessHandle> watched = ProcessHandle.of(Long.parseLong(arguments[0]));
        long silenceNs = Long.parseLong(arguments[1]) * 1_000_000;
        if (watched.isEmpty()) {
            return;
        }
        AtomicLong fedNs = new AtomicLong(System.nanoTime());
        Thread reader = new Thread(() -> read(System.in, fedNs), "reader");
        reader.setDaemon(true);
        reader.start();
        while (reader.isAlive() && watched.get().isAlive()) {
            reader.join(LOOK_MS);
            if (System.nanoTime() - fedNs.get() > silenceNs) {
                System.err.println("weir: process " + arguments[0] + " stood still for " + silenceNs / 1_000_000
                        + " ms and is killed, so that its cameras are free for other nodes");
                watched.get().destroyForcibly();
                return;
            }
        }
    }

    private static void read(InputStream in, AtomicLong fedNs) {
        try {
            while (in.read() >= 0) {
                fedNs.set(System.nanoTime());
            }
        } catch (IOException e) {
            // As its end: whoever fed this process is gone.
        }
    }
}
