package io.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.edge.EdgeSettings.SegmentLimits;
import io.weir.edge.SegmentCache.BusyException;
import io.weir.edge.http.Reply;
import io.weir.storage.ObjectNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SegmentCacheTest {
    private final FakeStore store = new FakeStore();
    private final TestClock clock = new TestClock(Instant.EPOCH);
    private final SegmentCache cache = new SegmentCache(store::get, new SegmentLimits(10_000, 4_000, 2), clock);

    @Test
    void get_manyAtATime_asksTheStoreOnce() {
        store.add("a", new byte[10]);
        store.holdBack();
        List<CompletableFuture<byte[]>> gets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            gets.add(cache.get("a"));
        }
        assertThat(gets).noneMatch(CompletableFuture::isDone);

        store.letGo();

        assertThat(gets).allMatch(get -> get.join().length == 10);
        assertThat(store.gets()).isEqualTo(1);
        assertThat(cache.get("a").join()).isSameAs(gets.get(0).join());
        assertThat(store.gets()).isEqualTo(1);
    }

    @Test
    void get_manyThreads_asksTheStoreOnceAKey() throws InterruptedException {
        int keys = 50;
        SegmentCache wide = new SegmentCache(store::get, new SegmentLimits(1 << 20, 4_000, 1_000), clock);
        for (int key = 0; key < keys; key++) {
            store.add("k" + key, new byte[] {(byte) key});
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            tasks.add(CompletableFuture.runAsync(
                    () -> {
                        for (int key = 0; key < keys; key++) {
                            assertThat(wide.get("k" + key).join()[0]).isEqualTo((byte) key);
                        }
                    },
                    threads));
        }
        tasks.forEach(CompletableFuture::join);
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(store.gets()).isEqualTo(keys);
    }

    @Test
    void get_oneCancels_theOthersStillGetIt() {
        store.add("a", new byte[10]);
        store.holdBack();
        CompletableFuture<byte[]> leaves = cache.get("a");
        CompletableFuture<byte[]> stays = cache.get("a");

        leaves.cancel(true);
        store.letGo();

        assertThat(stays.join()).hasSize(10);
        assertThat(cache.get("a").join()).hasSize(10);
        assertThat(store.gets()).isEqualTo(1);
    }

    @Test
    void get_failure_isNotKept() {
        store.add("a", new byte[10]);
        store.failWith(new IllegalStateException("away"));
        assertThatThrownBy(() -> cache.get("a").join()).hasRootCauseMessage("away");

        store.failWith(null);

        assertThat(cache.get("a").join()).hasSize(10);
    }

    @Test
    void get_storeThrows_isAFailureLikeAnother() {
        store.throwOnGet(new IllegalStateException("closed"));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> cache.get("a").join()).hasRootCauseMessage("closed");
        }
    }

    @Test
    void get_absent_isRememberedForASecond() {
        assertThatThrownBy(() -> cache.get("a").join()).hasRootCauseInstanceOf(ObjectNotFoundException.class);
        store.add("a", new byte[10]);
        assertThatThrownBy(() -> cache.get("a").join()).hasRootCauseInstanceOf(ObjectNotFoundException.class);
        assertThat(store.gets()).isEqualTo(1);

        clock.forward(Duration.ofMillis(1_001));

        assertThat(cache.get("a").join()).hasSize(10);
    }

    @Test
    void get_largerThanTheLimit_isPassedOnAndNotKept() {
        store.add("a", new byte[4_001]);

        assertThat(cache.get("a").join()).hasSize(4_001);
        assertThat(cache.get("a").join()).hasSize(4_001);
        assertThat(store.gets()).isEqualTo(2);
    }

    @Test
    void get_moreBytesThanFit_letsSomeGo() {
        for (int i = 0; i < 100; i++) {
            store.add("k" + i, new byte[1_000]);
            assertThat(cache.get("k" + i).join()).hasSize(1_000);
        }
        assertThat(cache.keptBytes()).isBetween(1L, 10_000L);
    }

    @Test
    void get_tooManyFetches_isRefusedUntilOneEnds() {
        store.add("a", new byte[1]);
        store.add("b", new byte[1]);
        store.add("c", new byte[1]);
        store.holdBack();
        CompletableFuture<byte[]> a = cache.get("a");
        CompletableFuture<byte[]> b = cache.get("b");
        assertThatThrownBy(() -> cache.get("c").join()).hasCauseInstanceOf(BusyException.class);
        assertThat(cache.get("a")).isNotDone();

        store.letGo();

        assertThat(CompletableFuture.allOf(a, b)).isCompleted();
        assertThat(cache.get("c").join()).hasSize(1);
    }

    @Test
    void get_beingSentAndNoLongerKept_isSharedAndCountedOnce() {
        store.add("a", new byte[4_001]);
        byte[] bytes = cache.get("a").join();
        Reply.Hold one = cache.hold("a", bytes);
        Reply.Hold other = cache.hold("a", cache.get("a").join());
        assertThat(store.gets()).as("too large to be kept").isEqualTo(2);

        one.begin();
        assertThat(cache.get("a").join()).isSameAs(bytes);
        other.begin();
        assertThat(cache.sentBytes()).isEqualTo(4_001);
        one.end();
        assertThat(cache.get("a").join()).isSameAs(bytes);
        other.end();

        assertThat(store.gets()).isEqualTo(2);
        assertThat(cache.sentBytes()).isZero();
    }

    @Test
    void get_asMuchIsBeingSentAsFits_onlyWhatIsInMemoryIsGivenUntilOneEnds() {
        List<Reply.Hold> holds = new ArrayList<>();
        store.add("kept", new byte[1]);
        assertThat(cache.get("kept").join()).hasSize(1);
        for (int i = 0; i < 3; i++) {
            store.add("k" + i, new byte[4_001]);
            Reply.Hold hold = cache.hold("k" + i, cache.get("k" + i).join());
            hold.begin();
            holds.add(hold);
        }
        store.add("more", new byte[1]);

        assertThatThrownBy(() -> cache.get("more").join()).hasCauseInstanceOf(BusyException.class);
        assertThat(cache.get("k2").join()).hasSize(4_001);
        assertThat(cache.get("kept").join()).hasSize(1);

        holds.get(0).end();

        assertThat(cache.get("more").join()).hasSize(1);
    }
}
