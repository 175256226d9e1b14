package io.weir.storage;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A store's few threads for work that blocks or takes long, and what waits for them. */
final class IoThreads implements AutoCloseable {
    private static final int CLOSE_TIMEOUT_S = 5;

    private final ThreadPoolExecutor executor;

    IoThreads(String name, int threads) {
        executor = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        executor.allowCoreThreadTimeOut(true);
    }

    /** Daemon threads called {@code <name>-1} and so on. */
    static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return runnable -> {
            Thread thread = new Thread(runnable, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Does the work on one of the threads; the future fails with whatever the work throws. */
    <T> CompletableFuture<T> submit(Callable<T> work) {
        Task<T> task = new Task<>(work);
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.refuse();
        }
        return task.result;
    }

    /** Ends what runs, within some seconds, and fails what waits. */
    @Override
    public void close() {
        for (Runnable waiting : executor.shutdownNow()) {
            ((Task<?>) waiting).refuse();
        }
        try {
            executor.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Task<T> implements Runnable {
        private final Callable<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Task(Callable<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            T value;
            try {
                value = work.call();
            } catch (Throwable e) { // whatever it is, the caller is told
                result.completeExceptionally(e);
                return;
            }
            result.complete(value);
        }

        void refuse() {
            result.completeExceptionally(new StorageException("the store is closed"));
        }
    }
}
