package io.weir.ingest.rtmp;

import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_KEYFRAME;
import static io.weir.ingest.rtmp.ScriptedPublisher.call;
import static io.weir.ingest.rtmp.ScriptedPublisher.connect;
import static io.weir.ingest.rtmp.ScriptedPublisher.publish;
import static io.weir.ingest.rtmp.ScriptedPublisher.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.weir.amf.AmfValue;
import io.weir.ingest.publication.Publications;
import io.weir.rtmp.ByteBudget;
import io.weir.rtmp.ClientHandshake;
import io.weir.rtmp.RtmpDecoder;
import io.weir.rtmp.RtmpEncoder;
import io.weir.rtmp.RtmpLimits;
import io.weir.rtmp.RtmpMessage;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection on a channel without a socket, whose clock the test moves. */
class RtmpConnectionTest {
    private static final String PEER = "192.0.2.7:4711";

    private final FakePublications publications = FakePublications.granting();
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final RtmpEncoder encoder = new RtmpEncoder();
    private LogLines log = LogLines.of(RtmpConnection.class);
    private EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() {
        open(publications);
    }

    private void open(Publications to) {
        open(to, ByteBufAllocator.DEFAULT);
    }

    private void open(Publications to, ByteBufAllocator allocator) {
        channel.finishAndReleaseAll();
        channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.freezeTime();
        RtmpServerSettings settings = RtmpServerSettings.defaults(new InetSocketAddress("localhost", 0), 8080);
        channel.pipeline().addLast(new RtmpConnection(settings, channel, PEER, to, PublishAccess.OPEN, budget));
        channel.pipeline().fireChannelActive();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        assertThat(budget.reservedBytes()).isZero();
        log.close();
    }

    // Bytes

    @Test
    void channelRead_bytewise_isPublished() {
        ByteBuf all = Unpooled.buffer();
        all.writeBytes(hello()).writeZero(1536);
        write(all, connect("cctvf"), call(0, "createStream", 2), publish("cam1"), video(1, 40, AVC_CONFIGURATION));
        while (all.isReadable()) {
            channel.writeInbound(all.readBytes(1));
        }
        assertThat(publications.last().tags).containsExactly("9@40 " + AVC_CONFIGURATION);
        all.release();
    }

    @Test
    void channelRead_allAtOnce_isPublished() {
        ByteBuf all = Unpooled.buffer();
        all.writeBytes(hello()).writeZero(1536);
        write(all, connect("cctvf"), call(0, "createStream", 2), publish("cam1"), video(1, 40, AVC_CONFIGURATION));
        channel.writeInbound(all);
        assertThat(publications.last().tags).containsExactly("9@40 " + AVC_CONFIGURATION);
    }

