package io.weir.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects in a bucket of any S3.
 *
 * <p>A put is conditional ({@code If-None-Match: *}) and carries the SHA-256 of the bytes, both for the server to check
 * and as the object's metadata. When the server says that the key is taken (412), size and hash of what is there tell
 * whether the bytes are the same; so a put that was repeated, because its answer was lost, is not taken for a conflict.
 *
 * <p>Nothing is asked of the server before the first operation: a node starts while its store is away. {@link #probe}
 * makes the bucket, if the settings say so.
 */
public final class S3ObjectStore implements ObjectStore {
    /** Refused as a key, and so left out of listings. */
    private static final String PROBE_KEY = ".weir/probe";

    private static final S3Body PROBE_BODY = S3Body.of(ByteBuffer.wrap("weir".getBytes(StandardCharsets.US_ASCII)));
    private static final int THREADS = 2;
    private static final int MAX_PENDING = 1024;
    private static final int MAX_PUT_ATTEMPTS = 5;
    private static final int PUT_AGAIN_AFTER_MS = 100;

    private final S3Settings settings;
    private final S3Bucket bucket;
    private final S3Listing listing;
    private final S3Errors errors;
    /** Hash and sign. What comes back is handled on the HTTP client's threads. */
    private final IoThreads threads = new IoThreads("weir-s3", THREADS);

    private final PendingLimit pending = new PendingLimit(MAX_PENDING);

    public S3ObjectStore(S3Settings settings) {
        this.settings = settings;
        bucket = new S3Bucket(S3Connection.open(settings), settings.bucket());
        listing = new S3Listing(bucket);
        errors = new S3Errors(settings);
    }

    @Override
    public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
        ByteBuffer bytes = body.duplicate();
        return run("write " + key, () -> {
            ObjectKeys.checkKey(key);
            ObjectKeys.checkSize(key, bytes.remaining());
            return put(key, S3Body.of(bytes), contentType, 1);
        });
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        return run("read " + key, () -> {
            ObjectKeys.checkKey(key);
            return bucket.read(key)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                            isMissing(failure) ? new ObjectNotFoundException(key) : failure));
        });
    }

    @Override
    public CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit) {
        return run("list '" + prefix + "'", () -> {
            ObjectKeys.checkPrefix(prefix);
            ObjectKeys.checkPage(startAfter, limit);
            return listing.entries(prefix, startAfter, limit);
        });
    }

    @Override
    public CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
        return run("list '" + folder + "'", () -> {
            ObjectKeys.checkFolder(folder);
            ObjectKeys.checkPage(startAfter, limit);
            return listing.folders(folder, startAfter, limit);
        });
    }

    @Override
    public CompletableFuture<Void> delete(List<String> keys) {
        List<String> all = List.copyOf(keys);
        return run("delete " + all.size() + " objects", () -> {
            all.forEach(ObjectKeys::checkKey);
            return deleteFrom(0, all);
        });
    }

    @Override
    public CompletableFuture<Void> probe() {
        return run(
                "write",
                () -> probeOnce()
                        .exceptionallyCompose(failure -> "NoSuchBucket".equals(S3Errors.code(failure))
                                ? makeBucket(failure).thenCompose(made -> probeOnce())
                                : CompletableFuture.failedFuture(failure)));
    }

    @Override
    public void close() {
        threads.close();
        bucket.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the inner future is composed
    private <T> CompletableFuture<T> run(String what, Supplier<CompletableFuture<T>> request) {
        return pending.admit(() -> threads.submit(request::get)
                .thenCompose(Function.identity())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(errors.explain(what, failure))));
    }

    private static boolean isMissing(Throwable failure) {
        return "NoSuchKey".equals(S3Errors.code(failure));
    }

    private CompletableFuture<PutOutcome> put(String key, S3Body body, String contentType, int attempt) {
        return bucket.putIfAbsent(key, body, contentType)
                .thenApply(done -> PutOutcome.CREATED)
                .exceptionallyCompose(failure -> switch (S3Errors.code(failure)) {
                    case "PreconditionFailed" ->
                        compare(key, body)
                                .thenCompose(outcome -> outcome == null
                                        ? putAgain(key, body, contentType, attempt)
                                        : CompletableFuture.completedFuture(outcome));
                    // two conditional writes at the same moment
                    case "ConditionalRequestConflict" -> putAgain(key, body, contentType, attempt);
                    default -> CompletableFuture.failedFuture(failure);
                });
    }

    private CompletableFuture<PutOutcome> putAgain(String key, S3Body body, String contentType, int attempt) {
        if (attempt == MAX_PUT_ATTEMPTS) {
            return CompletableFuture.failedFuture(
                    new StorageException("cannot write " + key + ": others write and remove it again and again"));
        }
        return CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(PUT_AGAIN_AFTER_MS, TimeUnit.MILLISECONDS, Runnable::run))
                .thenCompose(waited -> put(key, body, contentType, attempt + 1));
    }

    /** How a put ends that found its key taken; null if it is free again. */
    private CompletableFuture<@Nullable PutOutcome> compare(String key, S3Body body) {
        return bucket.stat(key)
                .thenCompose(there -> {
                    if (there.bytes() != body.length()) {
                        return CompletableFuture.completedFuture(PutOutcome.CONFLICT);
                    }
                    return there.sha256() == null
                            ? bucket.read(key)
                                    .thenApply(bytes -> S3Body.sha256(ByteBuffer.wrap(bytes)))
                                    .thenApply(sha256 -> outcome(body, sha256))
                            : CompletableFuture.completedFuture(outcome(body, there.sha256()));
                })
                .exceptionallyCompose(failure -> isMissing(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure));
    }

    private static PutOutcome outcome(S3Body body, String sha256There) {
        return body.sha256().equals(sha256There) ? PutOutcome.ALREADY_EQUAL : PutOutcome.CONFLICT;
    }

    private CompletableFuture<Void> deleteFrom(int first, List<String> keys) {
        if (first >= keys.size()) {
            return CompletableFuture.completedFuture(null);
        }
        int end = Math.min(first + S3Bucket.MAX_DELETE, keys.size());
        return bucket.delete(keys.subList(first, end)).thenCompose(done -> deleteFrom(end, keys));
    }

    private CompletableFuture<Void> probeOnce() {
        return bucket.put(PROBE_KEY, PROBE_BODY, "text/plain")
                .thenCompose(written -> bucket.read(PROBE_KEY))
                .thenAccept(read -> {
                    if (!PROBE_BODY.sha256().equals(S3Body.sha256(ByteBuffer.wrap(read)))) {
                        throw new StorageException("the store does not give back what was written: " + settings);
                    }
                });
    }

    /** Makes the bucket; another node that makes it at the same time does no harm. */
    private CompletableFuture<Void> makeBucket(Throwable missing) {
        if (!settings.createBucket()) {
            return CompletableFuture.failedFuture(missing);
        }
        return bucket.make()
                .exceptionallyCompose(failure -> bucket.exists()
                        .thenCompose(exists -> exists
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(failure)));
    }
}
