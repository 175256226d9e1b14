package io.weir.storage;

import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RetentionTaskTest {
    private static final String OLD = "live/cam1/2020-01-01/00/20200101T000000000Z_1_6000.ts";

    @Test
    void start_oldSegments_areRemovedNowAndLater() {
        MemoryObjectStore store = new MemoryObjectStore();
        RetentionLimits limits = new RetentionLimits(Duration.ofDays(1), RetentionLimits.UNLIMITED_BYTES);
        Retention retention = new Retention(store, limits, InstantSource.system(), stream -> Long.MAX_VALUE);

        RetentionTask task = RetentionTask.start(retention, Duration.ofMillis(20));
        try {
            for (int turn = 0; turn < 2; turn++) {
                store.putIfAbsent(OLD, ByteBuffer.allocate(1), "video/mp2t").join();
                await().until(() -> store.list("", "", 1).join().isEmpty());
            }
        } finally {
            task.close();
        }
    }

    @Test
    void start_sweepThrowsAnError_laterSweepsRemove() {
        MemoryObjectStore store = new MemoryObjectStore();
        store.putIfAbsent(OLD, ByteBuffer.allocate(1), "video/mp2t").join();
        RetentionLimits limits = new RetentionLimits(Duration.ofDays(1), RetentionLimits.UNLIMITED_BYTES);
        AtomicBoolean thrown = new AtomicBoolean();
        Retention retention = new Retention(store, limits, InstantSource.system(), stream -> {
            if (!thrown.getAndSet(true)) {
                throw new OutOfMemoryError("a test's");
            }
            return Long.MAX_VALUE;
        });

        RetentionTask task = RetentionTask.start(retention, Duration.ofMillis(20));
        try {
            await().until(() -> store.list("", "", 1).join().isEmpty());
        } finally {
            task.close();
        }
    }
}
