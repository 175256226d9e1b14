package io.weir.ingest.pull;

import io.weir.ingest.audio.Ffmpeg;
import io.weir.ingest.pull.PullEnd.Cause;
import io.weir.ingest.time.TimeRepair.Clocks;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at pulling one source: one connection, opened and closed within {@link #run}. Each session runs once, on a thread
 * of its own that it blocks.
 *
 * <p>The host's name is resolved once, its address is judged and pinned. So TLS is without a server name, and as FFmpeg does by
 * default it does not check certificates, which cameras sign themselves: it hides, and proves nothing. Redirects are refused.
 * Over UDP the source may name another address that its packets come from (RFC 2326 section 12.39); FFmpeg then sends its few
 * reports there.
 */
public final class PullSession {
    /** RTMP names its tracks as their packets come; after so many none is missing. */
    private static final int LATE_TRACKS_PACKETS = 250;

    /** A keyframe comes by then, and the configuration of sound; else nothing can be made of what comes. */
    private static final long FIRST_TAG_MS = 30_000;

    private static final int EAGAIN = -11;

    private final PullRequest request;
    private final AudioConversion conversion;
    private final LongSupplier nanoTime;
    private final PullGuard guard;

    /**
     * A session that has not begun.
     *
     * @param conversion for sound that segments do not carry
     * @param held whether the camera is still ours: asked ten times a second and for each packet, on the session's thread.
     *     Once it is not, the session ends without a word to the source.
     * @param goesOn whether to go on, asked likewise. Once not, the session ends as by {@link #close}
     */
    public PullSession(
            PullRequest request,
            AudioConversion conversion,
            BooleanSupplier held,
            BooleanSupplier goesOn,
            LongSupplier nanoTime) {
        this.request = request;
        this.conversion = conversion;
        this.nanoTime = nanoTime;
        guard = new PullGuard(held, goesOn, nanoTime);
    }

    /** Why no source can be pulled by this process; null if one can. Loads FFmpeg at the first call. */
    public static @Nullable String fault() {
        String fault = Ffmpeg.fault();
        return fault == null ? Demuxers.FAULT : fault;
    }

    /** Loaded once, whoever asks first. */
    private static final class Demuxers {
        static final @Nullable String FAULT = load();

        private static @Nullable String load() {
            try {
                Loader.load(avformat.class);
                return null;
            } catch (LinkageError | RuntimeException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    /**
     * Pulls until there is an end. When it has returned, the connection is closed.
     *
     * @return why; a source's faults come so and not as exceptions. What the sink throws passes through
     */
    public PullEnd run(TagSink sink) {
        guard.allow(request.openTimeoutMs());
        PullUrl url;
        InetAddress address;
        try {
            url = PullUrl.parse(request.url());
            address = HostResolver.ofSystem().resolve(url.host(), request.addresses(), guard, request.openTimeoutMs());
        } catch (IllegalArgumentException e) {
            return new PullEnd(Cause.FAILED, String.valueOf(e.getMessage()));
        } catch (PullException e) {
            return e.end();
        }
        PullEnd end = attempt(url, address, sink, true);
        if (guard.trackRefused()) {
            // FFmpeg takes all tracks or none; one that is broken must not end the picture.
            sink.leftOut(
                    "the sound of a source that would not set up one of its tracks (status " + guard.status() + ")");
            guard.forgetAnswers();
            end = attempt(url, address, sink, false);
        }
        return end;
    }

    private PullEnd attempt(PullUrl url, InetAddress address, TagSink sink, boolean soundToo) {
        TagOutput out = new TagOutput(sink, url.rtsp() ? Clocks.PER_TRACK : Clocks.SHARED);
        try (SourceReader reader = new SourceReader(guard);
                TrackSet tracks = new TrackSet(out, conversion, sink::leftOut)) {
            int error =
                    guard.mustEnd() ? avutil.AVERROR_EXIT : reader.open(url, url.at(address), request.udp(), soundToo);
            if (error >= 0 && reader.wasRedirected()) {
                guard.redirected();
                error = avutil.AVERROR_EXIT;
            }
            return error < 0
                    ? Failure.of(error, guard, false, request.openTimeoutMs())
                    : read(reader, tracks, out, url.rtsp());
        }
    }

    private PullEnd read(SourceReader reader, TrackSet tracks, TagOutput out, boolean tracksAreKnown) {
        boolean mediaCame = false;
        long firstMs = 0;
        int packets = 0;
        while (true) {
            addTracks(reader, tracks);
            String unusable = tracksAreKnown || packets > LATE_TRACKS_PACKETS ? tracks.unusable() : null;
            if (unusable != null) {
                return new PullEnd(Cause.UNSUPPORTED, unusable);
            }
            int error = guard.mustEnd() ? avutil.AVERROR_EXIT : reader.read();
            if (error == EAGAIN) {
                continue;
            }
            if (error < 0) {
                return Failure.of(
                        error, guard, mediaCame, mediaCame ? request.readTimeoutMs() : request.openTimeoutMs());
            }
            packets++;
            addTracks(reader, tracks);
            if (take(reader, tracks)) {
                firstMs = mediaCame ? firstMs : nowMs();
                mediaCame = true;
                if (!out.hasWritten() && nowMs() - firstMs > FIRST_TAG_MS) {
                    return new PullEnd(
                            Cause.UNSUPPORTED, "packets come from the source, and nothing can be made of them");
                }
                guard.allow(request.readTimeoutMs());
            }
        }
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    private static void addTracks(SourceReader reader, TrackSet tracks) {
        while (tracks.size() < reader.trackCount()) {
            tracks.add(reader.track(tracks.size()));
        }
    }

    /** Takes the packet at hand; whether it is of a track that is carried. */
    private boolean take(SourceReader reader, TrackSet tracks) {
        try {
            int index = reader.trackIndex();
            if (!tracks.carries(index)) {
                return false;
            }
            byte[] extradata = reader.newExtradata();
            if (extradata != null) {
                tracks.reconfigure(index, extradata);
            }
            tracks.take(index, reader.packet(nowMs()));
            return true;
        } finally {
            reader.release();
        }
    }

    /**
     * Ends the session soon, from any thread: FFmpeg asks ten times a second whether to go on, and has half a second to say goodbye.
     * Does not wait for that; the connection is closed when {@link #run} has returned.
     */
    public void close() {
        guard.stop();
    }
}
