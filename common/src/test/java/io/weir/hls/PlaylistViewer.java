package io.weir.hls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weir.hls.PlaylistText.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A viewer of one media playlist: reloads it when asked, checks each against those before, and fetches each segment once.
 * Test support; for one thread.
 */
public final class PlaylistViewer {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI playlist;
    private final PlaylistHistory history = new PlaylistHistory();
    private final List<String> texts = new ArrayList<>();
    private final NavigableMap<Long, byte[]> segments = new TreeMap<>();
    private final Map<String, byte[]> inits = new HashMap<>();
    private final boolean renewed;
    private @Nullable PlaylistText latest;

    private PlaylistViewer(URI playlist, boolean renewed) {
        this.playlist = playlist;
        this.renewed = renewed;
    }

    /** A viewer who minds what is in the playlist, not when it comes. */
    public PlaylistViewer(URI playlist) {
        this(playlist, false);
    }

    /** A viewer who also minds that the playlist is renewed within 1.5 target durations. */
    public static PlaylistViewer ofRealTime(URI playlist) {
        return new PlaylistViewer(playlist, true);
    }

    /**
     * Reloads the playlist, and fetches what is new in it.
     *
     * @return it, or the last one while the server has none
     */
    public @Nullable PlaylistText reload() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(playlist);
        if (response.statusCode() == NOT_FOUND || response.statusCode() == UNAVAILABLE) {
            return latest;
        }
        requireOk(playlist, response);
        String text = new String(response.body(), UTF_8);
        PlaylistText next = renewed ? history.accept(text, System.nanoTime() / 1_000_000) : history.accept(text);
        if (!next.equals(latest)) {
            texts.add(text);
        }
        latest = next;
        for (Entry entry : next.entries()) {
            if (entry.map() != null && !inits.containsKey(entry.map())) {
                URI init = playlist.resolve(entry.map());
                HttpResponse<byte[]> found = get(init);
                requireOk(init, found);
                inits.put(entry.map(), found.body());
            }
            if (!entry.gap() && !segments.containsKey(entry.msn())) {
                URI segment = playlist.resolve(entry.uri());
                HttpResponse<byte[]> found = get(segment);
                requireOk(segment, found);
                segments.put(entry.msn(), found.body());
            }
        }
        return next;
    }

    /** Reloads, and says whether the playlist has ended. */
    public boolean hasEnded() throws IOException, InterruptedException {
        PlaylistText now = reload();
        return now != null && now.ended();
    }

    /** Reloads, and says how many entries have been seen so far. */
    public int entriesSeen() throws IOException, InterruptedException {
        reload();
        return history.entries().size();
    }

    /** The greatest media sequence number seen so far, or -1. */
    public long lastSeen() {
        return history.entries().isEmpty() ? -1 : history.entries().lastKey();
    }

    /** All that was seen. */
    public PlaylistHistory history() {
        return history;
    }

    /** The playlists that differed, in order. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /** The bytes of all segments, one after the other; an init segment where it changes, and behind each discontinuity. */
    public byte[] media() {
        ByteArrayOutputStream media = new ByteArrayOutputStream();
        String map = null;
        for (Map.Entry<Long, byte[]> segment : segments.entrySet()) {
            Entry entry = Objects.requireNonNull(history.entries().get(segment.getKey()));
            String next = entry.map();
            if (next != null && (entry.discontinuity() || !next.equals(map))) {
                media.writeBytes(Objects.requireNonNull(inits.get(next)));
            }
            map = next;
            media.writeBytes(segment.getValue());
        }
        return media.toByteArray();
    }

    private HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.ofByteArray());
    }

    private static void requireOk(URI uri, HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            throw new AssertionError(
                    uri + " answered " + response.statusCode() + ": " + new String(response.body(), UTF_8));
        }
    }
}
