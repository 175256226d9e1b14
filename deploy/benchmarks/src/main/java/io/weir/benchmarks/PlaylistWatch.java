package io.weir.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one stream's playlist as a player does, and tells how long after its frames were sent each segment was listed.
 * Looks into every segment: each picture must be there, once, in order. Not for several threads.
 */
final class PlaylistWatch {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Fetcher fetcher;
    private final URI playlist;
    private final FrameTimes sent;
    private final LongSupplier nanoTime;
    private final Problems problems;
    private final List<Long> firstFrameDelaysMs = new ArrayList<>();
    private final List<Long> lastFrameDelaysMs = new ArrayList<>();
    private long nextMediaSequence = -1;
    private long nextFrame = -1;
    private boolean measuring;

    /** Fetches over HTTP. */
    @FunctionalInterface
    interface Fetcher {
        /** GETs a URI. */
        Reply get(URI uri) throws IOException, InterruptedException;
    }

    /** What came back. */
    record Reply(int status, byte[] body) {}

    /**
     * Watches nothing until it is told to {@link #poll}.
     *
     * @param sent when the stream's pictures were sent
     * @param problems where findings go that make a run invalid
     */
    PlaylistWatch(Fetcher fetcher, URI playlist, FrameTimes sent, LongSupplier nanoTime, Problems problems) {
        this.fetcher = fetcher;
        this.playlist = playlist;
        this.sent = sent;
        this.nanoTime = nanoTime;
        this.problems = problems;
    }

    /** From now on, or from now on no more, delays and problems count. */
    void measure(boolean on) {
        measuring = on;
    }

    /** From the sending of a segment's first picture to the sight of the segment, ms. */
    List<Long> firstFrameDelaysMs() {
        return firstFrameDelaysMs;
    }

    /** From the sending of a segment's last picture to the sight of the segment, ms. */
    List<Long> lastFrameDelaysMs() {
        return lastFrameDelaysMs;
    }

    /** Looks once. */
    void poll() throws InterruptedException {
        try {
            Reply reply = fetcher.get(playlist);
            long seenNanos = nanoTime.getAsLong();
            if (reply.status() == OK) {
                read(Playlist.parse(new String(reply.body(), StandardCharsets.UTF_8), playlist), seenNanos);
            } else if (reply.status() != NOT_FOUND || nextMediaSequence >= 0) {
                problem(playlist + " answers " + reply.status());
            }
        } catch (IOException | IllegalArgumentException e) {
            problem(playlist + ": " + e);
        }
    }

    private void read(Playlist now, long seenNanos) throws IOException, InterruptedException {
        boolean first = nextMediaSequence < 0;
        for (Playlist.Entry entry : now.entries()) {
            if (!first && entry.mediaSequence() >= nextMediaSequence) {
                if (entry.mediaSequence() > nextMediaSequence) {
                    problem(playlist + " went from media sequence " + nextMediaSequence + " to "
                            + entry.mediaSequence());
                }
                take(entry, seenNanos);
                nextMediaSequence = entry.mediaSequence() + 1;
            }
        }
        if (first) {
            nextMediaSequence = now.nextMediaSequence(); // nobody knows for how long these were listed
        }
    }

    private void take(Playlist.Entry entry, long seenNanos) throws IOException, InterruptedException {
        if (entry.gap() || entry.discontinuity()) {
            problem(entry.uri() + (entry.gap() ? " is a gap" : " stands after a discontinuity"));
        }
        if (entry.gap()) {
            nextFrame = -1;
            return;
        }
        Reply reply = fetcher.get(entry.uri());
        if (reply.status() != OK) {
            problem(entry.uri() + " is listed and answers " + reply.status());
            nextFrame = -1;
            return;
        }
        long[] numbers = FrameMark.numbersIn(TsVideo.payload(reply.body()));
        for (long number : numbers) {
            if (nextFrame >= 0 && number != nextFrame) {
                problem(entry.uri() + " has picture " + number + " where " + nextFrame + " was expected");
            }
            nextFrame = number + 1;
        }
        if (numbers.length == 0) {
            problem(entry.uri() + " holds no picture that was sent");
        } else if (measuring) {
            note(firstFrameDelaysMs, numbers[0], seenNanos);
            note(lastFrameDelaysMs, numbers[numbers.length - 1], seenNanos);
        }
    }

    private void note(List<Long> delaysMs, long number, long seenNanos) {
        @Nullable Long sentNanos = sent.sentNanos(number);
        if (sentNanos == null) {
            problem(playlist + " lists picture " + number + ", which was not sent in the last minutes");
        } else {
            delaysMs.add(TimeUnit.NANOSECONDS.toMillis(seenNanos - sentNanos));
        }
    }

    private void problem(String problem) {
        if (measuring) {
            problems.add(problem);
        }
    }
}
