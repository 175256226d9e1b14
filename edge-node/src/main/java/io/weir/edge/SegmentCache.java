package io.weir.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.weir.edge.EdgeSettings.SegmentLimits;
import io.weir.edge.http.LogPacer;
import io.weir.edge.http.Reply;
import io.weir.storage.ObjectNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects in memory, by key. However many ask for one at a time, the store is asked once. Failures are not kept, but
 * that there is no such object is, for a second: a list of names that are not there must not become a load on the store.
 *
 * <p>What is being sent to viewers is shared by all who ask for it, even when the cache has let it go, and its bytes are
 * counted: while they are as many as the cache may keep, nothing more is fetched. What is in memory is given all the same.
 *
 * <p>Safe for any thread.
 */
final class SegmentCache {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCache.class);
    private static final Duration ABSENT_FOR = Duration.ofSeconds(1);
    private static final int MAX_ABSENT_KEYS = 10_000;

    /** What an entry costs besides its bytes: key, node, array header. */
    private static final int ENTRY_OVERHEAD_BYTES = 400;

    private final ObjectSource source;
    private final int maxCachedBytes;
    private final Semaphore fetches;
    private final LogPacer pacer;
    private final Cache<String, byte[]> kept;
    private final Cache<String, Boolean> absent;
    private final ConcurrentMap<String, CompletableFuture<byte[]>> inFlight = new ConcurrentHashMap<>();
    private final long maxSentBytes;
    private final AtomicLong sentBytes = new AtomicLong();
    private final ConcurrentMap<String, Sent> sent = new ConcurrentHashMap<>();

    /** An object that is being sent so many times. */
    private record Sent(byte[] bytes, int times) {}

    /** As much is being done as may be at a time. */
    static final class BusyException extends RuntimeException {
        private final String reason;

        BusyException(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** An empty cache. */
    SegmentCache(ObjectSource source, SegmentLimits limits, Clock clock) {
        this.source = source;
        this.maxCachedBytes = limits.maxCachedBytes();
        this.maxSentBytes = limits.cacheBytes();
        this.fetches = new Semaphore(limits.maxFetches());
        this.pacer = new LogPacer(clock, Duration.ofSeconds(10));
        this.kept = Caffeine.newBuilder()
                .maximumWeight(limits.cacheBytes())
                .weigher((String key, byte[] bytes) -> bytes.length + ENTRY_OVERHEAD_BYTES)
                .build();
        Ticker ticker = () -> clock.millis() * 1_000_000;
        this.absent = Caffeine.newBuilder()
                .maximumSize(MAX_ABSENT_KEYS)
                .expireAfterWrite(ABSENT_FOR)
                .ticker(ticker)
                .build();
    }

    /**
     * The object's bytes, shared: they must not be changed.
     *
     * @return fails with {@link ObjectNotFoundException}, {@link BusyException} or the store's own failure; completes on
     *     any thread. To cancel it ends no fetch that others wait for.
     */
    CompletableFuture<byte[]> get(String key) {
        byte[] bytes = kept.getIfPresent(key);
        if (bytes != null) {
            return CompletableFuture.completedFuture(bytes);
        }
        Sent live = sent.get(key);
        if (live != null) {
            return CompletableFuture.completedFuture(live.bytes());
        }
        if (absent.getIfPresent(key) != null) {
            return CompletableFuture.failedFuture(new ObjectNotFoundException(key));
        }
        if (sentBytes.get() >= maxSentBytes) {
            if (pacer.isDue()) {
                LOG.warn("segments are answered 503: {} bytes are on their way to viewers", sentBytes.get());
            }
            return CompletableFuture.failedFuture(
                    new BusyException("viewers are still fetching as many segments as fit in memory"));
        }
        CompletableFuture<byte[]> flight = new CompletableFuture<>();
        CompletableFuture<byte[]> other = inFlight.putIfAbsent(key, flight);
        if (other != null) {
            return other.copy();
        }
        // A flight may have landed since we looked: it keeps its bytes before it leaves the map.
        byte[] landed = kept.getIfPresent(key);
        if (landed != null) {
            inFlight.remove(key, flight);
            flight.complete(landed);
        } else {
            fetch(key, flight);
        }
        return flight.copy();
    }

    /** Counts an object's bytes while they are being sent, once however many they are sent to. */
    Reply.Hold hold(String key, byte[] bytes) {
        return new Reply.Hold() {
            @Override
            public void begin() {
                sent.compute(key, (same, now) -> {
                    if (now == null) {
                        sentBytes.addAndGet(bytes.length);
                    }
                    return now == null ? new Sent(bytes, 1) : new Sent(now.bytes(), now.times() + 1);
                });
            }

            @Override
            public void end() {
                sent.computeIfPresent(key, (same, now) -> {
                    if (now.times() > 1) {
                        return new Sent(now.bytes(), now.times() - 1);
                    }
                    sentBytes.addAndGet(-now.bytes().length);
                    return null;
                });
            }
        };
    }

    /** The bytes that are being sent, each object's once. */
    long sentBytes() {
        return sentBytes.get();
    }

    /** The bytes that are kept, when all that had to be let go has been. */
    long keptBytes() {
        kept.cleanUp();
        return kept.asMap().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    private void fetch(String key, CompletableFuture<byte[]> flight) {
        if (!fetches.tryAcquire()) {
            inFlight.remove(key, flight);
            flight.completeExceptionally(new BusyException("too many segments are being fetched"));
            return;
        }
        CompletableFuture<byte[]> fetched;
        try {
            fetched = source.get(key);
        } catch (RuntimeException e) {
            fetched = CompletableFuture.failedFuture(e);
        }
        var unused = fetched.whenComplete((bytes, failure) -> land(key, flight, bytes, failure));
    }

    private void land(
            String key, CompletableFuture<byte[]> flight, byte @Nullable [] bytes, @Nullable Throwable failure) {
        fetches.release();
        if (bytes != null) {
            if (bytes.length <= maxCachedBytes) {
                kept.put(key, bytes);
            }
            inFlight.remove(key, flight);
            flight.complete(bytes);
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            cause = new IllegalStateException("the store gave nothing for " + key);
        }
        if (cause instanceof ObjectNotFoundException) {
            absent.put(key, true);
        } else if (pacer.isDue()) {
            LOG.warn("cannot fetch {}", key, cause);
        }
        inFlight.remove(key, flight);
        flight.completeExceptionally(cause);
    }
}
