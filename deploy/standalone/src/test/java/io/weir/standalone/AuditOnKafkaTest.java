package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.config.SettingsReader;
import io.weir.flv.FlvTag;
import io.weir.hls.PlaylistViewer;
import io.weir.rtmpclient.RtmpPublisher;
import io.weir.ts.SentMedia;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir audit} of streams that went the whole way through {@code weir up}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditOnKafkaTest {
    private static final Duration AMPLE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int CLIP_SECONDS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path data;
    private int rtmpPort;
    private int httpPort;
    private String management;
    private Future<?> process;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        List<Integer> ports = freePorts(3);
        data = folder.resolve("data");
        rtmpPort = ports.get(0);
        httpPort = ports.get(1);
        management = "http://127.0.0.1:" + ports.get(2);
        Settings settings = new SettingsReader(Keys.ALL)
                .commandLine(Map.of(
                        "data-dir", data.toString(),
                        "rtmp.port", Integer.toString(rtmpPort),
                        "http.port", Integer.toString(httpPort),
                        "management.port", Integer.toString(ports.get(2)),
                        "segment.duration", "1s",
                        "stream.linger", "1s"))
                .read();
        process = thread.submit(() -> {
            WeirProcess.run(Mode.UP, settings, null, new PrintStream(printed, true, StandardCharsets.UTF_8));
            return null;
        });
        await("the process says that it is ready")
                .atMost(AMPLE)
                .pollInterval(POLL)
                .until(() -> process.isDone()
                        || printed.toString(StandardCharsets.UTF_8).contains("Weir is ready"));
        assertThat(process.isDone()).as("the process has ended").isFalse();
    }

    @AfterAll
    void stop() throws InterruptedException {
        thread.shutdownNow();
        assertThat(thread.awaitTermination(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void audit_publishedTwiceToItsEnd_everyFrameIsInOneSegmentAndEachGapIsNamed() throws Exception {
        SentMedia sent = new SentMedia();
        publish("twice", 1, sent);
        publish("twice", 2, sent);
        awaitEnd("twice");

        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(management + "/api/v1/streams/live/twice/audit"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode audit = JSON.readTree(response.body());
        long frames = (long) sent.vclHashes().size() + sent.audioHashes().size();
        assertThat(audit.path("findings")).as(response.body()).isEmpty();
        assertThat(audit.path("verdict").asText()).isEqualTo("ok");
        assertThat(audit.path("found").asLong()).isEqualTo(frames);
        assertThat(audit.path("pending").asLong()).isZero();
        assertThat(audit.path("gaps").toString()).contains("a push by").contains("ended:");
        long ofHours = 0;
        for (JsonNode hour : audit.path("hours")) {
            ofHours += hour.path("found").asLong();
        }
        assertThat(ofHours).isEqualTo(frames);
        assertThat(weir("audit", "live/twice", "--management", management)).isEqualTo(WeirMain.OK);
        assertThat(text(out))
                .contains("every acknowledged frame is in exactly one segment")
                .contains("gaps:");
    }

    @Test
    void audit_objectIsGone_endsWith1AndNamesIt() throws Exception {
        publish("spoiled", 3, new SentMedia());
        awaitEnd("spoiled");
        List<Path> objects;
        try (Stream<Path> found =
                Files.walk(data.resolve("media").resolve("live").resolve("spoiled"))) {
            objects = found.filter(path -> path.toString().endsWith(".ts"))
                    .sorted()
                    .toList();
        }
        assertThat(objects).hasSizeGreaterThan(3);
        Files.delete(objects.get(2));

        assertThat(weir("audit", "live/spoiled", "--management", management)).isEqualTo(WeirMain.FAILED);

        assertThat(text(out))
                .contains("something is wrong")
                .contains("lost")
                .contains(objects.get(2).getFileName().toString());
    }

    @Test
    void audit_noSuchStream_endsWith1AndSaysSo() {
        assertThat(weir("audit", "live/never", "--management", management)).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).contains("there is no log of live/never: nothing can be checked");
    }

    private int weir(String... arguments) {
        return new WeirMain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(),
                        (mode, settings, camera, to) -> {})
                .execute(arguments);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void publish(String stream, int seed, SentMedia sent) throws Exception {
        RtmpPublisher publisher = RtmpPublisher.connect(
                loops, URI.create("rtmp://127.0.0.1:" + rtmpPort + "/live/" + stream), new RtmpPublisher.Listener() {});
        publisher.started().get(AMPLE.toSeconds(), TimeUnit.SECONDS);
        for (FlvTag tag : MadeClip.tags(seed, CLIP_SECONDS)) {
            sent.add(tag);
            publisher
                    .eventLoop()
                    .schedule(
                            () -> publisher.write(
                                    tag.type(), tag.timestampMs(), tag.buffer().slice(tag.offset(), tag.length())),
                            tag.timestampMs() / 2,
                            TimeUnit.MILLISECONDS);
        }
        publisher
                .eventLoop()
                .schedule(publisher::close, CLIP_SECONDS * 1000 / 2, TimeUnit.MILLISECONDS)
                .get(AMPLE.toSeconds(), TimeUnit.SECONDS);
        publisher.closed().get(AMPLE.toSeconds(), TimeUnit.SECONDS);
    }

    private void awaitEnd(String stream) throws Exception {
        PlaylistViewer viewer =
                new PlaylistViewer(URI.create("http://127.0.0.1:" + httpPort + "/live/" + stream + ".m3u8"));
        await("the end of the playlist").atMost(AMPLE).pollInterval(POLL).until(viewer::hasEnded);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }
}
