package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final StreamName CAM1 = new StreamName("live", "cam1");
    private static final StreamName CAM2 = new StreamName("live", "cam2");
    private static final Duration DAY = Duration.ofDays(1);
    private static final long NO_LIMIT = RetentionLimits.UNLIMITED_BYTES;

    private final CountingStore store = new CountingStore(new MemoryObjectStore());
    private final Map<StreamName, Long> oldestProtectedMsn = new HashMap<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InstantSource clock = () -> now;

    @Test
    void sweep_segmentsOlderThanTheAge_areRemovedToTheMillisecond() {
        Instant limit = now.minus(DAY);
        String old = put(store, CAM1, limit.minusMillis(1), 1, 10);
        put(store, CAM1, limit.minus(Duration.ofDays(40)), 0, 10);
        String young = put(store, CAM1, limit, 2, 10);
        String newest = put(store, CAM2, now, 9, 10);

        Retention.Result result = retention(DAY, NO_LIMIT).sweep();

        assertThat(keys()).containsExactly(young, newest).doesNotContain(old);
        assertThat(result).isEqualTo(new Retention.Result(2, 20, 0, 0));
    }

    @Test
    void sweep_protectedSegments_stayHoweverOld() {
        put(store, CAM1, now.minus(Duration.ofDays(9)), 4, 10);
        String window = put(store, CAM1, now.minus(Duration.ofDays(9)).plusMillis(1), 5, 10);
        put(store, CAM2, now.minus(Duration.ofDays(9)), 7, 10);
        oldestProtectedMsn.put(CAM1, 5L);

        retention(DAY, 1).sweep();

        assertThat(keys()).containsExactly(window);
    }

    @Test
    void sweep_moreBytesThanTheLimit_removesOldestOfAllStreamsUntilWithin() {
        put(store, CAM1, now.minusSeconds(7200), 1, 10);
        put(store, CAM2, now.minusSeconds(7199), 1, 10);
        put(store, CAM1, now.minusSeconds(7198), 2, 10);
        String second = put(store, CAM2, now.minusSeconds(60), 2, 10);
        String third = put(store, CAM1, now.minusSeconds(30), 3, 10);

        Retention.Result result = retention(DAY, 25).sweep();

        assertThat(keys()).containsExactlyInAnyOrder(second, third);
        assertThat(result).isEqualTo(new Retention.Result(3, 30, 20, 0));
    }

    @Test
    void sweep_exactlyTheLimit_removesNothing() {
        put(store, CAM1, now, 1, 10);
        put(store, CAM1, now, 2, 10);

        assertThat(retention(DAY, 20).sweep()).isEqualTo(new Retention.Result(0, 0, 20, 0));
    }

    @Test
    void sweep_allThatIsTooMuchIsProtected_tellsTheExcess() {
        put(store, CAM1, now, 1, 10);
        put(store, CAM1, now, 2, 10);
        oldestProtectedMsn.put(CAM1, 1L);

        assertThat(retention(DAY, 5).sweep()).isEqualTo(new Retention.Result(0, 0, 20, 15));
    }

    @Test
    void sweep_objectsThatAreNoSegmentsOfTheirFolder_areLeftAlone() {
        List<String> others = List.of(
                "live/cam1/2026-01-01/00/notes.txt",
                "live/cam1/2026-01-01/00/20260102T000000000Z_1_6000.ts", // another day's
                "live/cam1/2026-01-01/99/20260101T000000000Z_1_6000.ts",
                "live/cam1/2026-02-30/00/x.ts",
                "live/cam1/init_ba7816bf8f01cfea.mp4", // every segment of its tracks needs it
                "live/20260101T000000000Z_1_6000.ts",
                "api/cam1/2026-01-01/00/20260101T000000000Z_1_6000.ts",
                "top");
        others.forEach(key -> put(store, key, 100));

        assertThat(retention(DAY, 1).sweep()).isEqualTo(new Retention.Result(0, 0, 0, 0));

        assertThat(keys()).hasSameElementsAs(others);
    }

    @Test
    void sweep_moreInAnHourThanIsHeldAtOnce_stillGoesOldestFirst() {
        Instant hour = now.minusSeconds(7200);
        IntStream.range(0, 12_000).forEach(n -> put(store, CAM1, hour.plusMillis(n), n, 1));

        Retention.Result result = retention(DAY, 500).sweep();

        assertThat(result).isEqualTo(new Retention.Result(11_500, 11_500, 500, 0));
        assertThat(keys()).hasSize(500).first().asString().contains("_11500_");
    }

    @Test
    void sweep_again_listsOnlyHoursThatMayHaveChanged() {
        for (int hour = 1; hour <= 30; hour++) {
            put(store, CAM1, now.minus(Duration.ofHours(hour)), hour, 10);
        }
        Retention retention = retention(Duration.ofDays(2), 1000);
        retention.sweep();
        int first = store.lists;

        now = now.plusSeconds(60);
        put(store, CAM1, now, 100, 10);
        Retention.Result result = retention.sweep();

        assertThat(first).isEqualTo(30);
        assertThat(store.lists - first).isEqualTo(2); // this hour and the one before
        assertThat(result.keptBytes()).isEqualTo(310);
    }

    @Test
    void sweep_filesRemovedByHand_areNoticedAfterSomeHours() {
        String byHand = put(store, CAM1, now.minus(Duration.ofHours(5)), 1, 10);
        put(store, CAM1, now.minus(Duration.ofHours(5)), 2, 10);
        Retention retention = retention(Duration.ofDays(2), 1000);
        assertThat(retention.sweep().keptBytes()).isEqualTo(20);
        store.delete(List.of(byHand)).join();

        now = now.plusMillis(DayUsage.BELIEVED_FOR_MS);

        assertThat(retention.sweep().keptBytes()).isEqualTo(10);
    }

    @Test
    void sweep_overTheLimitEachTime_keepsCountingRight() {
        Retention retention = retention(Duration.ofDays(2), 50);
        for (int n = 0; n < 300; n++) {
            now = now.plusSeconds(600);
            put(store, CAM1, now, n, 10);

            assertThat(retention.sweep().keptBytes()).isLessThanOrEqualTo(50);
        }

        assertThat(keys()).hasSize(5).last().asString().contains("_299_");
    }

    @Test
    void sweep_storeFails_throwsAndTheNextGoesOn() {
        put(store, CAM1, now.minus(Duration.ofDays(3)), 1, 10);
        Retention retention = retention(DAY, 100);
        store.failing = true;
        assertThatThrownBy(retention::sweep)
                .isInstanceOf(StorageException.class)
                .hasMessage("away");

        store.failing = false;

        assertThat(retention.sweep().deletedObjects()).isEqualTo(1);
    }

    @Test
    void sweep_directory_leavesNoEmptyFolders(@TempDir Path folder) {
        try (DirectoryObjectStore directory = DirectoryObjectStore.open(folder)) {
            put(directory, CAM1, now.minus(Duration.ofDays(3)), 1, 10);
            String young = put(directory, CAM2, now, 1, 10);

            new Retention(directory, new RetentionLimits(DAY, NO_LIMIT), clock, stream -> Long.MAX_VALUE).sweep();

            assertThat(folder.resolve("live/cam1")).doesNotExist();
            assertThat(folder.resolve(young)).exists();
        }
    }

    private Retention retention(Duration maxAge, long maxBytes) {
        return new Retention(
                store,
                new RetentionLimits(maxAge, maxBytes),
                clock,
                stream -> oldestProtectedMsn.getOrDefault(stream, Long.MAX_VALUE));
    }

    private static String put(ObjectStore into, StreamName stream, Instant start, long msn, int bytes) {
        String key = new SegmentName(start.toEpochMilli(), msn, 6000, false, null, null).key(stream);
        put(into, key, bytes);
        return key;
    }

    private static void put(ObjectStore into, String key, int bytes) {
        into.putIfAbsent(key, ByteBuffer.allocate(bytes), "video/mp2t").join();
    }

    private List<String> keys() {
        return store.list("", "", ObjectStore.MAX_PAGE).join().stream()
                .map(ObjectStore.Entry::key)
                .toList();
    }

    /** Counts the listings of objects, and fails on demand. */
    private static final class CountingStore implements ObjectStore {
        private final ObjectStore store;
        private int lists;
        private boolean failing;

        CountingStore(ObjectStore store) {
            this.store = store;
        }

        @Override
        public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
            return store.putIfAbsent(key, body, contentType);
        }

        @Override
        public CompletableFuture<byte[]> get(String key) {
            return store.get(key);
        }

        @Override
        public CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit) {
            lists++;
            return failing
                    ? CompletableFuture.failedFuture(new StorageException("away"))
                    : store.list(prefix, startAfter, limit);
        }

        @Override
        public CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
            return store.folders(folder, startAfter, limit);
        }

        @Override
        public CompletableFuture<Void> delete(List<String> keys) {
            return store.delete(keys);
        }

        @Override
        public CompletableFuture<Void> probe() {
            return store.probe();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
