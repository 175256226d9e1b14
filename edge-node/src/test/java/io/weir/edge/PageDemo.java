package io.weir.edge;

import io.weir.hls.MediaPlaylist;
import io.weir.hls.MediaSegment;
import io.weir.hls.Variant;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows the page with streams that are made up: {@code PageDemo <port> <folder>}, where the folder has segments of two
 * seconds, {@code 0.ts} and so on:
 *
 * <pre>
 * ffmpeg -f lavfi -i testsrc2=s=1280x720:r=25 -f lavfi -i sine -t 120 -c:v libx264 -g 50 -c:a aac \
 *     -f segment -segment_time 2 %d.ts
 * </pre>
 */
final class PageDemo {
    private static final int SEGMENT_MS = 2_000;
    private static final int WINDOW = 12;
    private static final Variant VARIANT = new Variant("avc1.64001f,mp4a.40.2", 2_400_000, 1280, 720, 25_000);
    private static final StreamName GATE = new StreamName("live", "gate-north");
    private static final StreamName DOCK = new StreamName("live", "loading-dock-2");
    private static final StreamName LATE = new StreamName("live", "roof");
    private static final StreamName HALL = new StreamName("office", "entrance-hall");

    private final FakePlaylistSource source = new FakePlaylistSource();
    private final FakeDirectory directory = new FakeDirectory();
    private final FakeStore store = new FakeStore();
    private final Clock clock = Clock.systemUTC();
    private final List<byte[]> media = new ArrayList<>();
    private final List<MediaSegment> segments = new ArrayList<>();
    private final long beganMs = clock.millis() - WINDOW * SEGMENT_MS;

    private PageDemo(Path folder) throws IOException {
        for (int i = 0; Files.exists(folder.resolve(i + ".ts")); i++) {
            media.add(Files.readAllBytes(folder.resolve(i + ".ts")));
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        PageDemo demo = new PageDemo(Path.of(args[1]));
        EdgeSettings settings = EdgeSettings.defaults()
                .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
        try (EdgeServer server = EdgeServer.start(
                settings, demo.source, demo.directory, Map::of, new FakeDemand(), demo.store::get, demo.clock)) {
            demo.run(server.port());
        }
    }

    private void run(int port) throws InterruptedException {
        long nowMs = clock.millis();
        directory.publish(GATE, nowMs - 4_000_000);
        directory.publish(DOCK, nowMs - 190_000_000);
        directory.publish(LATE, nowMs);
        for (int i = 0; i < WINDOW; i++) {
            append();
        }
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        var unused = ticks.scheduleAtFixedRate(this::append, SEGMENT_MS, SEGMENT_MS, TimeUnit.MILLISECONDS);
        System.out.println("http://127.0.0.1:" + port + "/");
        Thread.currentThread().join();
    }

    private void append() {
        int msn = segments.size();
        boolean discontinuity = msn > 0 && msn % media.size() == 0;
        SegmentName name =
                new SegmentName(beganMs + (long) msn * SEGMENT_MS, msn, SEGMENT_MS, discontinuity, null, null);
        segments.add(new MediaSegment(msn, name.fileName(), name.startMs(), SEGMENT_MS, discontinuity, false, null));
        int from = Math.max(0, segments.size() - WINDOW);
        long discontinuities = segments.subList(0, from).stream()
                .filter(MediaSegment::discontinuity)
                .count();
        MediaPlaylist playlist =
                new MediaPlaylist(2, discontinuities, true, false, segments.subList(from, segments.size()));
        for (StreamName stream : List.of(GATE, DOCK, HALL)) {
            store.add(name.key(stream), media.get(msn % media.size()));
            source.put(stream, new PlaylistSource.Snapshot("demo-" + msn, playlist, VARIANT, 0));
        }
    }
}
