package io.weir.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes requests one at a time and answers them in order. While one is being answered, reading goes on,
 * so that a peer's leaving is seen; once another request has come besides, reading stops. So what waits here is no more
 * than one receive buffer held.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close or write that fails ends in channelInactive all the same
final class HttpConnection extends ChannelInboundHandlerAdapter {
    /** The user event that ends the connection after the reply it is at. */
    static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final HttpHandler handler;
    private final ResponseHeads heads;
    private final HttpLimits limits;
    private final RequestDeadline deadline;
    private final Queue<HttpRequest> waiting = new ArrayDeque<>();

    private @Nullable ReplyWriter writer;
    private @Nullable CompletableFuture<Reply> awaited;
    private boolean answering;
    private boolean draining;

    /** No further request is taken. */
    private boolean last;

    /** The peer may be sending still, so that closing at once would lose the reply. */
    private boolean lingers;

    HttpConnection(HttpHandler handler, ResponseHeads heads, HttpLimits limits, RequestDeadline deadline) {
        this.handler = handler;
        this.heads = heads;
        this.limits = limits;
        this.deadline = deadline;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        writer = new ReplyWriter(ctx, limits.writeTimeout(), () -> replyWritten(ctx));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpRequest request)) {
            ReferenceCountUtil.release(message); // the end of a head, or a body that has been refused
        } else if (last) {
            ReferenceCountUtil.release(message);
        } else if (answering) {
            waiting.add(request);
            ctx.channel().config().setAutoRead(false);
        } else {
            take(ctx, request);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (writer != null) {
            writer.resume();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == DRAIN) {
            draining = true;
            if (!answering) {
                ctx.close();
            }
        } else if (event == RequestDeadline.Expired.HALF && !answering && !last) {
            answering = true;
            last = true;
            send(
                    HttpVersion.HTTP_1_1,
                    false,
                    ErrorReply.of(HttpResponseStatus.REQUEST_TIMEOUT, "time-out", "the request took too long"));
        } else if (event instanceof RequestDeadline.Expired) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        last = true;
        waiting.clear();
        if (writer != null) {
            writer.stop();
        }
        if (awaited != null) {
            awaited.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("closing the connection of {}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }

    private void take(ChannelHandlerContext ctx, HttpRequest message) {
        answering = true;
        deadline.requestTaken();
        boolean head = message.method().equals(HttpMethod.HEAD);
        try {
            Request request = RequestReader.read(message);
            last = draining || !HttpUtil.isKeepAlive(message);
            if (request.method().equals(HttpMethod.OPTIONS)) {
                send(message.protocolVersion(), head, ResponseHeads.preflight());
            } else {
                ask(ctx, message.protocolVersion(), request);
            }
        } catch (RefusedRequestException e) {
            last = true;
            lingers = true;
            send(HttpVersion.HTTP_1_1, head, e.reply());
        }
    }

    private void ask(ChannelHandlerContext ctx, HttpVersion version, Request request) {
        CompletableFuture<Reply> reply;
        try {
            reply = handler.handle(request);
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        awaited = reply;
        reply.whenComplete((answer, failure) -> {
            if (ctx.executor().inEventLoop()) {
                answer(ctx, version, request, answer, failure);
            } else {
                ctx.executor().execute(() -> answer(ctx, version, request, answer, failure));
            }
        });
    }

    private void answer(
            ChannelHandlerContext ctx,
            HttpVersion version,
            Request request,
            @Nullable Reply reply,
            @Nullable Throwable failure) {
        awaited = null;
        if (!ctx.channel().isActive()) {
            return;
        }
        Reply answer = reply;
        if (answer == null) {
            LOG.error(
                    "no reply to a request for {} of {}",
                    request.path(),
                    ctx.channel().remoteAddress(),
                    failure);
            answer = ErrorReply.of(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal", "this server failed; its log says why");
        }
        send(version, request.isHead(), answer);
    }

    private void send(HttpVersion version, boolean head, Reply reply) {
        last |= draining;
        ReplyWriter to = writer;
        if (to != null) {
            ByteBuffer body = head ? reply.body().slice(0, 0) : reply.body();
            Reply.Hold hold = body.hasRemaining() ? reply.hold() : Reply.Hold.NONE;
            to.write(heads.of(version, !last, reply), body, hold);
        }
    }

    private void replyWritten(ChannelHandlerContext ctx) {
        answering = false;
        if (last || draining) {
            close(ctx);
            return;
        }
        HttpRequest next = waiting.poll();
        if (next == null) {
            deadline.awaitRequest();
            ctx.channel().config().setAutoRead(true);
            return;
        }
        // Not at once: a hundred waiting requests that are answered at once would be a hundred calls deep.
        answering = true;
        ctx.executor().execute(() -> {
            if (ctx.channel().isActive()) {
                take(ctx, next);
            }
        });
    }

    private void close(ChannelHandlerContext ctx) {
        last = true;
        waiting.clear();
        if (!lingers || !(ctx.channel() instanceof DuplexChannel channel)) {
            ctx.close();
            return;
        }
        // To close with unread bytes resets the connection, and the peer loses the reply (RFC 9112 section 9.6).
        channel.shutdownOutput();
        deadline.linger();
        channel.config().setAutoRead(true);
    }
}
