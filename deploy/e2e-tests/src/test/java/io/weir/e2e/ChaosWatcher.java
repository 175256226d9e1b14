package io.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weir.hls.PlaylistHistory;
import io.weir.hls.PlaylistText;
import io.weir.hls.PlaylistText.Entry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A viewer of all streams at one edge: reloads each playlist about once a second over the whole run, whatever happens to the
 * edge, fetches its share of the segments, and notes what breaks a rule and how long nothing was served.
 */
final class ChaosWatcher implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);
    private static final long POLL_MS = Long.getLong("weir.chaos.poll-ms", 1_000);
    private static final int EDGES = 2;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    /** A time during which a playlist was asked for and not served. */
    record Outage(String stream, long fromMs, long toMs, String cause) {}

    /** A time between two segments as the viewer saw them. */
    record Wait(String stream, long fromMs, long toMs) {
        long lengthMs() {
            return toMs - fromMs;
        }
    }

    private static final class Watched {
        final PlaylistHistory history = new PlaylistHistory();
        final Set<String> fetched = new HashSet<>();
        long lastMsn = -1;
        long newestSinceMs;
        long failingSinceMs;
        String failure = "";
        boolean ended;
    }

    private final int index;
    private final String name;
    private final URI edge;
    private final ChaosServed served;
    private final Map<String, Watched> streams = new LinkedHashMap<>();
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final List<Outage> outages = Collections.synchronizedList(new ArrayList<>());
    private final List<Wait> waits = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
    private final Thread thread;
    private volatile boolean closed;

    private ChaosWatcher(int index, URI edge, List<String> streams, ChaosServed served) {
        this.index = index;
        this.name = "edge" + index;
        this.edge = edge;
        this.served = served;
        streams.forEach(stream -> this.streams.put(stream, new Watched()));
        this.thread = new Thread(this::watch, "watch-" + name);
        thread.setDaemon(true);
    }

    /**
     * Begins to watch.
     *
     * @param index of the edge, from 1: each fetches every second segment
     */
    static ChaosWatcher start(int index, URI edge, List<String> streams, ChaosServed served) {
        ChaosWatcher watcher = new ChaosWatcher(index, edge, streams, served);
        watcher.thread.start();
        return watcher;
    }

    private void watch() {
        try {
            while (!closed) {
                long beganMs = System.currentTimeMillis();
                reloadAll();
                Thread.sleep(Math.max(50, beganMs + POLL_MS - System.currentTimeMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            violations.add(name + ": the watcher itself failed: " + e);
        }
    }

    private void reloadAll() {
        Map<String, CompletableFuture<HttpResponse<byte[]>>> asked = new LinkedHashMap<>();
        streams.keySet().forEach(stream -> asked.put(stream, get(edge.resolve(stream + ".m3u8"))));
        Map<String, PlaylistText> playlists = new HashMap<>();
        asked.forEach((stream, coming) -> {
            PlaylistText playlist = coming.handle((response, failure) -> take(stream, response, failure))
                    .join();
            if (playlist != null) {
                playlists.put(stream, playlist);
            }
        });
        playlists.forEach(this::fetchNew);
    }

    private CompletableFuture<HttpResponse<byte[]>> get(URI uri) {
        return http.sendAsync(HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build(), BodyHandlers.ofByteArray());
    }

    private synchronized @Nullable PlaylistText take(
            String stream, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        Watched watched = watched(stream);
        long nowMs = System.currentTimeMillis();
        if (response == null || response.statusCode() != OK) {
            boolean seen = watched.lastMsn >= 0;
            if (seen && response != null && response.statusCode() != UNAVAILABLE && !watched.ended) {
                violations.add(name + ", " + stream + ": answered " + response.statusCode() + " "
                        + new String(response.body(), UTF_8));
            }
            if (seen && watched.failingSinceMs == 0 && !watched.ended) {
                watched.failingSinceMs = nowMs;
                watched.failure = response == null ? String.valueOf(failure) : "status " + response.statusCode();
            }
            return null;
        }
        if (watched.failingSinceMs > 0) {
            outages.add(new Outage(stream, watched.failingSinceMs, nowMs, watched.failure));
            watched.failingSinceMs = 0;
        }
        try {
            String text = new String(response.body(), UTF_8);
            PlaylistText playlist = watched.history.accept(text);
            served.playlist(name, stream, response.headers().firstValue("ETag").orElseThrow(), text);
            watched.ended = playlist.ended();
            if (playlist.lastMsn() > watched.lastMsn) {
                if (watched.lastMsn >= 0) {
                    waits.add(new Wait(stream, watched.newestSinceMs, nowMs));
                }
                watched.lastMsn = playlist.lastMsn();
                watched.newestSinceMs = nowMs;
            }
            return playlist;
        } catch (AssertionError | RuntimeException e) {
            violations.add(name + ", " + stream + ": " + e.getMessage());
            return null;
        }
    }

    private void fetchNew(String stream, PlaylistText playlist) {
        Map<String, CompletableFuture<HttpResponse<byte[]>>> asked = new HashMap<>();
        synchronized (this) {
            for (Entry entry : playlist.entries()) {
                boolean ours = (entry.msn() + index) % EDGES == 0;
                if (ours && !entry.gap() && !watched(stream).fetched.contains(entry.uri())) {
                    asked.put(entry.uri(), get(edge.resolve(entry.uri())));
                }
            }
        }
        asked.forEach((uri, coming) -> {
            HttpResponse<byte[]> response =
                    coming.handle((answer, failure) -> answer).join();
            if (response != null && response.statusCode() == OK) {
                try {
                    served.segment(uri, response.body());
                } catch (AssertionError e) {
                    violations.add(name + ", " + stream + ": " + e.getMessage());
                }
                synchronized (this) {
                    watched(stream).fetched.add(uri);
                }
            }
        });
    }

    private Watched watched(String stream) {
        Watched watched = streams.get(stream);
        if (watched == null) {
            throw new IllegalArgumentException(stream);
        }
        return watched;
    }

    /** Whether a playlist with a newer entry than any before was seen of each stream since then. */
    synchronized boolean hasNewOfAllSince(long sinceMs) {
        return streams.values().stream().allMatch(watched -> watched.lastMsn >= 0 && watched.newestSinceMs > sinceMs);
    }

    /** The streams that have none. */
    synchronized List<String> withoutNewSince(long sinceMs) {
        return streams.entrySet().stream()
                .filter(stream -> stream.getValue().newestSinceMs <= sinceMs)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the playlists of all streams have ended. */
    synchronized boolean haveAllEnded() {
        return streams.values().stream().allMatch(watched -> watched.ended);
    }

    /** All that was listed of a stream. */
    synchronized PlaylistHistory history(String stream) {
        return watched(stream).history;
    }

    /** How many segments of a stream were fetched. */
    synchronized int fetched(String stream) {
        return watched(stream).fetched.size();
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    List<Outage> outages() {
        return List.copyOf(outages);
    }

    List<Wait> waits() {
        return List.copyOf(waits);
    }

    /** Watches no more. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
