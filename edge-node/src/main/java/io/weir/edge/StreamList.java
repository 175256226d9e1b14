package io.weir.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.camera.CameraStatus;
import io.weir.camera.CameraStatus.Phase;
import io.weir.edge.PlaylistSource.Snapshot;
import io.weir.edge.http.Reply;
import io.weir.edge.http.Representation;
import io.weir.edge.http.Request;
import io.weir.hls.Variant;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.ownership.StreamStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/streams}: the streams that live, and those whose cameras are away or sleep, as JSON. Made at most once a second. */
final class StreamList {
    private static final long FRESH_MS = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PlaylistSource source;
    private final Directory directory;
    private final Supplier<Map<StreamName, CameraStatus>> cameras;
    private final OnDemandStreams onDemand;
    private final Clock clock;
    private volatile @Nullable Made latest;

    private record Made(long atMs, Representation representation) {}

    /**
     * The whole answer.
     *
     * @param problem why playlists cannot be served now; null when they can
     */
    record Listing(@Nullable String problem, List<Listed> streams) {}

    /**
     * A stream that lives.
     *
     * @param name {@code <app>/<stream>}
     * @param state {@code starting} (no segment yet, or none since its camera slept), {@code live}, {@code interrupted}
     *     (nobody publishes it now, but it has not ended), {@code away} (its camera does not come), or {@code sleeping} (its
     *     camera is connected when somebody watches)
     * @param cause why its camera is away or sleeps, a sentence; null if it does not, or nothing is known
     * @param nextTry when its camera is tried again, ISO 8601; null if that is not known
     * @param since when its publication began, ISO 8601; null if nobody publishes it now
     * @param playlist the media playlist's path
     * @param master the master playlist's path
     * @param picture the path of the last keyframe as a JPEG; null if there is none
     * @param codecs as in CODECS; null until there is a segment, and so are the rest
     */
    record Listed(
            String name,
            String app,
            String stream,
            String state,
            @Nullable String cause,
            @Nullable String nextTry,
            @Nullable String since,
            String playlist,
            String master,
            @Nullable String picture,
            @Nullable String codecs,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Double frameRate,
            @Nullable Integer bandwidth) {}

    StreamList(
            PlaylistSource source,
            Directory directory,
            Supplier<Map<StreamName, CameraStatus>> cameras,
            OnDemandStreams onDemand,
            Clock clock) {
        this.source = source;
        this.directory = directory;
        this.cameras = cameras;
        this.onDemand = onDemand;
        this.clock = clock;
    }

    /** The reply to a GET or HEAD. */
    Reply answer(Request request) {
        long nowMs = clock.millis();
        Made made = latest;
        if (made == null || nowMs - made.atMs() >= FRESH_MS || nowMs < made.atMs()) {
            byte[] json = json(new Listing(source.staleness().orElse(null), list()));
            made = new Made(nowMs, Representation.text(json, "application/json", ContentHash.of(json), "no-cache"));
            latest = made;
        }
        return made.representation().answer(request);
    }

    private List<Listed> list() {
        Map<StreamName, StreamStatus> published = directory.streams();
        Map<StreamName, CameraStatus> away = away();
        Set<StreamName> names = new TreeSet<>(published.keySet());
        names.addAll(away.keySet());
        names.addAll(source.streams());
        List<Listed> listed = new ArrayList<>();
        for (StreamName name : names) {
            StreamStatus status = published.get(name);
            Snapshot snapshot = source.latest(name);
            boolean hasWindow = snapshot != null
                    && snapshot.endedMs() == 0
                    && !snapshot.playlist().segments().isEmpty();
            if (status != null || hasWindow || away.containsKey(name)) {
                listed.add(listed(name, status, away.get(name), hasWindow ? snapshot : null));
            }
        }
        return listed;
    }

    /** The cameras that do not come, because they cannot or because nobody watches. */
    private Map<StreamName, CameraStatus> away() {
        Map<StreamName, CameraStatus> away = new HashMap<>(cameras.get());
        away.values().removeIf(camera -> camera.phase() != Phase.BACKING_OFF && camera.phase() != Phase.SLEEPING);
        return away;
    }

    private Listed listed(
            StreamName name, @Nullable StreamStatus status, @Nullable CameraStatus away, @Nullable Snapshot snapshot) {
        Variant variant = snapshot == null ? null : snapshot.variant();
        String path = "/" + name;
        return new Listed(
                name.toString(),
                name.app(),
                name.stream(),
                state(name, status, away, snapshot),
                away == null ? null : away.cause(),
                away == null || away.nextTry() == null ? null : away.nextTry().toString(),
                status == null ? null : Instant.ofEpochMilli(status.sinceMs()).toString(),
                path + Wanted.PLAYLIST_SUFFIX,
                path + "/master" + Wanted.PLAYLIST_SUFFIX,
                variant == null || variant.width() == 0 ? null : path + Wanted.PICTURE_SUFFIX,
                variant == null ? null : variant.codecs(),
                variant == null ? null : positive(variant.width()),
                variant == null ? null : positive(variant.height()),
                variant == null || variant.frameRateMilli() == 0 ? null : variant.frameRateMilli() / 1000.0,
                variant == null ? null : positive(variant.bandwidth()));
    }

    private String state(
            StreamName name, @Nullable StreamStatus status, @Nullable CameraStatus away, @Nullable Snapshot snapshot) {
        if (away != null) {
            return away.phase() == Phase.SLEEPING ? "sleeping" : "away";
        }
        if (status == null) {
            return "interrupted";
        }
        return snapshot == null || onDemand.isOld(name, snapshot) ? "starting" : "live";
    }

    private static @Nullable Integer positive(int value) {
        return value > 0 ? value : null;
    }

    private static byte[] json(Listing listing) {
        try {
            return JSON.writeValueAsBytes(listing);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // strings and numbers
        }
    }
}
