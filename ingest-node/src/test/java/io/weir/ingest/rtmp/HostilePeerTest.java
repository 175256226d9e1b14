package io.weir.ingest.rtmp;

import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_KEYFRAME;
import static io.weir.ingest.rtmp.ScriptedPublisher.audio;
import static io.weir.ingest.rtmp.ScriptedPublisher.call;
import static io.weir.ingest.rtmp.ScriptedPublisher.connect;
import static io.weir.ingest.rtmp.ScriptedPublisher.publish;
import static io.weir.ingest.rtmp.ScriptedPublisher.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.weir.amf.AmfValue;
import io.weir.name.StreamName;
import io.weir.rtmp.RtmpLimits;
import io.weir.rtmp.RtmpMessage;
import io.weir.rtmpclient.RtmpPublisher;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that break rules, over sockets: each hears why, where there is a way to tell it, each makes one line in the log, and
 * the stream that is published beside it goes on.
 */
class HostilePeerTest {
    private static final String VP6_FRAME = "1400aabb";
    private static final String AV1_KEYFRAME = "9361763031aabb";
    private static final String HEVC_KEYFRAME = "1c0100000000aa";
    private static final String SPEEX_FRAME = "b6aabb";
    private static final String AAC_FRAME = "af01aabb";
    private static final String MP2_FRAME = "2ffffd9000";

    private final IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final FakePublications publications = FakePublications.granting();
    private final LogLines log = LogLines.of(RtmpConnection.class);
    private RtmpServer server;
    private RtmpPublisher bystander;

