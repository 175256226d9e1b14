package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.ingest.pull.PullEnd.Cause;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names whose server answers, refuses, or hangs. */
@Timeout(60)
class HostResolverTest {
    private static final long TIMEOUT_MS = 8_000;

    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicLong nowMs = new AtomicLong();
    private final HostResolver hanging = new HostResolver(host -> {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
    });

    @AfterEach
    void letGo() {
        never.countDown();
    }

    private PullGuard guard() {
        PullGuard guard = new PullGuard(() -> true, () -> true, () -> TimeUnit.MILLISECONDS.toNanos(nowMs.get()));
        guard.allow(TIMEOUT_MS);
        return guard;
    }

    private static void assertEnds(HostResolver resolver, PullGuard guard, Cause cause, String message) {
        assertThatThrownBy(() -> resolver.resolve("camera", AddressPolicy.STANDARD, guard, TIMEOUT_MS))
                .isInstanceOfSatisfying(
                        PullException.class, e -> assertThat(e.end()).isEqualTo(new PullEnd(cause, message)));
    }

    @Test
    void resolve_nameServerHangs_endsWhenStoppedThoughNoTimePasses() {
        AtomicInteger asked = new AtomicInteger();
        PullGuard guard = new PullGuard(() -> true, () -> asked.incrementAndGet() < 3, () -> 0);
        guard.allow(TIMEOUT_MS);
        assertEnds(hanging, guard, Cause.STOPPED, "stopped");
    }

    @Test
    void resolve_nameServerHangs_endsWhenNotHeldThoughNoTimePasses() {
        AtomicInteger asked = new AtomicInteger();
        PullGuard guard = new PullGuard(() -> asked.incrementAndGet() < 3, () -> true, () -> 0);
        guard.allow(TIMEOUT_MS);
        assertEnds(hanging, guard, Cause.STOPPED, "stopped");
    }

    @Test
    void resolve_nameServerHangs_endsAfterTheTimeout() {
        PullGuard guard = new PullGuard(
                () -> true, () -> true, () -> TimeUnit.MILLISECONDS.toNanos(nowMs.addAndGet(TIMEOUT_MS / 4)));
        guard.allow(TIMEOUT_MS);
        assertEnds(hanging, guard, Cause.UNREACHABLE, "the name server has not answered within 8000 ms");
    }

    @Test
    void resolve_nameIsUnknown_saysSo() {
        HostResolver resolver = new HostResolver(host -> {
            throw new UnknownHostException(host);
        });
        assertEnds(resolver, guard(), Cause.UNREACHABLE, "the host's name is not known");
    }

    @Test
    void resolve_severalAddresses_takesTheFirstThatIsAllowed() throws Exception {
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress camera = InetAddress.getByAddress(new byte[] {10, 0, 0, 5});
        HostResolver resolver = new HostResolver(host -> new InetAddress[] {local, camera});
        assertThat(resolver.resolve("camera", AddressPolicy.STANDARD, guard(), TIMEOUT_MS))
                .isEqualTo(camera);
    }
}
