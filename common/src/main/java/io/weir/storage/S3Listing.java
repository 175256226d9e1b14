package io.weir.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lists a bucket. A page goes on after the last name rather than by the server's token, which would have to be kept for
 * the caller; names that are no keys, such as the probe's, are left out, and what they take of a page is asked for again.
 */
final class S3Listing {
    private static final String DELIMITER = "/";

    private final S3Bucket bucket;

    S3Listing(S3Bucket bucket) {
        this.bucket = bucket;
    }

    CompletableFuture<List<ObjectStore.Entry>> entries(String prefix, String startAfter, int limit) {
        return entries(prefix, startAfter, limit, new ArrayList<>());
    }

    private CompletableFuture<List<ObjectStore.Entry>> entries(
            String prefix, String startAfter, int limit, List<ObjectStore.Entry> found) {
        return bucket.list(prefix, null, startAfter, limit - found.size()).thenCompose(page -> {
            for (ObjectStore.Entry object : page.objects()) {
                if (ObjectKeys.isKey(object.key())) {
                    found.add(object);
                }
            }
            return page.isTruncated() && found.size() < limit
                    ? entries(prefix, advanced(startAfter, page), limit, found)
                    : CompletableFuture.completedFuture(found);
        });
    }

    CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
        return folders(folder, startAfter.isEmpty() ? "" : afterAllIn(startAfter), limit, new ArrayList<>());
    }

    private CompletableFuture<List<String>> folders(String folder, String startAfter, int limit, List<String> found) {
        return bucket.list(folder, DELIMITER, startAfter, limit - found.size()).thenCompose(page -> {
            for (String name : page.folders()) {
                if (ObjectKeys.isKey(name.substring(0, name.length() - DELIMITER.length()))) {
                    found.add(name);
                }
            }
            return page.isTruncated() && found.size() < limit
                    ? folders(folder, advanced(startAfter, page), limit, found)
                    : CompletableFuture.completedFuture(found);
        });
    }

    /** Where the next page begins: objects and folders of a page are two lists of one order. */
    private static String advanced(String startAfter, S3Bucket.Page page) {
        String last = startAfter;
        for (ObjectStore.Entry object : page.objects()) {
            last = later(last, object.key());
        }
        for (String folder : page.folders()) {
            last = later(last, afterAllIn(folder));
        }
        if (last.equals(startAfter)) {
            throw new StorageException("the server's listing does not go on after " + startAfter);
        }
        return last;
    }

    private static String later(String a, String b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** A text that sorts after all keys in a folder and before those of the next: {@code a0} for {@code a/}. */
    private static String afterAllIn(String folder) {
        return folder.substring(0, folder.length() - 1) + (char) ('/' + 1);
    }
}
