package io.weir.ingest.rtmp;

import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.MP3_FRAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.weir.amf.AmfValue;
import io.weir.ingest.publication.PublicationListener;
import io.weir.name.StreamName;
import io.weir.rtmp.RtmpLimits;
import io.weir.rtmpclient.RtmpPublishException;
import io.weir.rtmpclient.RtmpPublisher;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server and our own publisher over loopback sockets. */
class RtmpServerTest {
    private static final IoEventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    private final FakePublications publications = FakePublications.granting();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final LogLines log = LogLines.of(RtmpConnection.class);

    /** A publisher's listener that keeps why it ended. */
    private static final class Ending implements RtmpPublisher.Listener {
        final CompletableFuture<String> cause = new CompletableFuture<>();

        @Override
        public void onEnded(String ended) {
            cause.complete(ended);
        }

        String await() throws Exception {
            return cause.get(10, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        log.close();
    }

    @AfterAll
    static void stopLoops() {
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publish_tagsOfAllSizes_arriveInOrder(boolean nio) throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        IoHandlerFactory io = nio || !Epoll.isAvailable() ? NioIoHandler.newFactory() : EpollIoHandler.newFactory();
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, io);
        open.add(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly());
        RtmpPublisher publisher = publish(loops, server, "cctvf/cam1", new Ending());

        ByteBuf metadata = ScriptedPublisher.amf(AmfValue.of("onMetaData"), ScriptedPublisher.metadata());
        publisher.write(18, 0, metadata);
        List<String> sent = new ArrayList<>(List.of("18@0 " + ByteBufUtil.hexDump(metadata)));
        int[] sizes = {1, 127, 128, 129, 65_535, 65_536, 65_537, 300_000};
        for (int i = 0; i < sizes.length; i++) {
            ByteBuf body = Unpooled.buffer().writeBytes(ByteBufUtil.decodeHexDump(MP3_FRAME));
            body.writeZero(sizes[i]);
            int timestampMs = 0xFFFFFFF0 + 40 * i;
            publisher.write(8, timestampMs, body);
            sent.add(FakePublications.tag(8, timestampMs, body));
        }
        publisher.close();

        await().untilAsserted(() -> assertThat(publications.last().closed).isNotNull());
        assertThat(publications.last().tags).isEqualTo(sent);
        assertThat(publications.last().stream).isEqualTo(new StreamName("cctvf", "cam1"));
        publisher.closed().get(10, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(server.connectionCount()).isZero());
    }

    @Test
    void publish_newerTakesStream_olderHearsWhy() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        Ending ending = new Ending();
        publish(LOOPS, server, "cctvf/cam1", ending);
        publications.last().listener.onEnded("a newer publisher has taken the stream");
        assertThat(ending.await()).endsWith("NetStream.Failed: a newer publisher has taken the stream");
    }