    @BeforeEach
    void start() throws Exception {
        Duration timeout = Duration.ofSeconds(30);
        RtmpServerSettings settings = new RtmpServerSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                8080,
                1,
                Duration.ofSeconds(2),
                timeout,
                timeout,
                timeout,
                timeout,
                100,
                100,
                64 << 10,
                64L << 20,
                RtmpLimits.DEFAULT);
        server = RtmpServer.start(settings, publications, PublishAccess.OPEN);
        URI url = URI.create("rtmp://127.0.0.1:" + server.address().getPort() + "/cctvf/bystander");
        bystander = RtmpPublisher.connect(loops, url, new RtmpPublisher.Listener() {});
        bystander.started().get(10, TimeUnit.SECONDS);
    }

    /** The stream beside is untouched, and nothing of the peer's is left. */
    @AfterEach
    void stop() throws Exception {
        try {
            bystander.write(9, 0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(AVC_CONFIGURATION)));
            await().untilAsserted(
                            () -> assertThat(publications.opened.get(0).tags).hasSize(1));
            assertThat(publications.opened.get(0).closed).isNull();
            await().untilAsserted(() -> assertThat(server.connectionCount()).isEqualTo(1));
        } finally {
            bystander.close();
            server.close();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            log.close();
        }
    }

    private RawPeer peer() throws Exception {
        return new RawPeer(server.address());
    }

    private void assertOneWarning(String text) {
        await().untilAsserted(() -> assertThat(log.lines())
                .filteredOn(line -> !line.startsWith("INFO"))
                .hasSize(1));
        assertThat(log.lines())
                .filteredOn(line -> !line.startsWith("INFO"))
                .allMatch(line -> line.startsWith("WARN") && line.contains(text) && line.matches("[ -~]*"));
    }

    private void assertRefused(RawPeer peer, String code, String description) throws Exception {
        List<RtmpMessage> heard = peer.hearUntilClosed();
        assertThat(heard).isNotEmpty();
        assertThat(RawPeer.info(heard.get(heard.size() - 1), "level")).isEqualTo("error");
        assertThat(RawPeer.info(heard.get(heard.size() - 1), "code")).isEqualTo(code);
        assertThat(RawPeer.info(heard.get(heard.size() - 1), "description")).contains(description);
        assertOneWarning(description);
    }

    // What is no RTMP: there is no way to tell it but to close

    static Stream<Arguments> noRtmp() {
        byte[] garbage = new byte[4_000];
        new Random(4).nextBytes(garbage);
        garbage[0] = 77;
        return Stream.of(
                Arguments.of(garbage, "not RTMP: it begins with byte 77"),
                Arguments.of(
                        "GET / HTTP/1.1\r\nHost: weir\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                        "not RTMP: it begins with byte 71"),
                Arguments.of(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3}, "begins as TLS does"),
                Arguments.of(new byte[1_000], "no handshake within 2000 ms"),
                Arguments.of(new byte[] {3}, "no handshake within 2000 ms"));
    }

    @ParameterizedTest
    @MethodSource("noRtmp")
    void accept_noRtmp_isClosedWithOneLine(byte[] bytes, String cause) throws Exception {
        try (RawPeer peer = peer()) {
            peer.sendBytes(bytes);
            peer.skipUntilClosed();
            assertOneWarning(cause);
        }
    }

    @Test
    void accept_handshakeThenGarbage_isRefused() throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            byte[] garbage = new byte[3_000];
            new Random(9).nextBytes(garbage);
            peer.sendBytes(garbage);
            List<RtmpMessage> heard = peer.hearUntilClosed();
            assertThat(RawPeer.info(heard.get(heard.size() - 1), "code")).isEqualTo("NetStream.Failed");
            assertOneWarning("closed: ");
        }
    }

    // Chunks

    static Stream<Arguments> brokenChunks() {
        return Stream.of(
                Arguments.of("02 000000 000004 01 00000000 00000000", "chunk size"),
                Arguments.of("02 000000 000004 01 00000000 80000000", "chunk size"),
                Arguments.of("02 000000 000004 01 00000000 ffffffff", "chunk size"),
                Arguments.of("06 000000 ffffff 09 01000000", "at most 10485760"),
                Arguments.of("03 000000 020000 14 00000000", "65536"));
    }

    @ParameterizedTest
    @MethodSource("brokenChunks")
    void receive_chunksThatBreakRule_isToldTheRule(String hex, String rule) throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.send(connect("cctvf"));
            peer.sendBytes(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
            assertRefused(peer, "NetStream.Failed", rule);
        }
    }

    @Test
    void receive_largestChunkSize_goesOnInBoundedMemory() throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.sendBytes(ByteBufUtil.decodeHexDump("02000000000004010000000" + "07fffffff"));
            peer.send(connect("cctvf"), publish("cam1"), video(1, 0, AVC_CONFIGURATION));
            await().untilAsserted(() -> assertThat(publications.last().tags).hasSize(1));
        }
    }

    // Commands

    @Test
    void receive_amfNestedDeep_isToldTheRule() throws Exception {
        AmfValue nested = AmfValue.of("x");
        for (int i = 0; i < 100; i++) {
            nested = new AmfValue.StrictArray(List.of(nested));
        }
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.send(connect("cctvf"), call(0, "nested", 1, nested));
            assertRefused(peer, "NetStream.Failed", "nest");
        }
    }

    @Test
    void receive_hundredThousandCommands_isToldTheRule() throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.send(connect("cctvf"), publish("cam1"));
            peer.readAside();
            for (int i = 0; i < 100_000 && !peer.isBroken(); i += 1_000) {
                peer.send(Stream.generate(() -> call(0, "nothing", 0))
                        .limit(1_000)
                        .toArray(RtmpMessage[]::new));
            }
            peer.awaitClosed();
            assertThat(RawPeer.info(peer.lastHeard(), "description")).contains("more than 10000 commands");
            assertOneWarning("more than 10000 commands");
            assertThat(publications.last().closed).isNotNull();
        }
    }

    @Test
    void receive_windowOfNone_isIgnored() throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.send(
                    new RtmpMessage.WindowAckSize(0),
                    connect("cctvf"),
                    publish("cam1"),
                    video(1, 0, AVC_CONFIGURATION));
            await().untilAsserted(() -> assertThat(publications.last().tags).hasSize(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../cam1", "cam 1", "cam1\r\nINFO forged", "%00"})
    void publish_badName_isToldTheRule(String name) throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.send(connect("cctvf"), publish(name));
            assertRefused(peer, "NetStream.Publish.BadName", StreamName.RULE);
        }
    }

    // Tracks

    @Test
    void publish_soundAlone_isTaken() throws Exception {
        assertTaken(
                audio(1, 0, ScriptedPublisher.AAC_CONFIGURATION), audio(1, 0, AAC_FRAME), audio(1, 3_000, AAC_FRAME));
    }

    @Test
    void publish_pictureAlone_isTaken() throws Exception {
        assertTaken(video(1, 0, AVC_CONFIGURATION), video(1, 0, AVC_KEYFRAME), video(1, 3_000, AVC_KEYFRAME));
    }

    @Test
    void publish_configurationChangesInMidStream_isTaken() throws Exception {
        assertTaken(
                video(1, 0, AVC_CONFIGURATION),
                video(1, 0, AVC_KEYFRAME),
                video(1, 40, AVC_CONFIGURATION.replace("014d400d", "014d401e")),
                video(1, 40, AVC_KEYFRAME));
    }

    private void assertTaken(RtmpMessage... tags) throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.send(connect("cctvf"), publish("cam1"));
            peer.send(tags);
            await().untilAsserted(() -> assertThat(publications.last().tags).hasSize(tags.length));
        }
        await().untilAsserted(() -> assertThat(publications.last().closed).isNotNull());
        assertThat(log.lines()).allMatch(line -> line.startsWith("INFO"));
    }

    static Stream<Arguments> uncarried() {
        return Stream.of(
                Arguments.of(video(1, 0, VP6_FRAME), video(1, 2_000, VP6_FRAME), "VP6"),
                Arguments.of(
                        video(1, 0, "1c00000000" + "01".repeat(23)),
                        video(1, 2_000, HEVC_KEYFRAME),
                        "HEVC (H.265) video whose codec configuration cannot be used"),
                Arguments.of(video(1, 0, AV1_KEYFRAME), video(1, 2_000, AV1_KEYFRAME), "AV1"),
                Arguments.of(audio(1, 0, SPEEX_FRAME), audio(1, 2_000, SPEEX_FRAME), "Speex"),
                Arguments.of(
                        video(1, 0, AVC_CONFIGURATION.replace("014d400d", "024d400d")),
                        video(1, 2_000, AVC_KEYFRAME),
                        "version 2, only 1 is known"),
                Arguments.of(
                        video(1, 0, AVC_CONFIGURATION.substring(0, 60)),
                        video(1, 2_000, AVC_KEYFRAME),
                        "SPS 0 of 25 bytes, 17 left"),
                Arguments.of(video(1, 0, "1700000000"), video(1, 2_000, AVC_KEYFRAME), "AVC configuration of 0 bytes"),
                Arguments.of(audio(1, 0, "af00"), audio(1, 2_000, AAC_FRAME), "0 bits left"),
                Arguments.of(
                        audio(1, 0, "af0012000504000020000000"),
                        audio(1, 2_000, AAC_FRAME),
                        "channel configuration 0, ADTS has"),
                Arguments.of(audio(1, 0, "af00ba10"), audio(1, 2_000, AAC_FRAME), "audio object type 23"),
                Arguments.of(audio(1, 0, "af001214"), audio(1, 2_000, AAC_FRAME), "960 samples a frame"),
                Arguments.of(audio(1, 0, "af001780562290"), audio(1, 2_000, AAC_FRAME), "sample rate 44101 Hz"),
                Arguments.of(audio(1, 0, MP2_FRAME), audio(1, 2_000, MP2_FRAME), "layer 2, only layer 3 is carried"),
                Arguments.of(audio(1, 0, "2f00000000"), audio(1, 10_000, "2f00000000"), "frames have no MP3 header"),
                Arguments.of(
                        video(1, 0, AVC_KEYFRAME),
                        video(1, 10_000, AVC_KEYFRAME),
                        "H.264 (AVC) video whose codec configuration has not come"),
                Arguments.of(
                        audio(1, 0, AAC_FRAME),
                        audio(1, 10_000, AAC_FRAME),
                        "AAC audio whose codec configuration has not come"));
    }

    @ParameterizedTest
    @MethodSource("uncarried")
    void publish_codecThatIsNotCarried_isToldWhatToSet(RtmpMessage first, RtmpMessage later, String codec)
            throws Exception {
        try (RawPeer peer = peer()) {
            peer.handshake();
            peer.send(connect("cctvf"), publish("cam1"), first, later);
            List<RtmpMessage> heard = peer.hearUntilClosed();
            RtmpMessage last = heard.get(heard.size() - 1);
            assertThat(RawPeer.info(last, "code")).isEqualTo("NetStream.Publish.Rejected");
            assertThat(RawPeer.info(last, "description")).contains(codec).contains("set the encoder to H.264");
            assertOneWarning("set the encoder to H.264");
        }
    }
}
