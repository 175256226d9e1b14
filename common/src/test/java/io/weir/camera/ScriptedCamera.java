package io.weir.camera;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A camera on a free port of the loopback: H.264 or HEVC, and sound, by RTSP over TCP or UDP, looped in real time, each session from the
 * clip's beginning. Any path is its stream. What it does can be changed while it runs; every setting says whom it meets.
 * All cameras of a JVM share one daemon thread. Not to be called from that thread; for any other, thread-safe.
 */
public final class ScriptedCamera implements AutoCloseable {
    private static final IoEventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("scripted-camera", true), NioIoHandler.newFactory());
    private static final int BACKLOG = 512;
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final CameraClip clip;
    private final CameraScript script = new CameraScript();
    private final CameraCounts counts = new CameraCounts();
    private final Map<Channel, RtspConversation> connections = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger nonces = new AtomicInteger();
    private final int port;
    private @Nullable Channel listener;

    private ScriptedCamera(CameraClip clip) {
        this.clip = clip;
        Channel first = listen(0);
        listener = first;
        port = ((InetSocketAddress) first.localAddress()).getPort();
    }

    /** A camera that shows {@link CameraClip#small}. */
    public static ScriptedCamera start() {
        return new ScriptedCamera(CameraClip.small());
    }

    /**
     * A camera that shows an FLV file.
     *
     * @param flv H.264, and AAC if any; read to its end, stays the caller's
     */
    public static ScriptedCamera start(InputStream flv) throws IOException {
        return new ScriptedCamera(CameraClip.read(flv));
    }

    /** A camera that shows a clip, which several can share. */
    public static ScriptedCamera start(CameraClip clip) {
        return new ScriptedCamera(clip);
    }

    /** Where it is seen, without credentials. */
    public URI uri() {
        return URI.create("rtsp://127.0.0.1:" + port + "/stream");
    }

    /** Where it is seen, with credentials; they hold nothing that a URL would have to escape. */
    public URI uri(String user, String password) {
        return URI.create("rtsp://" + user + ":" + password + "@127.0.0.1:" + port + "/stream");
    }

    /** The port, which stays while it refuses. */
    public int port() {
        return port;
    }

    /** Connections now. */
    public int openConnections() {
        return counts.open();
    }

    /** The most connections at a time. */
    public int maxOpenConnections() {
        return counts.maxOpen();
    }

    /** Connections since the start. */
    public int totalConnections() {
        return counts.total();
    }

    /** Sessions between PLAY and TEARDOWN, or the connection's end. A stalled one counts. */
    public int playingSessions() {
        return counts.playing();
    }

    /** The most such sessions at a time. */
    public int maxPlayingSessions() {
        return counts.maxPlaying();
    }

    /** The methods of all requests, in the order in which they came, the unanswered ones too. */
    public List<String> requests() {
        return counts.requests();
    }

    /** The connections of now get nothing more, neither media nor answers, and stay open. Later ones are served. */
    public ScriptedCamera stall() {
        connections.forEach((channel, conversation) ->
                channel.eventLoop().submit(conversation::stall).syncUninterruptibly());
        return this;
    }

    /** Closes the connections of now. Later ones are served. */
    public ScriptedCamera dropAll() {
        connections.keySet().forEach(channel -> channel.close().syncUninterruptibly());
        return this;
    }

    /** Whether new connections are refused: nobody listens. The ones of now stay. */
    public synchronized ScriptedCamera refuse(boolean refuse) {
        if (refuse && listener != null) {
            listener.close().syncUninterruptibly();
            awaitSelect(listener.eventLoop());
            listener = null;
        } else if (!refuse && listener == null) {
            listener = listen(port);
        }
        return this;
    }

    /** Java closes a socket itself only when its selector is asked once more; until then it is connected to. */
    private static void awaitSelect(EventLoop loop) {
        // What the loop's own thread has scheduled runs after it has asked.
        loop.submit(() -> loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS))
                .syncUninterruptibly()
                .getNow()
                .syncUninterruptibly();
    }

    /** Answers DESCRIBE with this status from now on; 200 makes it as it was. */
    public ScriptedCamera answer(int status) {
        return answer("DESCRIBE", status);
    }

    /** Answers a method with this status and nothing else from now on; 200 makes it as it was. */
    public ScriptedCamera answer(String method, int status) {
        if (status == 200) {
            script.answers.remove(method);
        } else {
            script.answers.put(method, status);
        }
        return this;
    }

    /** Asks for Basic from now on; in running sessions too. */
    public ScriptedCamera requireBasic(String user, String password) {
        script.access = new Access.Basic(user, password);
        return this;
    }

    /** Asks for Digest from now on, with a nonce of its own: called again, it makes those in use stale. */
    public ScriptedCamera requireDigest(String user, String password) {
        script.access = new Access.Digest(user, password, "nonce" + nonces.incrementAndGet());
        return this;
    }

    /** The same, but a nonce is good for one request: the next is answered by another one, and that the old one is stale. */
    public ScriptedCamera requireOneTimeDigest(String user, String password) {
        script.access = new Access.OneTimeDigest(user, password);
        return this;
    }

    /** Whether requests are left without an answer, in any connection. Media goes on. */
    public ScriptedCamera silent(boolean silent) {
        script.silent = silent;
        return this;
    }

    /** Names no parameter sets in the SDP, but sends them before each IDR picture; from now on. */
    public ScriptedCamera withoutParameterSets() {
        script.parameterSetsInSdp = false;
        return this;
    }

    /** The camera's clock jumps: RTP timestamps, and the wall clock in sender reports; in running sessions too. */
    public ScriptedCamera jumpClock(long seconds) {
        script.clockOffsetMs.addAndGet(seconds * 1000);
        return this;
    }

    /** The wall clock in sender reports jumps, as when a camera learns the time; in running sessions too. */
    public ScriptedCamera jumpWallClock(long seconds) {
        script.wallOffsetMs.addAndGet(seconds * 1000);
        return this;
    }

    /** RTP timestamps wrap so long after the beginning of sessions that are set up from now on. */
    public ScriptedCamera wrapAfter(long milliseconds) {
        script.wrapsAfterMs = milliseconds;
        return this;
    }

    /** One of so many packets of media gets lost; in running sessions too. 0: none. */
    public ScriptedCamera loseEvery(int packets) {
        script.losesEvery = packets;
        return this;
    }

    /** A tone in G.711 A-law in place of the clip's sound, for later DESCRIBEs. */
    public ScriptedCamera withPcma() {
        script.sound = Sound.PCMA;
        return this;
    }

    /** A tone in G.711 µ-law in place of the clip's sound, for later DESCRIBEs. */
    public ScriptedCamera withPcmu() {
        script.sound = Sound.PCMU;
        return this;
    }

    /** No audio track, for later DESCRIBEs. */
    public ScriptedCamera withoutSound() {
        script.sound = Sound.NONE;
        return this;
    }

    @Override
    public void close() {
        refuse(true);
        dropAll();
    }

    private Channel listen(int atPort) {
        return new ServerBootstrap()
                .group(GROUP)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), atPort)
                .syncUninterruptibly()
                .channel();
    }

    private void accept(SocketChannel channel) {
        RtspConversation conversation = new RtspConversation(channel, clip, script, counts, numbers.incrementAndGet());
        counts.opened();
        connections.put(channel, conversation);
        channel.closeFuture().addListener(closed -> {
            // In this order: who sees that the connection has ended sees that its session has.
            conversation.stop();
            connections.remove(channel);
            counts.closed();
        });
        channel.pipeline().addLast(new RtspRequestDecoder(), conversation);
    }
}