    @Test
    void close_publicationTellsItsSessionLater_isHeardByNobodyAndThrowsNothing() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        publish(LOOPS, server, "cctvf/cam1", new Ending());
        server.close();
        PublicationListener session = publications.last().listener;
        assertThatCode(() -> session.onWritabilityChanged(true)).doesNotThrowAnyException();
        assertThatCode(() -> session.onEnded("the ingest node is stopping")).doesNotThrowAnyException();
    }

    @Test
    void publish_endedWhileSending_lastWordIsNotResetAway() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        Ending ending = new Ending();
        RtmpPublisher publisher = publish(LOOPS, server, "cctvf/cam1", ending);
        ByteBuf body = Unpooled.buffer()
                .writeBytes(ByteBufUtil.decodeHexDump(MP3_FRAME))
                .writeZero(100_000);
        publications.last().listener.onEnded("the log cannot be written");
        await().until(() -> {
            publisher.write(8, 0, body);
            return ending.cause.isDone();
        });
        assertThat(ending.await()).endsWith("NetStream.Failed: the log cannot be written");
    }

    @Test
    void publish_wrongKey_isDeniedAndNeverShown() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.withKey("s3cret"));
        RtmpPublisher publisher = connect(LOOPS, server, "cctvf/cam1?key=s3cre", new Ending());
        assertThatThrownBy(() -> publisher.started().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RtmpPublishException.class, e -> assertThat(e.code()).isEqualTo("NetStream.Publish.Denied"))
                .hasMessageNotContaining("s3cre");
        await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
        assertThat(log.lines().get(0)).startsWith("WARN ").endsWith("the publish key is wrong for cctvf/cam1");
    }

    @Test
    void publish_badApplication_isRejected() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        RtmpPublisher publisher = connect(LOOPS, server, "api/cam1", new Ending());
        assertThatThrownBy(() -> publisher.started().get(10, TimeUnit.SECONDS)).hasMessageContaining(StreamName.RULE);
    }

    @Test
    void publish_bareFin_endsPublication() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        RtmpPublisher publisher = publish(LOOPS, server, "cctvf/cam1", new Ending());
        publisher.abort();
        await().untilAsserted(() -> assertThat(publications.last().closed).contains("has closed the connection"));
    }

    @Test
    void publish_logsBuffersFull_publisherIsHeldBackAndNothingIsLost() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        RtmpPublisher publisher = publish(LOOPS, server, "cctvf/cam1", new Ending());
        publications.last().listener.onWritabilityChanged(false);
        ByteBuf body = Unpooled.buffer()
                .writeBytes(ByteBufUtil.decodeHexDump(MP3_FRAME))
                .writeZero(100_000);
        int sent = 0;
        for (; sent < 1000 && publisher.isWritable(); sent++) {
            int timestampMs = sent;
            publisher
                    .eventLoop()
                    .submit(() -> publisher.write(8, timestampMs, body))
                    .get(10, TimeUnit.SECONDS);
        }
        assertThat(sent).as("sockets hold some megabytes, not 100").isLessThan(1000);
        publications.last().listener.onWritabilityChanged(true);
        int count = sent;
        await().untilAsserted(() -> assertThat(publications.last().tags).hasSizeGreaterThanOrEqualTo(count - 1));
        publisher.close();
        await().untilAsserted(() -> assertThat(publications.last().closed).isNotNull());
        for (int i = 0; i < count; i++) {
            assertThat(publications.last().tags.get(i)).startsWith("8@" + i + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 30})
    void publish_publisherLeavesWhileHeldBack_whatItSentIsStillRead(int tags) throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        RtmpPublisher publisher = publish(LOOPS, server, "cctvf/cam1", new Ending());
        FakePublications.Opened publication = publications.last();
        publication.listener.onWritabilityChanged(false);
        // The server has one event loop: when this one has begun, the other is held back.
        publish(LOOPS, server, "cctvf/cam2", new Ending());
        ByteBuf body = Unpooled.buffer()
                .writeBytes(ByteBufUtil.decodeHexDump(MP3_FRAME))
                .writeZero(10_000);
        for (int i = 0; i < tags; i++) {
            publisher.write(8, i, body);
        }
        publisher.close();
        await().during(Duration.ofMillis(300)).until(publication.tags::isEmpty);
        publication.listener.onWritabilityChanged(true);
        await().untilAsserted(() -> assertThat(publication.closed).isNotNull());
        assertThat(publication.tags).hasSize(tags);
    }

    @Test
    void accept_garbage_isClosedAndOtherStreamsGoOn() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        RtmpPublisher publisher = publish(LOOPS, server, "cctvf/cam1", new Ending());
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            InputStream in = socket.getInputStream();
            assertThat(in.read()).as("closed").isEqualTo(-1);
        }
        publisher.write(9, 0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(AVC_CONFIGURATION)));
        await().untilAsserted(() -> assertThat(publications.last().tags).hasSize(1));
        assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }

    @Test
    void accept_moreThanAnAddressMayHave_isClosed() throws Exception {
        RtmpServer server = start(settings(100, 2), PublishAccess.OPEN);
        publish(LOOPS, server, "cctvf/cam1", new Ending());
        RtmpPublisher second = publish(LOOPS, server, "cctvf/cam2", new Ending());
        RtmpPublisher third = connect(LOOPS, server, "cctvf/cam3", new Ending());
        assertThatThrownBy(() -> third.started().get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        second.close();
        await().untilAsserted(() -> assertThat(server.connectionCount()).isEqualTo(1));
        publish(LOOPS, server, "cctvf/cam3", new Ending());
    }

    @Test
    void start_portTaken_failsNamingAddress() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        RtmpServerSettings same = RtmpServerSettings.defaults(server.address(), 8080);
        assertThatThrownBy(() -> RtmpServer.start(same, publications, PublishAccess.OPEN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(server.address().getPort()));
    }

    @Test
    void close_whilePublishing_tellsPublisherAndClosesPublication() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        Ending ending = new Ending();
        publish(LOOPS, server, "cctvf/cam1", ending);
        server.close();
        assertThat(ending.await()).endsWith("this server is stopping; connect again");
        assertThat(publications.last().closed).isEqualTo("this server is stopping; connect again");
    }

    @Test
    void connect_nobodyListens_failsWithReason() throws Exception {
        RtmpServer server = start(settings(), PublishAccess.OPEN);
        int port = server.address().getPort();
        server.close();
        RtmpPublisher publisher = RtmpPublisher.connect(
                LOOPS, URI.create("rtmp://127.0.0.1:" + port + "/cctvf/cam1?key=s3cret"), new Ending());
        assertThatThrownBy(() -> publisher.started().get(10, TimeUnit.SECONDS))
                .hasMessageContaining("rtmp://127.0.0.1:" + port + "/cctvf/cam1 cannot be reached")
                .hasMessageNotContaining("s3cret");
    }

    private RtmpServer start(RtmpServerSettings settings, PublishAccess access) throws IOException {
        RtmpServer server = RtmpServer.start(settings, publications, access);
        open.add(server);
        return server;
    }

    private RtmpPublisher publish(IoEventLoopGroup loops, RtmpServer server, String path, Ending ending)
            throws Exception {
        RtmpPublisher publisher = connect(loops, server, path, ending);
        publisher.started().get(10, TimeUnit.SECONDS);
        return publisher;
    }

    private RtmpPublisher connect(IoEventLoopGroup loops, RtmpServer server, String path, Ending ending) {
        URI url = URI.create("rtmp://127.0.0.1:" + server.address().getPort() + "/" + path);
        RtmpPublisher publisher = RtmpPublisher.connect(loops, url, ending);
        open.add(publisher);
        return publisher;
    }

    private static RtmpServerSettings settings() {
        return settings(100, 100);
    }

    private static RtmpServerSettings settings(int maxConnections, int maxConnectionsPerAddress) {
        Duration timeout = Duration.ofSeconds(30);
        return new RtmpServerSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                8080,
                1,
                timeout,
                timeout,
                timeout,
                timeout,
                timeout,
                maxConnections,
                maxConnectionsPerAddress,
                64 << 10,
                64L << 20,
                RtmpLimits.DEFAULT);
    }
}