    @Test
    void channelRead_eachReadEndsWithinAHeader_memoryDoesNotGrow() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        open(publications, allocator);
        publishing();
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < 200; i++) {
            int begin = all.writerIndex();
            write(all, new RtmpMessage.Video(1, i, Unpooled.wrappedBuffer(new byte[10_000])));
            // The rest of the message before, and this one's first byte.
            channel.writeInbound(allocator.buffer().writeBytes(all, begin + 1 - all.readerIndex()));
            assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                    .isLessThan(200_000);
        }
        all.release();
    }

    @Test
    void channelRead_garbage_isOneLineAndClose() {
        channel.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
        channel.writeInbound(Unpooled.copiedBuffer("more\n", StandardCharsets.US_ASCII));
        assertClosed();
        assertThat(log.lines())
                .containsExactly("WARN RTMP 192.0.2.7:4711: closed: not RTMP: it begins with byte 71,"
                        + " a version below 32 was expected");
    }

    @Test
    void channelRead_garbageBehindHandshake_isOneLineAndClose() {
        handshake();
        byte[] garbage = new byte[5000];
        new Random(3).nextBytes(garbage);
        channel.writeInbound(Unpooled.wrappedBuffer(garbage));
        assertClosed();
        assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("WARN RTMP " + PEER + ": closed: "));
    }

    @Test
    void channelRead_unfinishedMessages_areGivenBackAtClose() {
        publishing();
        ByteBuf big = Unpooled.buffer();
        write(big, new RtmpMessage.Video(1, 0, Unpooled.wrappedBuffer(new byte[50_000])));
        channel.writeInbound(big.readBytes(20_000));
        big.release();
        assertThat(budget.reservedBytes()).isEqualTo(50_000);
        channel.close().syncUninterruptibly();
        assertThat(budget.reservedBytes()).isZero();
        assertThat(publications.last().closed).isEqualTo("the publisher has closed the connection");
    }

    @Test
    void channelRead_muchBeforePublish_isRefused() {
        handshake();
        send(connect("cctvf"));
        for (int i = 0; i < 1000 && channel.isOpen(); i++) {
            send(call(0, "nothing", i, AmfValue.of("x".repeat(100))));
        }
        assertClosed();
        assertThat(log.lines())
                .containsExactly("WARN RTMP " + PEER + ": closed: it sent more than 65536 bytes before it published");
    }

    @Test
    void channelRead_windowPassed_isAcknowledged() {
        publishing();
        heard();
        send(new RtmpMessage.WindowAckSize(10_000));
        send(new RtmpMessage.Video(1, 0, Unpooled.wrappedBuffer(new byte[20_000])));
        assertThat(heard()).hasSize(1).hasOnlyElementsOfType(RtmpMessage.Acknowledgement.class);
    }

    // Back-pressure

    @Test
    void claiming_bytesBehindPublish_areReadWhenItStands() {
        FakePublications waiting = FakePublications.waiting();
        open(waiting);
        handshake();
        send(connect("cctvf"), call(0, "createStream", 2), publish("cam1"), video(1, 0, AVC_CONFIGURATION));
        assertThat(channel.config().isAutoRead()).isFalse();
        send(video(1, 40, AVC_KEYFRAME));
        assertThat(waiting.last().tags).isEmpty();
        waiting.last().grant();
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(waiting.last().tags).containsExactly("9@0 " + AVC_CONFIGURATION, "9@40 " + AVC_KEYFRAME);
    }

    @Test
    void publishing_logsBuffersFull_readsWhenThereIsRoom() {
        publishing();
        publications.last().listener.onWritabilityChanged(false);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        send(video(1, 40, AVC_CONFIGURATION));
        assertThat(publications.last().tags).isEmpty();
        publications.last().listener.onWritabilityChanged(true);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(publications.last().tags).hasSize(1);
    }

    @Test
    void channelWritabilityChanged_peerDoesNotRead_isClosed() {
        handshake();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(log.lines()).containsExactly("WARN RTMP " + PEER + ": closed: it does not read what it is sent");
    }

    // Ends

    @Test
    void onEnded_whilePublishing_isSaidThenClosedAndLogged() {
        publishing();
        heard();
        publications.last().listener.onEnded("a newer publisher has taken the stream");
        channel.runPendingTasks();
        send(video(1, 40, AVC_KEYFRAME));
        assertThat(heard()).hasSize(1).allMatch(m -> m.toString().contains("a newer publisher has taken"));
        assertThat(publications.last().tags).isEmpty();
        assertClosed();
        assertThat(log.lines())
                .containsExactly(
                        "INFO RTMP 192.0.2.7:4711 cctvf/cam1: publishing",
                        "INFO RTMP 192.0.2.7:4711 cctvf/cam1: closed: a newer publisher has taken the stream");
    }

    @Test
    void channelInactive_whileHeldBack_whatCameIsStillWritten() {
        publishing();
        publications.last().listener.onWritabilityChanged(false);
        channel.runPendingTasks();
        send(video(1, 0, AVC_CONFIGURATION), video(1, 40, AVC_KEYFRAME));
        channel.close().syncUninterruptibly();
        assertThat(publications.last().closed).isNull();
        publications.last().listener.onWritabilityChanged(true);
        channel.runPendingTasks();
        assertThat(publications.last().tags).hasSize(2);
        assertThat(publications.last().closed).isEqualTo("the publisher has closed the connection");
    }

    @Test
    void channelInactive_whileHeldBackForLong_isGivenUp() {
        publishing();
        publications.last().listener.onWritabilityChanged(false);
        channel.runPendingTasks();
        send(video(1, 0, AVC_CONFIGURATION));
        channel.pipeline().fireChannelInactive();
        passed(37_500);
        assertThat(publications.last().closed).isEqualTo("no media within 30000 ms");
    }

    @Test
    void channelInactive_whileClaiming_whatCameIsStillWritten() {
        FakePublications waiting = FakePublications.waiting();
        open(waiting);
        handshake();
        send(connect("cctvf"), call(0, "createStream", 2), publish("cam1"), video(1, 0, AVC_CONFIGURATION));
        channel.close().syncUninterruptibly();
        waiting.last().grant();
        channel.runPendingTasks();
        assertThat(waiting.last().tags).hasSize(1);
        assertThat(waiting.last().closed).isEqualTo("the publisher has closed the connection");
    }

    @Test
    void channelInactive_whileClaimingAndNothingWasSent_givesTheClaimUp() {
        FakePublications waiting = FakePublications.waiting();
        open(waiting);
        handshake();
        send(connect("cctvf"), call(0, "createStream", 2), publish("cam1"));
        channel.close().syncUninterruptibly();
        assertThat(waiting.last().isCancelled()).isTrue();
    }

    @Test
    void channelInactive_roomAgainButNoNewsYet_whatCameIsStillWritten() {
        publishing();
        publications.last().listener.onWritabilityChanged(false);
        send(video(1, 0, AVC_CONFIGURATION), video(1, 40, AVC_KEYFRAME));
        assertThat(publications.last().tags).isEmpty();
        publications.last().listener.onWritabilityChanged(true);
        channel.pipeline().fireChannelInactive();
        assertThat(publications.last().tags).hasSize(2);
        assertThat(publications.last().closed).isEqualTo("the publisher has closed the connection");
    }

    @Test
    void channelInactive_afterUnpublish_isLoggedOnce() {
        publishing();
        send(call(0, "deleteStream", 0, AmfValue.of(1)));
        channel.close().syncUninterruptibly();
        assertThat(log.lines())
                .containsExactly(
                        "INFO RTMP 192.0.2.7:4711 cctvf/cam1: publishing",
                        "INFO RTMP 192.0.2.7:4711 cctvf/cam1: stopped by the publisher");
    }

    @Test
    void channelInactive_withoutAWord_isNotLogged() {
        channel.close().syncUninterruptibly();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void receive_publicationsThrow_isClosedAndLoggedOnce() {
        open((stream, peer, listener) -> {
            throw new IllegalStateException("a bug");
        });
        handshake();
        send(connect("cctvf"), publish("cam1"), video(1, 0, AVC_KEYFRAME));
        assertThat(channel.isOpen()).isFalse();
        assertThat(log.lines())
                .containsExactly("ERROR RTMP 192.0.2.7:4711 cctvf/cam1: closed by a fault of this server");
    }

    // Deadlines

    @Test
    void deadline_noHandshake_isClosed() {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {3, 0, 0}));
        passed(9_999);
        assertThat(log.lines()).isEmpty();
        passed(1);
        assertClosed("no handshake within 10000 ms");
    }

    @Test
    void deadline_handshakeByteByByte_isClosed() {
        for (int i = 0; i < 10 && channel.isOpen(); i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {3}));
            passed(1000);
        }
        assertClosed("no handshake within 10000 ms");
    }

    @Test
    void deadline_noConnect_isClosed() {
        passed(9_000);
        handshake();
        passed(9_999);
        assertThat(log.lines()).isEmpty();
        passed(1);
        assertClosed("no connect within 10000 ms");
    }

    @Test
    void deadline_noPublish_isClosed() {
        handshake();
        send(connect("cctvf"));
        passed(20_000);
        send(call(0, "createStream", 2));
        passed(10_000);
        assertClosed("no publish within 30000 ms");
    }

    @Test
    void deadline_claimDoesNotStand_isClosed() {
        FakePublications waiting = FakePublications.waiting();
        open(waiting);
        handshake();
        send(connect("cctvf"), publish("cam1"));
        passed(60_000);
        assertClosed();
        assertThat(log.lines()).hasSize(1).allMatch(line -> line.endsWith("could not be claimed within 60000 ms"));
    }

    @Test
    void deadline_noMedia_isClosed() {
        publishing();
        passed(29_000);
        send(video(1, 0, AVC_KEYFRAME));
        passed(29_000);
        assertThat(channel.isOpen()).isTrue();
        send(new RtmpMessage.UserControl(6, 0, 0)); // talk is no media
        passed(10_000);
        assertClosed();
        assertThat(log.lines()).anyMatch(line -> line.endsWith("closed: no media within 30000 ms"));
        assertThat(publications.last().closed).isEqualTo("no media within 30000 ms");
    }

    @Test
    void deadline_noMediaWhileBuffersAreFull_goesOn() {
        publishing();
        publications.last().listener.onWritabilityChanged(false);
        passed(120_000);
        assertThat(channel.isOpen()).isTrue();
    }

    private void publishing() {
        handshake();
        send(connect("cctvf"), call(0, "createStream", 2), publish("cam1"));
        assertThat(publications.opened).hasSize(1);
    }

    private void handshake() {
        channel.writeInbound(hello());
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1536]));
        ByteBuf answer = channel.readOutbound();
        assertThat(answer.readableBytes()).isEqualTo(3073);
        answer.release();
    }

    private static ByteBuf hello() {
        ByteBuf out = Unpooled.buffer();
        new ClientHandshake(new Random(1)).begin(out);
        return out;
    }

    private void send(RtmpMessage... messages) {
        ByteBuf out = Unpooled.buffer();
        write(out, messages);
        channel.writeInbound(out);
    }

    private void write(ByteBuf out, RtmpMessage... messages) {
        for (RtmpMessage message : messages) {
            encoder.write(out, message);
        }
    }

    /** What the server has said since last asked; the first answers are in its first chunk size. */
    private List<RtmpMessage> heard() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.writeBytes(out);
            out.release();
        }
        said.writeBytes(all);
        all.release();
        List<RtmpMessage> messages = new ArrayList<>();
        for (RtmpMessage m = hearing.read(said); m != null; m = hearing.read(said)) {
            messages.add(m);
        }
        return messages;
    }

    private final ByteBuf said = Unpooled.buffer();
    private final RtmpDecoder hearing = new RtmpDecoder(
            RtmpLimits.DEFAULT, new ByteBudget(1 << 20), Unpooled.buffer().alloc());

    private void passed(long ms) {
        // In small steps, as a clock goes: timers that set timers get their turn.
        for (long left = ms; left > 0; left -= 500) {
            channel.runPendingTasks();
            channel.advanceTimeBy(Math.min(left, 500), TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private void assertClosed() {
        passed(1000);
        assertThat(channel.isOpen()).isFalse();
    }

    private void assertClosed(String cause) {
        assertClosed();
        assertThat(log.lines()).containsExactly("WARN RTMP " + PEER + ": closed: " + cause);
    }
}
