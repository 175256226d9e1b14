package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.ingest.publication.Publications;
import io.weir.name.StreamName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A log that keeps what it is given; claims are granted at once, or when the test says so. */
final class FakePublications implements Publications {
    final List<Opened> opened = new CopyOnWriteArrayList<>();
    private final boolean granting;

    private FakePublications(boolean granting) {
        this.granting = granting;
    }

    static FakePublications granting() {
        return new FakePublications(true);
    }

    static FakePublications waiting() {
        return new FakePublications(false);
    }

    @Override
    public CompletableFuture<Publication> open(StreamName stream, String peer, PublicationListener listener) {
        Opened publication = new Opened(stream, listener);
        opened.add(publication);
        if (granting) {
            publication.grant();
        }
        return publication.claim;
    }

    /** {@code type@ms hex}; of a long body the beginning, the length and a hash of all. */
    static String tag(int type, int timestampMs, ByteBuf body) {
        String head = type + "@" + Integer.toUnsignedString(timestampMs) + " ";
        int length = body.readableBytes();
        return length <= 64
                ? head + ByteBufUtil.hexDump(body)
                : head + ByteBufUtil.hexDump(body, body.readerIndex(), 16) + "..." + length + " " + body.hashCode();
    }

    Opened last() {
        return opened.get(opened.size() - 1);
    }

    /** One publication, with its tags. */
    static final class Opened implements Publication {
        final StreamName stream;
        final PublicationListener listener;
        final List<String> tags = new CopyOnWriteArrayList<>();
        volatile @Nullable String closed;
        private final CompletableFuture<Publication> claim = new CompletableFuture<>();

        Opened(StreamName stream, PublicationListener listener) {
            this.stream = stream;
            this.listener = listener;
        }

        void grant() {
            claim.complete(this);
        }

        void refuse(String cause) {
            claim.completeExceptionally(new PublicationRefusedException(cause));
        }

        void fail(Throwable cause) {
            claim.completeExceptionally(cause);
        }

        boolean isCancelled() {
            return claim.isCancelled();
        }

        @Override
        public void write(int type, int timestampMs, ByteBuf body) {
            tags.add(tag(type, timestampMs, body));
        }

        @Override
        public void close(String cause) {
            closed = cause;
        }
    }
}
