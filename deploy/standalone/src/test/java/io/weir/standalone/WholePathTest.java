package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.config.SettingsReader;
import io.weir.flv.FlvTag;
import io.weir.hls.PlaylistText.Entry;
import io.weir.hls.PlaylistViewer;
import io.weir.rtmpclient.RtmpPublisher;
import io.weir.ts.SentMedia;
import io.weir.ts.SentMedia.Picture;
import io.weir.ts.TsInspector;
import io.weir.ts.TsReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The way of a frame, from a publisher's socket to a viewer's, through all that {@code weir up} starts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholePathTest {
    private static final Duration AMPLE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int CLIP_SECONDS = 6;
    private static final int SPEED = 2;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private int rtmpPort;
    private int httpPort;
    private Future<?> process;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        List<Integer> ports = freePorts(3);
        rtmpPort = ports.get(0);
        httpPort = ports.get(1);
        Settings settings = new SettingsReader(Keys.ALL)
                .commandLine(Map.of(
                        "data-dir", folder.resolve("data").toString(),
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
    void push_twiceToOneStream_everyFrameOnceInOrder() throws Exception {
        PlaylistViewer viewer = new PlaylistViewer(URI.create("http://127.0.0.1:" + httpPort + "/live/twice.m3u8"));
        SentMedia sent = new SentMedia();

        RtmpPublisher first = push("twice", MadeClip.tags(1, CLIP_SECONDS), sent);
        await("segments of the first push")
                .atMost(AMPLE)
                .pollInterval(POLL)
                .until(() -> viewer.entriesSeen() >= CLIP_SECONDS - 1);
        close(first);
        close(push("twice", MadeClip.tags(2, CLIP_SECONDS), sent));
        await("the end of the playlist").atMost(AMPLE).pollInterval(POLL).until(viewer::hasEnded);

        viewer.history().requireWhole();
        TsReport found = TsInspector.inspect(viewer.media());
        requireSame("VCL NAL units", found.vclHashes(), sent.vclHashes());
        requireSame("sound frames", found.audioHashes(), sent.audioHashes());
        assertThat(continuityProblems(found)).isEmpty();
        assertThat(viewer.history().entries().values())
                .filteredOn(Entry::discontinuity)
                .as("a discontinuity where the second push begins, and nowhere else")
                .hasSize(1);
    }

    @Test
    void push_withNegativeCompositionTimes_everyPictureShownAtItsTime() throws Exception {
        PlaylistViewer viewer = new PlaylistViewer(URI.create("http://127.0.0.1:" + httpPort + "/live/negative.m3u8"));
        SentMedia sent = new SentMedia();

        close(push("negative", MadeClip.tagsWithNegativeCompositionTimes(3, CLIP_SECONDS), sent));
        await("the end of the playlist").atMost(AMPLE).pollInterval(POLL).until(viewer::hasEnded);

        TsReport found = TsInspector.inspect(viewer.media());
        requireSame("VCL NAL units", found.vclHashes(), sent.vclHashes());
        assertThat(found.problems()).isEmpty();
        assertThat(sent.pictures()).anyMatch(picture -> picture.ptsMs() < picture.dtsMs());
        for (int i = 0; i < sent.pictures().size(); i++) {
            Picture picture = sent.pictures().get(i);
            assertThat(TsReport.difference33(
                            found.vcl().get(i).pts90k(), found.vcl().get(0).pts90k()))
                    .as("PTS of %s", picture)
                    .isEqualTo(90 * (picture.ptsMs() - sent.pictures().get(0).ptsMs()));
        }
    }

    private static void requireSame(String what, List<String> found, List<String> sent) {
        List<Integer> missing = IntStream.range(0, sent.size())
                .filter(i -> !found.contains(sent.get(i)))
                .boxed()
                .toList();
        assertThat(missing)
                .as("numbers of %s that are missing, of %d sent; %d were found", what, sent.size(), found.size())
                .isEmpty();
        assertThat(found).as(what).isEqualTo(sent);
    }

    /** Times may go back where a push begins; counters may not. */
    private static List<String> continuityProblems(TsReport report) {
        return report.problems().stream()
                .filter(problem -> !problem.contains("not after that of the PES packet before"))
                .toList();
    }

    private RtmpPublisher push(String stream, List<FlvTag> tags, SentMedia sent)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        RtmpPublisher publisher = RtmpPublisher.connect(
                loops, URI.create("rtmp://127.0.0.1:" + rtmpPort + "/live/" + stream), new RtmpPublisher.Listener() {});
        publisher.started().get(AMPLE.toSeconds(), TimeUnit.SECONDS);
        for (FlvTag tag : tags) {
            sent.add(tag);
            publisher
                    .eventLoop()
                    .schedule(
                            () -> publisher.write(
                                    tag.type(), tag.timestampMs(), tag.buffer().slice(tag.offset(), tag.length())),
                            tag.timestampMs() / SPEED,
                            TimeUnit.MILLISECONDS);
        }
        return publisher;
    }

    /** Closes when all that is scheduled has been written. */
    private static void close(RtmpPublisher publisher) throws Exception {
        publisher
                .eventLoop()
                .schedule(publisher::close, CLIP_SECONDS * 1000 / SPEED, TimeUnit.MILLISECONDS)
                .get(AMPLE.toSeconds(), TimeUnit.SECONDS);
        publisher.closed().get(AMPLE.toSeconds(), TimeUnit.SECONDS);
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
