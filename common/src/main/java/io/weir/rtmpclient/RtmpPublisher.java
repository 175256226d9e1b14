package io.weir.rtmpclient;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes one stream to an RTMP server, without blocking. Hundreds share one event loop group, of epoll or NIO.
 *
 * <p>For any thread; calls on {@link #eventLoop()} save a hop. Write tags once {@link #started()} has completed, and
 * only while {@link #isWritable()}: what is written all the same is kept in memory until the server takes it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a close
public final class RtmpPublisher implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    /** A keyframe goes in whole; a server that is a second behind is noticed. */
    private static final int HIGH_WATER_BYTES = 512 << 10;

    private static final int LOW_WATER_BYTES = 256 << 10;

    private final EventLoop loop;
    private final PublishConversation conversation;
    private final ChannelFuture connected;

    /** What a publisher tells whoever has it, on its event loop. */
    public interface Listener {
        /** Once started: whether more may be written. */
        default void onWritabilityChanged(boolean writable) {}

        /** Once started: the publication is over, by the server's doing or the network's. */
        default void onEnded(String cause) {}
    }

    private RtmpPublisher(EventLoop loop, PublishUrl url, Listener listener, Class<? extends SocketChannel> type) {
        this.loop = loop;
        this.conversation = new PublishConversation(url, listener);
        this.connected = new Bootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .handler(conversation)
                .connect(url.address());
        connected.addListener(result -> {
            if (!result.isSuccess()) {
                conversation.fail(
                        "", url + " cannot be reached: " + result.cause().getMessage());
            }
        });
    }

    /**
     * Connects and asks to publish.
     *
     * @param url {@code rtmp://host[:port]/<app>/<stream>[?query]}
     * @throws IllegalArgumentException if the URL is of another form
     */
    public static RtmpPublisher connect(IoEventLoopGroup group, URI url, Listener listener) {
        Class<? extends SocketChannel> type =
                group.isIoType(EpollIoHandler.class) ? EpollSocketChannel.class : NioSocketChannel.class;
        return new RtmpPublisher(group.next(), PublishUrl.of(url), listener, type);
    }

    /** Completes when the server takes media; fails with {@link RtmpPublishException}. */
    public CompletableFuture<Void> started() {
        return conversation.started();
    }

    /** The thread of this publisher; a good one to pace it on. */
    public EventLoop eventLoop() {
        return loop;
    }

    /** Whether the server keeps up. */
    public boolean isWritable() {
        return connected.channel().isWritable();
    }

    /**
     * Writes a tag; one that comes before the start or after the end is dropped.
     *
     * @param type 8, 9 or 18
     * @param timestampMs decode time, 32 bits that wrap
     * @param body borrowed: its readable bytes are written, its reader stays; they must not change until they are
     */
    public void write(int type, int timestampMs, ByteBuf body) {
        if (loop.inEventLoop()) {
            conversation.write(type, timestampMs, body);
            return;
        }
        ByteBuf held = body.retainedDuplicate();
        loop.execute(() -> {
            try {
                conversation.write(type, timestampMs, held);
            } finally {
                held.release();
            }
        });
    }

    /** Unpublishes and closes when all is written; returns at once. */
    @Override
    public void close() {
        loop.execute(conversation::close);
    }

    /** Closes without a word, as a publisher does that loses its power. */
    public void abort() {
        loop.execute(() -> {
            conversation.fail("", "aborted by its owner");
            connected.channel().close();
        });
    }

    /** Completes when the connection is gone. */
    public CompletableFuture<Void> closed() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        connected.channel().closeFuture().addListener(done -> closed.complete(null));
        return closed;
    }
}
