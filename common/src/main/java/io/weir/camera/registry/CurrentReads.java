package io.weir.camera.registry;

import io.weir.camera.CameraSnapshot;
import io.weir.camera.RegistryUnavailableException;
import io.weir.camera.registry.CameraLog.LogException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads to the log's end for those who ask, on one thread. Who asks while it reads is answered by the next reading, together
 * with all who asked meanwhile: hundreds of cameras may be about to be connected at once.
 */
final class CurrentReads implements AutoCloseable {
    /** Reads to an end that is asked for after the call began. */
    @FunctionalInterface
    interface ReadToEnd {
        CameraSnapshot read() throws LogException;
    }

    private final ReadToEnd reading;
    private final Thread thread;
    private List<CompletableFuture<CameraSnapshot>> waiting = new ArrayList<>();
    private boolean closed;

    CurrentReads(ReadToEnd reading, String threadName) {
        this.reading = reading;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    CompletableFuture<CameraSnapshot> ask() {
        CompletableFuture<CameraSnapshot> answer = new CompletableFuture<>();
        synchronized (this) {
            if (!closed) {
                waiting.add(answer);
                notifyAll();
                return answer;
            }
        }
        answer.completeExceptionally(new RegistryUnavailableException("this node is stopping"));
        return answer;
    }

    private void run() {
        List<CompletableFuture<CameraSnapshot>> asked = next();
        while (!asked.isEmpty()) {
            try {
                CameraSnapshot snapshot = reading.read();
                asked.forEach(answer -> answer.complete(snapshot));
            } catch (LogException | RuntimeException e) {
                RegistryUnavailableException away = new RegistryUnavailableException(
                        "whether the cameras are as last read is not known: " + e.getMessage(), e);
                asked.forEach(answer -> answer.completeExceptionally(away));
            }
            asked = next();
        }
    }

    /** Those who have asked; waits for one. Empty when closed. */
    private synchronized List<CompletableFuture<CameraSnapshot>> next() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        List<CompletableFuture<CameraSnapshot>> asked = waiting;
        waiting = new ArrayList<>();
        if (closed) {
            RegistryUnavailableException stopping = new RegistryUnavailableException("this node is stopping");
            asked.forEach(answer -> answer.completeExceptionally(stopping));
            return List.of();
        }
        return asked;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
