package io.weir.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.index.Unstored;
import io.weir.name.InitName;
import io.weir.name.ObjectName;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.storage.ObjectNotFoundException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects of the store; and those that the index names before the store has them, made of the log: the same bytes. So live
 * playback goes on while the store is away.
 *
 * <p>Checkpoints are kept as the index tells them, so that to make a segment only its own part of the log is read; an edge
 * that has begun since reads on from the first one that the store lacks. Safe for any thread.
 */
final class UnstoredSegments implements ObjectSource {
    /** About a kilobyte each. */
    private static final int MAX_CHECKPOINTS = 20_000;

    private static final int MAX_INIT_BYTES = 4 << 20;

    private record Place(StreamName stream, String topicId, long msn) {}

    private final ObjectSource store;
    private final Function<StreamName, @Nullable IndexRecord> index;
    private final Remaker remaker;
    private final Cache<Place, CutState> checkpoints =
            Caffeine.newBuilder().maximumSize(MAX_CHECKPOINTS).build();
    private final Cache<String, byte[]> inits = Caffeine.newBuilder()
            .maximumWeight(MAX_INIT_BYTES)
            .weigher((String key, byte[] bytes) -> bytes.length)
            .build();

    /**
     * No checkpoints yet.
     *
     * @param index gives a stream's latest record, or null
     */
    UnstoredSegments(ObjectSource store, Function<StreamName, @Nullable IndexRecord> index, Remaker remaker) {
        this.store = store;
        this.index = index;
        this.remaker = remaker;
    }

    /** The index has a new record of a stream. */
    void onAccepted(StreamName stream, IndexRecord record) {
        if (record.unstored() != null) {
            checkpoints.put(new Place(stream, record.topicId(), record.msn() + 1), record.checkpoint());
        }
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        StreamName stream = stream(key);
        IndexRecord record = stream == null ? null : index.apply(stream);
        Unstored unstored = record == null ? null : record.unstored();
        if (stream == null || record == null || unstored == null) {
            return store.get(key);
        }
        ObjectName name = ObjectName.parse(key.substring(key.lastIndexOf('/') + 1));
        if (name instanceof SegmentName segment && record.isUnstored(segment.msn())) {
            return make(stream, record.topicId(), unstored, segment).exceptionallyCompose(failure -> store.get(key));
        }
        return name instanceof InitName ? init(key, stream, record, unstored) : store.get(key);
    }

    private static @Nullable StreamName stream(String key) {
        int app = key.indexOf('/');
        int stream = app < 0 ? -1 : key.indexOf('/', app + 1);
        return stream < 0 ? null : StreamName.parse(key.substring(0, stream));
    }

    private CompletableFuture<byte[]> init(String key, StreamName stream, IndexRecord record, Unstored unstored) {
        byte[] made = inits.getIfPresent(key);
        if (made != null) {
            return CompletableFuture.completedFuture(made);
        }
        return store.get(key)
                .exceptionallyCompose(failure -> make(stream, record.topicId(), unstored, record.msn())
                        .thenCompose(cut -> {
                            byte[] bytes = inits.getIfPresent(key);
                            return bytes == null
                                    ? CompletableFuture.failedFuture(failure)
                                    : CompletableFuture.completedFuture(bytes);
                        }));
    }

    private CompletableFuture<byte[]> make(StreamName stream, String topicId, Unstored unstored, SegmentName segment) {
        return make(stream, topicId, unstored, segment.msn()).thenApply(cut -> {
            if (!(cut instanceof Cut.Media media)
                    || !NextRecord.name(media, segment.msn(), segment.conflict())
                            .equals(segment)) {
                throw new ObjectNotFoundException(segment.key(stream)); // a topic that was made anew, or no segment
            }
            return bytes(media.bytes());
        });
    }

    /** Makes the entry of a number, from the nearest checkpoint before it. */
    private CompletableFuture<Cut> make(StreamName stream, String topicId, Unstored unstored, long msn) {
        for (long at = msn; at > unstored.msn(); at--) {
            CutState checkpoint = checkpoints.getIfPresent(new Place(stream, topicId, at));
            if (checkpoint != null) {
                return makeFrom(stream, topicId, new Unstored(at, checkpoint), msn);
            }
        }
        return makeFrom(stream, topicId, unstored, msn);
    }

    private CompletableFuture<Cut> makeFrom(StreamName stream, String topicId, Unstored from, long msn) {
        return remaker.next(stream, topicId, from.checkpoint()).thenCompose(cut -> {
            keep(stream, topicId, from.msn(), cut);
            return from.msn() == msn
                    ? CompletableFuture.completedFuture(cut)
                    : makeFrom(stream, topicId, new Unstored(from.msn() + 1, cut.after()), msn);
        });
    }

    private void keep(StreamName stream, String topicId, long msn, Cut cut) {
        checkpoints.put(new Place(stream, topicId, msn + 1), cut.after());
        if (cut instanceof Cut.Media media && media.init() != null) {
            inits.put(InitName.of(media.init()).key(stream), bytes(media.init()));
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
