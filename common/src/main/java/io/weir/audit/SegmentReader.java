package io.weir.audit;

import io.weir.audit.media.BrokenSegmentException;
import io.weir.audit.media.FoundSegment;
import io.weir.audit.media.FrameDigest;
import io.weir.audit.media.Mp4Reader;
import io.weir.audit.media.Mp4Tracks;
import io.weir.audit.media.TsReader;
import io.weir.name.InitName;
import io.weir.name.StreamName;
import io.weir.storage.ObjectNotFoundException;
import io.weir.storage.ObjectStore;
import io.weir.storage.StoredSegment;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets segments from the store and finds their frames: one object at a time is in memory. Blocks. */
final class SegmentReader {
    private static final int TIMEOUT_S = 60;
    private static final int TRIES = 3;

    private final ObjectStore store;
    private final StreamName stream;
    private final FrameDigest digest = new FrameDigest();
    private @Nullable String initHash;
    private @Nullable Mp4Tracks init;

    SegmentReader(ObjectStore store, StreamName stream) {
        this.store = store;
        this.stream = stream;
    }

    /**
     * A segment's frames; null if it is no longer there.
     *
     * @throws BrokenSegmentException if it cannot be read as one
     * @throws AuditException if the store does not give it
     */
    @Nullable
    FoundSegment read(StoredSegment segment) throws BrokenSegmentException {
        String hash = segment.name().init();
        Mp4Tracks tracks = hash == null ? null : tracks(hash);
        byte[] bytes = get(segment.key());
        if (bytes == null) {
            return null;
        }
        return tracks == null ? TsReader.read(bytes, digest) : Mp4Reader.read(bytes, tracks, digest);
    }

    private Mp4Tracks tracks(String hash) throws BrokenSegmentException {
        Mp4Tracks known = init;
        if (known != null && hash.equals(initHash)) {
            return known;
        }
        InitName name = new InitName(hash);
        byte[] bytes = get(name.key(stream));
        if (bytes == null) {
            throw new BrokenSegmentException("its init segment " + name.fileName() + " is not in the store");
        }
        if (!InitName.of(ByteBuffer.wrap(bytes)).equals(name)) {
            throw new BrokenSegmentException(
                    "its init segment " + name.fileName() + " has other bytes than its name says");
        }
        Mp4Tracks read = Mp4Tracks.read(bytes);
        initHash = hash;
        init = read;
        return read;
    }

    private byte @Nullable [] get(String key) {
        String reason = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                return store.get(key).get(TIMEOUT_S, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ObjectNotFoundException) {
                    return null;
                }
                reason = String.valueOf(e.getCause());
            } catch (TimeoutException e) {
                reason = "no answer within " + TIMEOUT_S + " s";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AuditException("the audit was stopped", e);
            }
        }
        throw new AuditException("the store does not give " + key + ": " + reason);
    }
}
