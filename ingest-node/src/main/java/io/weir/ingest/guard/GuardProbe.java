package io.weir.ingest.guard;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Asks guard ports whether their processes live. */
public final class GuardProbe implements AutoCloseable {
    private static final int TIMEOUT_MS = 1_000;
    private static final int THREADS = 8;

    private final ExecutorService threads = threads();

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "weir-guard-probe");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * Completes with true only if the port refuses, and is asked where its address means what it says; with false where it
     * is open, or nothing can be told.
     */
    public CompletableFuture<Boolean> refuses(String guard) {
        GuardAddress address = GuardAddress.parse(guard);
        if (address == null || !address.isKnownHere()) {
            return CompletableFuture.completedFuture(false);
        }
        return CompletableFuture.supplyAsync(() -> refuses(address), threads);
    }

    private static boolean refuses(GuardAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.address(), address.port()), TIMEOUT_MS);
            return false;
        } catch (ConnectException e) {
            // Not an unreachable host or network, which are exceptions of the same kind on some systems.
            return String.valueOf(e.getMessage()).contains("refused");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
