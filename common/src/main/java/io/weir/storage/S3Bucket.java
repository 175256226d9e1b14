package io.weir.storage;

import io.minio.BucketExistsArgs;
import io.minio.DeleteObjectsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.Item;
import io.minio.messages.ListBucketResultV2;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The requests that the store makes, one method each. Their futures fail with the SDK's exceptions. */
final class S3Bucket implements AutoCloseable {
    /** The most that one deletion takes. */
    static final int MAX_DELETE = 1000;

    private static final String SHA256_HEADER = "X-Amz-Meta-Sha256";
    private static final String SHA256_METADATA = "sha256";

    private final MinioAsyncClient client;
    private final String bucket;

    S3Bucket(MinioAsyncClient client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /**
     * What the server knows of an object.
     *
     * @param bytes its size
     * @param sha256 lower-case hex; null if something else wrote it
     */
    record Stat(long bytes, @Nullable String sha256) {}

    /**
     * One answer to a listing.
     *
     * @param objects in the order of their keys
     * @param folders what the delimiter cut, each ending in it, in order
     * @param isTruncated whether there are more of either
     */
    record Page(List<ObjectStore.Entry> objects, List<String> folders, boolean isTruncated) {}

    CompletableFuture<Boolean> exists() {
        return client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build());
    }

    CompletableFuture<Void> make() {
        return client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build())
                .thenAccept(made -> {});
    }

    /** Fails with {@code PreconditionFailed} if the key is taken. */
    CompletableFuture<Void> putIfAbsent(String key, S3Body body, String contentType) {
        return put(key, body, contentType, new Http.Headers("If-None-Match", "*", SHA256_HEADER, body.sha256()));
    }

    /** Replaces what is there. */
    CompletableFuture<Void> put(String key, S3Body body, String contentType) {
        return put(key, body, contentType, new Http.Headers(SHA256_HEADER, body.sha256()));
    }

    private CompletableFuture<Void> put(String key, S3Body body, String contentType, Http.Headers headers) {
        headers.put(Http.Headers.X_AMZ_CONTENT_SHA256, body.sha256()); // else the SDK hashes again
        PutObjectAPIArgs request = PutObjectAPIArgs.builder()
                .bucket(bucket)
                .object(key)
                .data(body.bytes(), body.length())
                .contentType(contentType)
                .headers(headers)
                .build();
        return client.putObject(request).thenAccept(written -> {});
    }

    CompletableFuture<Stat> stat(String key) {
        return client.statObject(
                        StatObjectArgs.builder().bucket(bucket).object(key).build())
                .thenApply(S3Bucket::stat);
    }

    private static Stat stat(StatObjectResponse found) {
        return new Stat(found.size(), found.userMetadata().getFirst(SHA256_METADATA));
    }

    CompletableFuture<byte[]> read(String key) {
        return client.getObject(
                        GetObjectArgs.builder().bucket(bucket).object(key).build())
                .thenApply(S3Bucket::readAll);
    }

    private static byte[] readAll(GetObjectResponse object) {
        try (object) {
            String length = object.headers().get("Content-Length");
            long expected = length == null ? -1 : Long.parseLong(length);
            ObjectKeys.checkSize(object.object(), expected);
            byte[] bytes = object.readNBytes(expected < 0 ? ObjectStore.MAX_OBJECT_BYTES : (int) expected);
            if (bytes.length < expected || object.read() >= 0) {
                throw new EOFException("the answer has not the length that it says: " + object.object());
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to {@code limit} keys, or what they begin with up to the delimiter, that begin with the prefix. */
    CompletableFuture<Page> list(String prefix, @Nullable String delimiter, String startAfter, int limit) {
        ListObjectsV2Args.Builder request = ListObjectsV2Args.builder()
                .bucket(bucket)
                .prefix(prefix)
                .encodingType("url")
                .maxKeys(limit);
        if (delimiter != null) {
            request.delimiter(delimiter);
        }
        if (!startAfter.isEmpty()) {
            request.startAfter(startAfter);
        }
        return client.listObjectsV2(request.build()).thenApply(listed -> page(listed.result()));
    }

    /** Decodes names, which the SDK leaves as they came: some servers encode a slash, others do not. */
    private static Page page(ListBucketResultV2 result) {
        List<ObjectStore.Entry> objects = new ArrayList<>();
        for (Item item : result.contents()) {
            item.setEncodingType(result.encodingType());
            objects.add(new ObjectStore.Entry(item.objectName(), item.size()));
        }
        List<String> folders = new ArrayList<>();
        for (var prefix : result.commonPrefixes()) {
            Item item = prefix.toItem();
            item.setEncodingType(result.encodingType());
            folders.add(item.objectName());
        }
        return new Page(objects, folders, result.isTruncated());
    }

    /** Deletes up to {@link #MAX_DELETE} objects. */
    CompletableFuture<Void> delete(List<String> keys) {
        DeleteObjectsArgs request = DeleteObjectsArgs.builder()
                .bucket(bucket)
                .quiet(true)
                .objects(keys.stream().map(DeleteRequest.Object::new).toList())
                .build();
        return client.deleteObjects(request).thenAccept(answer -> {
            List<DeleteResult.Error> errors = answer.result().errors().stream()
                    .filter(error -> !"NoSuchKey".equals(error.code()))
                    .toList();
            if (!errors.isEmpty()) {
                DeleteResult.Error first = errors.get(0);
                throw new StorageException(errors.size() + " of " + keys.size() + " objects were not deleted, "
                        + first.objectName() + " for one: " + first.code() + ", " + first.message());
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
