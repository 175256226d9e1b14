package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.PullEnd;
import io.weir.ingest.pull.PullRequest;
import io.weir.ingest.pull.TagSink;
import io.weir.name.StreamName;
import io.weir.ownership.MemoryDirectory;
import io.weir.ownership.RendezvousAssigner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which cameras a node takes and lets go of, by what it and others say they can. */
class CameraPullsTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final String SELF = "self";
    private static final String OTHER = "other";
    private static final Set<String> BOTH = Set.of(SELF, OTHER);
    private static final StreamName OWN = fallsTo(SELF);
    private static final StreamName OTHERS = fallsTo(OTHER);

    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private final MemoryDirectory directory = new MemoryDirectory(SELF, OTHER);
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final HeldStream hold = new HeldStream(events);
    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private volatile @Nullable String libraryFault;
    private volatile boolean watching = true;
    private volatile boolean watchStarts = true;

    private volatile @Nullable String outage;
    private final PullAbility ability =
            new PullAbility(registry, () -> Optional.ofNullable(outage), () -> libraryFault, this::startWatch);
    private final CameraPulls pulls = new CameraPulls(
            registry,
            directory,
            hold,
            new SwitchedDemand(),
            Duration.ofSeconds(30),
            this::connect,
            AddressPolicy.STANDARD,
            ability,
            new PullClock(() -> TimeUnit.MILLISECONDS.toNanos(nowMs.get()), nowMs::get));

    /** A stream that falls to the node where both can pull. */
    private static StreamName fallsTo(String node) {
        for (int i = 0; ; i++) {
            StreamName stream = new StreamName("site", "cam" + i);
            if (node.equals(RendezvousAssigner.owner(stream, BOTH))) {
                return stream;
            }
        }
    }

    private PullAbility.Watch startWatch() throws IOException {
        if (!watchStarts) {
            throw new IOException("no java here");
        }
        return new PullAbility.Watch() {
            @Override
            public boolean isWatching() {
                return watching;
            }

            @Override
            public void close() {
                events.add("watch ended");
            }
        };
    }

    private PullEnd connect(PullRequest request, BooleanSupplier held, BooleanSupplier goesOn, TagSink sink) {
        events.add("connected");
        while (held.getAsBoolean() && goesOn.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
        return new PullEnd(PullEnd.Cause.STOPPED, "stopped");
    }

    private void register(StreamName... streams) {
        for (StreamName stream : streams) {
            CameraSource source = CameraSource.parse("rtsp://192.0.2.1/" + stream.stream());
            assertThat(registry.put(Camera.of(stream, source)).join()).isEmpty();
        }
    }

    /** Looks until nothing changes any more, with time for gentle moves. */
    private void settle() {
        for (int i = 0; i < 4; i++) {
            pulls.assign();
            nowMs.addAndGet(20_000);
        }
    }

    @AfterEach
    void close() {
        pulls.close();
    }

    @Test
    void assign_bothCanPull_eachHasItsShare() {
        register(OWN, OTHERS);
        directory.offer(OTHER, true);
        settle();
        assertThat(directory.pullers()).isEqualTo(BOTH);
        assertThat(pulls.status()).containsOnlyKeys(OWN);
    }

    @Test
    void assign_theOtherCannotPull_takesAllAndLetsNoneGo() {
        register(OWN, OTHERS);
        settle();
        assertThat(pulls.status()).containsOnlyKeys(OWN, OTHERS);
        assertThat(events).doesNotContain("released");
    }

    @Test
    void assign_theOtherCanPullLater_letsItsShareGo() {
        register(OWN, OTHERS);
        settle();
        await().atMost(AMPLE).until(() -> events.contains("connected"));
        directory.offer(OTHER, true);
        pulls.assign();
        assertThat(events).as("gently").doesNotContain("released");
        settle();
        await().atMost(AMPLE).until(() -> events.contains("released"));
        await().atMost(AMPLE).untilAsserted(() -> {
            pulls.assign();
            assertThat(pulls.status()).containsOnlyKeys(OWN);
        });
    }

    @Test
    void assign_ownKeyIsAnother_takesNoneAndSaysSo() {
        register(OWN);
        registry.opened(false);
        settle();
        assertThat(directory.pullers()).isEmpty();
        assertThat(pulls.canPull()).isFalse();
        assertThat(pulls.status()).isEmpty();
    }

    @Test
    void assign_registryIsNotLoaded_saysNothingUntilItIs() {
        register(OWN);
        registry.loaded(false);
        settle();
        assertThat(directory.pullers()).isEmpty();
        registry.loaded(true);
        settle();
        assertThat(directory.pullers()).containsExactly(SELF);
        assertThat(pulls.status()).containsOnlyKeys(OWN);
    }

    @Test
    void assign_ffmpegIsMissing_takesNone() {
        libraryFault = "no library";
        register(OWN);
        settle();
        assertThat(directory.pullers()).isEmpty();
        assertThat(pulls.status()).isEmpty();
    }

    @Test
    void assign_kafkaIsNotReachedFromHere_othersHaveItsShare() {
        register(OWN);
        directory.offer(OTHER, true);
        settle();
        await().atMost(AMPLE).until(() -> events.contains("connected"));
        outage = "no broker answers";
        settle();
        assertThat(directory.pullers()).containsExactly(OTHER);
        await().atMost(AMPLE).until(() -> events.contains("released"));
        outage = null;
        settle();
        assertThat(directory.pullers()).isEqualTo(BOTH);
        assertThat(pulls.status()).containsOnlyKeys(OWN);
    }

    @Test
    void assign_watchdogDoesNotStart_takesNoneUntilItDoes() {
        watchStarts = false;
        settle();
        assertThat(directory.pullers()).as("nobody needs it yet").containsExactly(SELF);
        register(OWN);
        settle();
        assertThat(directory.pullers()).isEmpty();
        assertThat(pulls.status()).isEmpty();
        watchStarts = true;
        settle();
        assertThat(pulls.canPull()).isTrue();
        assertThat(pulls.status()).containsOnlyKeys(OWN);
    }

    @Test
    void assign_watchdogIsLost_keepsWhatItHoldsUntilAnotherCanPullIt() {
        register(OWN);
        settle();
        await().atMost(AMPLE).until(() -> events.contains("connected"));
        watching = false;
        settle();
        assertThat(directory.pullers()).isEmpty();
        assertThat(pulls.status()).containsOnlyKeys(OWN);
        assertThat(events).doesNotContain("released");
        directory.offer(OTHER, true);
        settle();
        await().atMost(AMPLE).until(() -> events.contains("released"));
        settle();
        assertThat(events).containsOnlyOnce("claimed");
    }

    @Test
    void close_pulling_takesItsOfferBackAndEndsTheWatchLast() {
        register(OWN);
        settle();
        await().atMost(AMPLE).until(() -> events.contains("connected"));
        pulls.close();
        assertThat(directory.pullers()).isEmpty();
        assertThat(events).endsWith("released", "watch ended");
        pulls.assign();
        assertThat(directory.pullers()).isEmpty();
        assertThat(pulls.status()).as("what was").containsOnlyKeys(OWN);
    }
}
