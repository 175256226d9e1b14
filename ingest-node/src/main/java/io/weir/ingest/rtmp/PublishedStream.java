package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.weir.amf.AmfDecoder;
import io.weir.amf.AmfFormatException;
import io.weir.amf.AmfValue;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.ingest.publication.Publications;
import io.weir.name.StreamName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a session: its claim, and its way into the publication. Confined to the session's thread, but for the
 * listener's methods, which hop to it.
 */
final class PublishedStream implements PublicationListener {
    /** Longer script data is left out; metadata must be shorter still. */
    static final int MAX_DATA_BYTES = 64 << 10;

    /** Who has the stream; told on the session's thread. */
    interface Owner {
        void opened(PublishedStream stream);

        void refused(PublishedStream stream, String cause);

        void ended(PublishedStream stream, String cause);

        void writabilityChanged(PublishedStream stream);

        /** Nothing that has come can be carried. */
        void unusable(PublishedStream stream, String cause);

        /** Something worth a line that is no problem. */
        void note(PublishedStream stream, String event);

        void warn(PublishedStream stream, String problem);
    }

    private final StreamName name;
    private final int messageStreamId;
    private final Owner owner;
    private final Executor thread;
    private final TrackFilter tracks;
    private final AudioToAac sound;
    private @Nullable CompletableFuture<Publication> claim;
    private @Nullable Publication publication;
    private volatile boolean writable = true;
    private boolean over;
    private boolean warnedOfData;

    PublishedStream(StreamName name, int messageStreamId, Owner owner, Executor thread) {
        this.name = name;
        this.messageStreamId = messageStreamId;
        this.owner = owner;
        this.thread = thread;
        this.tracks = new TrackFilter(problem -> owner.warn(this, problem));
        this.sound = new AudioToAac(new Sound());
    }

    StreamName name() {
        return name;
    }

    int messageStreamId() {
        return messageStreamId;
    }

    boolean isWritable() {
        return writable;
    }

    /** Claims the stream; the owner hears whether it stands. */
    void open(Publications publications, String peer) {
        CompletableFuture<Publication> opening = publications.open(name, peer, this);
        claim = opening;
        CompletableFuture<Publication> unused =
                opening.whenComplete((opened, failure) -> thread.execute(() -> opened(opened, failure)));
    }

    private void opened(@Nullable Publication opened, @Nullable Throwable failure) {
        if (opened == null) {
            if (!over) {
                over = true;
                owner.refused(this, cause(failure));
            }
        } else if (over) {
            opened.close("the publisher left while the stream was being claimed");
        } else {
            publication = opened;
            owner.opened(this);
        }
    }

    private static String cause(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        // What was not meant for the publisher is named by its class, so that the log tells where to look.
        return cause instanceof PublicationRefusedException
                ? String.valueOf(cause.getMessage())
                : "it cannot be claimed now (" + cause + ")";
    }

    /** Takes what the publisher sends, as RTMP message types 8, 9 and 18 carry it. The body is borrowed. */
    void write(int type, int timestampMs, ByteBuf body) {
        Publication out = publication;
        if (out == null || over) {
            return;
        }
        if (type == FlvTag.SCRIPT) {
            writeData(out, timestampMs, body);
            return;
        }
        if (type == FlvTag.AUDIO) {
            sound.pass(timestampMs, body);
        } else {
            writeAccepted(out, type, timestampMs, body);
        }
        String unusable = tracks.unusable();
        if (unusable != null) {
            owner.unusable(this, unusable);
        }
    }

    private void writeAccepted(Publication out, int type, int timestampMs, ByteBuf body) {
        if (tracks.accepts(type, timestampMs, body)) {
            out.write(type, timestampMs, body);
        }
    }

    /** Script data without the {@code @setDataFrame} in front of it. */
    private void writeData(Publication out, int timestampMs, ByteBuf payload) {
        if (isTooLong("script data", payload, MAX_DATA_BYTES)) {
            return;
        }
        try {
            ByteBuf body = payload.duplicate();
            String handler = new AmfDecoder(body).read() instanceof AmfValue.Text text ? text.value() : "";
            switch (handler) {
                case "@setDataFrame" -> writeMetadata(out, timestampMs, body);
                case "onMetaData" -> writeMetadata(out, timestampMs, payload);
                case "@clearDataFrame", "" -> {}
                default -> out.write(FlvTag.SCRIPT, timestampMs, payload);
            }
        } catch (AmfFormatException e) {
            warnOfData("script data that is no AMF0 is left out: " + e.getMessage());
        }
    }

    private void writeMetadata(Publication out, int timestampMs, ByteBuf body) {
        if (!isTooLong("metadata", body, Publication.MAX_METADATA_BYTES)) {
            out.write(FlvTag.SCRIPT, timestampMs, body);
        }
    }

    private boolean isTooLong(String what, ByteBuf body, int maxBytes) {
        int bytes = body.readableBytes();
        if (bytes > maxBytes) {
            warnOfData(what + " of " + bytes + " bytes is left out, at most " + maxBytes + " are carried");
        }
        return bytes > maxBytes;
    }

    private void warnOfData(String problem) {
        if (!warnedOfData) {
            warnedOfData = true;
            owner.warn(this, problem);
        }
    }

    /** The publisher is done with it. */
    void close(String cause) {
        if (!over) {
            over = true;
            if (publication != null) {
                sound.finish();
                publication.close(cause);
            } else if (claim != null) {
                claim.cancel(false);
            }
        }
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        writable = isWritable; // at once, for whoever is giving tags on this very thread; only the news waits
        thread.execute(() -> owner.writabilityChanged(this));
    }

    @Override
    public void onEnded(String cause) {
        thread.execute(() -> {
            if (!over) {
                over = true;
                sound.close();
                owner.ended(this, cause);
            }
        });
    }

    /** What becomes of the publisher's sound. */
    private final class Sound implements AudioToAac.Output {
        @Override
        public void audio(int timestampMs, ByteBuf body) {
            if (publication != null) {
                writeAccepted(publication, FlvTag.AUDIO, timestampMs, body);
            }
        }

        @Override
        public void undecodable(String track, int timestampMs) {
            tracks.leaveOutSound(track, timestampMs);
        }

        @Override
        public void note(String event) {
            owner.note(PublishedStream.this, event);
        }

        @Override
        public void warn(String problem) {
            owner.warn(PublishedStream.this, problem);
        }
    }
}
