package io.weir.storage;

import io.weir.name.StreamName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Walks a store folder by folder, page by page, in the order of the keys. Folders and objects that are not Weir's are
 * passed over. Each method blocks, and throws {@link StorageException}.
 */
final class StoreWalk {
    private static final int TIMEOUT_S = 120;

    private final ObjectStore store;

    StoreWalk(ObjectStore store) {
        this.store = store;
    }

    void streams(Consumer<StreamName> consumer) {
        folders(
                "",
                app -> folders(app, path -> {
                    StreamName stream = StreamName.parse(path.substring(0, path.length() - 1));
                    if (stream != null) {
                        consumer.accept(stream);
                    }
                }));
    }

    void days(StreamName stream, Consumer<DayFolder> consumer) {
        folders(stream + "/", path -> {
            DayFolder day = DayFolder.of(stream, path);
            if (day != null) {
                consumer.accept(day);
            }
        });
    }

    void folders(String folder, Consumer<String> consumer) {
        List<String> page;
        String last = "";
        do {
            page = await(store.folders(folder, last, ObjectStore.MAX_PAGE));
            for (String found : page) {
                consumer.accept(found);
                last = found;
            }
        } while (page.size() == ObjectStore.MAX_PAGE);
    }

    void segments(DayFolder day, int hour, Consumer<StoredSegment> consumer) {
        List<ObjectStore.Entry> page;
        String last = "";
        do {
            page = await(store.list(day.hourPath(hour), last, ObjectStore.MAX_PAGE));
            for (ObjectStore.Entry entry : page) {
                StoredSegment segment = StoredSegment.of(day.stream(), entry);
                if (segment != null) {
                    consumer.accept(segment);
                }
                last = entry.key();
            }
        } while (page.size() == ObjectStore.MAX_PAGE);
    }

    void delete(List<StoredSegment> segments) {
        await(store.delete(segments.stream().map(StoredSegment::key).toList()));
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StorageException known
                    ? known
                    : new StorageException("the store failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new StorageException("the store has not answered for " + TIMEOUT_S + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("interrupted", e);
        }
    }
}
