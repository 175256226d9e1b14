package io.weir.ingest.reap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.cut.CutState;
import io.weir.hls.Variant;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.ingest.publication.Orphans;
import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import io.weir.ownership.MemoryDirectory;
import io.weir.ownership.StreamStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReaperTest {
    private static final long LEASE_MS = 30_000;
    private static final StreamName CAM = new StreamName("live", "cam");

    private final Map<StreamName, LogRange> logs = new ConcurrentHashMap<>();
    private final Map<StreamName, Accepted> index = new ConcurrentHashMap<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> removed = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final MemoryDirectory directory = new MemoryDirectory("self");
    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private boolean indexIsLoaded = true;
    private long nowMs = 1_000_000;

    private final Orphans orphans = new Orphans() {
        @Override
        public CompletableFuture<Map<StreamName, LogRange>> logs(Predicate<StreamName> which) {
            Map<StreamName, LogRange> found = new HashMap<>(logs);
            found.keySet().removeIf(which.negate());
            looks.incrementAndGet();
            return CompletableFuture.completedFuture(found);
        }

        @Override
        public CompletableFuture<Void> reap(StreamName stream, long end, long silentMs, String cause) {
            taken.add(stream + " at " + end + " after " + silentMs);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> remove(StreamName stream, LogRange log) {
            removed.add(stream + " " + log.topicId() + " at " + log.end());
            return CompletableFuture.completedFuture(null);
        }
    };

    private final Reaper reaper =
            new Reaper(orphans, directory, registry, this::index, LEASE_MS, Runnable::run, () -> nowMs * 1_000_000);

    private @Nullable Map<StreamName, Accepted> index() {
        return indexIsLoaded ? index : null;
    }

    /** Looks every five seconds for so long. */
    private void watch(long ms) {
        for (long until = nowMs + ms; nowMs < until; nowMs += ReaperTask.LOOK_MS) {
            reaper.look();
        }
        reaper.look();
    }

    private static Accepted record(boolean ended, long offset) {
        IndexRecord.Kind kind = ended ? IndexRecord.Kind.FINAL : IndexRecord.Kind.SEGMENT;
        return new Accepted(
                new IndexRecord(
                        IndexRecord.VERSION,
                        kind,
                        7,
                        "",
                        "topic",
                        6,
                        0,
                        true,
                        List.of(),
                        new Variant("", 0, 0, 0, 0),
                        0,
                        "",
                        CutState.start(offset)),
                "hash");
    }

    private void log(long end) {
        logs.put(CAM, new LogRange("topic", 0, end));
    }

    @Test
    void look_logStandsStillForALease_isTaken() {
        log(40);
        index.put(CAM, record(false, 30));
        watch(LEASE_MS - ReaperTask.LOOK_MS);
        assertThat(taken).isEmpty();
        watch(ReaperTask.LOOK_MS);
        assertThat(taken).containsExactly("live/cam at 40 after " + LEASE_MS);
    }

    @Test
    void look_logGrows_isNotTaken() {
        index.put(CAM, record(false, 30));
        for (int end = 40; end < 60; end++) {
            log(end);
            reaper.look();
            nowMs += LEASE_MS - 1;
        }
        assertThat(looks).hasValue(20);
        assertThat(taken).isEmpty();
    }

    @Test
    void look_killedBeforeItsFirstSegment_isTaken() {
        log(3);
        watch(LEASE_MS);
        assertThat(taken).hasSize(1);
    }

    @Test
    void look_hasEndedInTheIndex_isNotTakenUnlessItsLogHoldsMore() {
        log(40);
        index.put(CAM, record(true, 40));
        watch(2 * LEASE_MS);
        assertThat(taken).isEmpty();
        log(42);
        watch(LEASE_MS);
        assertThat(taken).containsExactly("live/cam at 42 after " + LEASE_MS);
    }

    @Test
    void look_hasEndedAndAllRecordsHaveExpired_topicIsRemovedAfterALease() {
        logs.put(CAM, new LogRange("topic", 39, 40));
        index.put(CAM, record(true, 40));
        watch(2 * LEASE_MS);
        assertThat(removed).as("it holds a record still").isEmpty();

        logs.put(CAM, new LogRange("topic", 40, 40));
        watch(LEASE_MS - ReaperTask.LOOK_MS);
        assertThat(removed).isEmpty();
        watch(ReaperTask.LOOK_MS);
        assertThat(removed).containsExactly("live/cam topic at 40");
        assertThat(taken).isEmpty();
    }

    @Test
    void look_emptyTopicOfWhichNothingIsKnownOrAnotherIs_isRemoved() {
        logs.put(CAM, new LogRange("topic", 7, 7));
        watch(LEASE_MS);
        assertThat(removed).containsExactly("live/cam topic at 7");

        index.put(CAM, record(true, 40));
        logs.put(CAM, new LogRange("other", 0, 0));
        watch(LEASE_MS);
        assertThat(removed).endsWith("live/cam other at 0");
    }

    @Test
    void look_emptyLogOfAStreamThatHasNotEnded_isTakenAndNotRemoved() {
        logs.put(CAM, new LogRange("topic", 40, 40));
        index.put(CAM, record(false, 30));
        watch(LEASE_MS);

        assertThat(taken).hasSize(1);
        assertThat(removed).isEmpty();
    }

    @Test
    void look_liveNodeSaysItPublishesIt_isNotTaken() {
        log(40);
        directory.announce(CAM, new StreamStatus("other", 1, "192.0.2.1:4711", 0));
        watch(2 * LEASE_MS);
        assertThat(taken).isEmpty();
        directory.remove("other");
        watch(LEASE_MS);
        assertThat(taken).hasSize(1);
    }

    @Test
    void look_cameraOfTheRegistryOrRegistryUnknown_isNotTaken() {
        log(40);
        registry.opened(false);
        watch(2 * LEASE_MS);
        registry.opened(true);
        registry.put(Camera.of(CAM, CameraSource.parse("rtsp://192.0.2.3/one"))).join();
        watch(2 * LEASE_MS);
        assertThat(taken).isEmpty();
    }

    @Test
    void look_indexIsNotLoaded_isNotTaken() {
        log(40);
        indexIsLoaded = false;
        watch(2 * LEASE_MS);
        assertThat(taken).isEmpty();
    }

    @Test
    void look_notTakenAfterAll_isTriedAgainAfterAnotherLease() {
        log(40);
        watch(LEASE_MS);
        watch(LEASE_MS - 2 * ReaperTask.LOOK_MS);
        assertThat(taken).hasSize(1);
        watch(2 * ReaperTask.LOOK_MS);
        assertThat(taken).hasSize(2);
    }

    @Test
    void look_twoNodes_eachStreamFallsToOneOfThem() {
        MemoryDirectory both = new MemoryDirectory("self", "other");
        Reaper here =
                new Reaper(orphans, both, registry, this::index, LEASE_MS, Runnable::run, () -> nowMs * 1_000_000);
        IntStream.range(0, 100).forEach(i -> logs.put(new StreamName("live", "cam" + i), new LogRange("topic", 0, 1)));
        here.look();
        nowMs += LEASE_MS;
        here.look();
        assertThat(taken).hasSizeBetween(25, 75);
    }

    @Test
    void start_looksByItself() {
        ReaperTask task = ReaperTask.start(
                orphans, directory, registry, this::index, Duration.ofMillis(LEASE_MS), System::nanoTime);
        await().until(() -> looks.get() > 0);
        task.close();
    }
}
