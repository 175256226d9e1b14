package io.weir.ingest.rtmp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.weir.ingest.publication.Publications;
import io.weir.rtmp.ByteBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for publishers: RTMP over TCP, on native epoll where there is one, else on NIO. For any thread.
 *
 * <p>{@code play} is answered with the stream's HLS URL.
 */
public final class RtmpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RtmpServer.class);
    private static final long STOP_MS = 3000;
    private static final int BACKLOG = 1024;

    private final RtmpServerSettings settings;
    private final Publications publications;
    private final PublishAccess access;
    private final ByteBudget partialBytes;
    private final ConnectionLimits limits;
    private final Set<RtmpConnection> connections = ConcurrentHashMap.newKeySet();
    private final EventLoopGroup loops;
    private @Nullable Channel listening;

    private RtmpServer(RtmpServerSettings settings, Publications publications, PublishAccess access) {
        this.settings = settings;
        this.publications = publications;
        this.access = access;
        this.partialBytes = new ByteBudget(settings.maxPartialBytes());
        this.limits = new ConnectionLimits(settings.maxConnections(), settings.maxConnectionsPerAddress());
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(settings.threads(), new DefaultThreadFactory("rtmp"), io);
    }

    /**
     * Listens.
     *
     * @throws IOException if the address cannot be listened on; the message names it
     */
    public static RtmpServer start(RtmpServerSettings settings, Publications publications, PublishAccess access)
            throws IOException {
        RtmpServer server = new RtmpServer(settings, publications, access);
        try {
            server.listen();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Where it listens, with the port it got. */
    public InetSocketAddress address() {
        if (listening == null) {
            throw new IllegalStateException("not listening");
        }
        return (InetSocketAddress) listening.localAddress();
    }

    /** Connections that are open now. */
    public int connectionCount() {
        return limits.connections();
    }

    /** Ends each publication with a word to its publisher; returns within about three seconds. */
    @Override
    public void close() {
        if (loops.isShuttingDown()) {
            return;
        }
        if (listening != null) {
            listening.close().awaitUninterruptibly(STOP_MS);
        }
        connections.forEach(connection -> connection.stop("this server is stopping; connect again"));
        awaitClosed();
        loops.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MS);
    }

    /** Gives the last words time to arrive; loops that shut down cut them off. */
    private void awaitClosed() {
        CompletableFuture<?>[] closed =
                connections.stream().map(RtmpConnection::closed).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(closed).get(STOP_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("connections are cut off", e);
        }
    }

    private void listen() throws IOException {
        Class<? extends ServerChannel> type =
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
        var bound = bootstrap.bind(settings.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("RTMP cannot listen on " + settings.address(), bound.cause());
        }
        listening = bound.channel();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a close
    private void accept(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            channel.close(); // gone already
            return;
        }
        String peer = NetUtil.toSocketAddressString(remote);
        ConnectionLimits.Refusal refusal = limits.open(remote.getAddress());
        if (refusal != null) {
            if (refusal.first()) {
                LOG.warn("RTMP {}: refused, and more may be: {}", peer, refusal.cause());
            }
            channel.close();
            return;
        }
        RtmpConnection connection = new RtmpConnection(settings, channel, peer, publications, access, partialBytes);
        connections.add(connection);
        channel.closeFuture().addListener(closed -> {
            connections.remove(connection);
            limits.close(remote.getAddress());
        });
        channel.pipeline().addLast(connection);
    }
}
