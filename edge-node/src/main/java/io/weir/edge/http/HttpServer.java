package io.weir.edge.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A bound HTTP/1.1 server. */
public final class HttpServer implements AutoCloseable {
    /** Requests that one read can bring are the most that wait on a connection, so reads are small. */
    private static final int MAX_RECEIVE_BUFFER_BYTES = 4 * 1024;

    private static final WriteBufferWaterMark WRITE_BUFFER =
            new WriteBufferWaterMark(ReplyWriter.SLICE_BYTES / 2, 2 * ReplyWriter.SLICE_BYTES);
    private static final int ACCEPT_BACKLOG = 1024;

    private final Channel listening;
    private final ChannelGroup connections;
    private final EventExecutor executor;

    private HttpServer(Channel listening, ChannelGroup connections, EventExecutor executor) {
        this.listening = listening;
        this.connections = connections;
        this.executor = executor;
    }

    /**
     * Binds and serves.
     *
     * @param transport outlives the server
     * @param address port 0 for any that is free
     * @throws BindException if the address is taken, or is not this machine's
     */
    public static HttpServer start(
            Transport transport, InetSocketAddress address, HttpLimits limits, HttpHandler handler, Clock clock)
            throws BindException {
        EventExecutor executor = transport.group().next();
        ChannelGroup connections = new DefaultChannelGroup("http", executor, true);
        ChannelFuture bound = new ServerBootstrap()
                .group(transport.group())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(256, 1024, MAX_RECEIVE_BUFFER_BYTES))
                .childHandler(new HttpPipeline(connections, limits, handler, clock))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw bindException(address, bound.cause());
        }
        return new HttpServer(bound.channel(), connections, executor);
    }

    /** The port that is bound. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * Stops gently: accepts no more, closes connections that wait for a request, lets replies end.
     *
     * @param grace after it, what is left is closed
     * @return completes when no connection is left
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the returned future tells
    public CompletableFuture<Void> drain(Duration grace) {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        listening.close().addListener(closed -> {
            for (Channel connection : connections) {
                connection.pipeline().fireUserEventTriggered(HttpConnection.DRAIN);
            }
            connections.newCloseFuture().addListener(none -> drained.complete(null));
            executor.schedule(() -> connections.close(), grace.toMillis(), TimeUnit.MILLISECONDS);
        });
        return drained;
    }

    /** Closes everything at once, and waits for it. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    private static BindException bindException(InetSocketAddress address, Throwable cause) {
        BindException failure = new BindException(
                "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }
}
