package io.weir.edge;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.weir.edge.http.Reply;
import io.weir.edge.picture.LastKeyframe;
import io.weir.edge.picture.NoPictureException;
import io.weir.name.InitName;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last keyframe of segments, as JPEG. However many ask for one at a time, it is decoded once, and kept while there is
 * room. One thread decodes: what stills cost is bounded, whoever asks for how many.
 *
 * <p>Safe for any thread.
 */
final class Pictures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final long CACHE_BYTES = 16L << 20;
    private static final int ENTRY_OVERHEAD_BYTES = 400;
    private static final int MAX_WAITING = 64;
    private static final long IDLE_S = 30;

    /** Stands for a segment that has none. */
    private static final byte[] NONE = {};

    private final SegmentCache segments;
    private final ThreadPoolExecutor decoder;
    private final AsyncCache<String, byte[]> pictures = Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES)
            .weigher((String key, byte[] jpeg) -> jpeg.length + ENTRY_OVERHEAD_BYTES)
            .buildAsync();

    /** No pictures yet; the cache stays the caller's. */
    Pictures(SegmentCache segments) {
        this.segments = segments;
        this.decoder = new ThreadPoolExecutor(
                1,
                1,
                IDLE_S,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                task -> new Thread(task, "weir-edge-pictures"));
        decoder.allowCoreThreadTimeOut(true);
    }

    /**
     * The last keyframe of a segment; empty if it has none that can be decoded. Must not be changed.
     *
     * @return fails as {@link SegmentCache#get} does, with {@link RejectedExecutionException} when
     *     too many wait, and with {@link LinkageError} where there is no FFmpeg
     */
    CompletableFuture<byte[]> of(StreamName stream, SegmentName segment) {
        return pictures.get(segment.key(stream), (key, unused) -> make(stream, segment))
                .copy();
    }

    private CompletableFuture<byte[]> make(StreamName stream, SegmentName segment) {
        String key = segment.key(stream);
        CompletableFuture<byte[]> media = segments.get(key);
        if (segment.init() == null) {
            return media.thenCompose(bytes -> decode(key, null, bytes));
        }
        return segments.get(new InitName(segment.init()).key(stream))
                .thenCombine(media, (init, bytes) -> decode(key, init, bytes))
                .thenCompose(decoded -> decoded);
    }

    private CompletableFuture<byte[]> decode(String key, byte @Nullable [] init, byte[] media) {
        Reply.Hold hold = segments.hold(key, media); // while it waits its bytes are counted
        hold.begin();
        CompletableFuture<byte[]> decoded;
        try {
            decoded = CompletableFuture.supplyAsync(() -> decodeNow(key, init, media), decoder);
        } catch (RejectedExecutionException e) {
            decoded = CompletableFuture.failedFuture(e);
        }
        return decoded.whenComplete((jpeg, failure) -> hold.end());
    }

    private static byte[] decodeNow(String key, byte @Nullable [] init, byte[] media) {
        try {
            return LastKeyframe.jpeg(init, media);
        } catch (NoPictureException e) {
            LOG.debug("{}: no picture: {}", key, e.getMessage());
            return NONE;
        } catch (LinkageError e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        decoder.shutdownNow();
    }
}
