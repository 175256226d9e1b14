package io.weir.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** The viewers of a run: one for each watched stream, over connections that stay. */
final class Viewers implements AutoCloseable {
    /** How many threads ask for the playlists of all streams. */
    private static final int ASKING = 8;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(ASKING, task -> {
        Thread thread = new Thread(task, "viewer");
        thread.setDaemon(true);
        return thread;
    });
    private final List<PlaylistWatch> watches = new ArrayList<>();
    private final Problems problems;

    Viewers(Problems problems) {
        this.problems = problems;
    }

    /** Watches a stream from now on. */
    void watch(URI playlist, FrameTimes sent, Duration poll) {
        PlaylistWatch watch = new PlaylistWatch(this::get, playlist, sent, System::nanoTime, problems);
        watches.add(watch);
        var unused = threads.scheduleAtFixedRate(
                () -> {
                    synchronized (watch) {
                        try {
                            watch.poll();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } catch (RuntimeException e) {
                            problems.add(playlist + ": " + e);
                        }
                    }
                },
                0,
                poll.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** From now on, or from now on no more, delays and problems count. */
    void measure(boolean on) {
        for (PlaylistWatch watch : watches) {
            synchronized (watch) {
                watch.measure(on);
            }
        }
    }

    /** The delays of all watched streams, ms; such as those of {@link PlaylistWatch#lastFrameDelaysMs}. */
    Distribution delays(Function<PlaylistWatch, List<Long>> which) {
        List<Long> all = new ArrayList<>();
        for (PlaylistWatch watch : watches) {
            synchronized (watch) {
                all.addAll(which.apply(watch));
            }
        }
        return Distribution.of(all);
    }

    /** The playlists as they are now; without entries where there is none. */
    List<Playlist> playlists(Stream<URI> uris) throws InterruptedException {
        List<Future<Playlist>> asked =
                uris.map(uri -> threads.submit(() -> playlist(uri))).toList();
        List<Playlist> playlists = new ArrayList<>();
        for (Future<Playlist> playlist : asked) {
            try {
                playlists.add(playlist.get());
            } catch (ExecutionException e) {
                playlists.add(new Playlist(0, 0, List.of()));
            }
        }
        return playlists;
    }

    private Playlist playlist(URI uri) throws IOException, InterruptedException {
        PlaylistWatch.Reply reply = get(uri);
        if (reply.status() != 200) {
            throw new IOException(uri + " answers " + reply.status());
        }
        return Playlist.parse(new String(reply.body(), StandardCharsets.UTF_8), uri);
    }

    private PlaylistWatch.Reply get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        return new PlaylistWatch.Reply(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
