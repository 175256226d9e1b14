package io.weir.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a peer takes too long over a request's head: fires {@link Expired} through the pipeline. Stands before the
 * decoder, for only bytes show that a request has begun.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    /** The time is over. */
    enum Expired {
        /** Nothing had come. */
        IDLE,
        /** A part of a request had come. */
        HALF
    }

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final HttpLimits limits;

    private boolean waiting;
    private boolean begun;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Future<?> timer;

    RequestDeadline(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        arm(limits.headerTimeout());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        begun = true;
        if (waiting) {
            arm(limits.headerTimeout());
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        ctx.fireChannelInactive();
    }

    /** A request's head is whole. */
    void requestTaken() {
        disarm();
    }

    /** The reply has been written; the next request may take the idle time to begin. */
    void awaitRequest() {
        begun = false;
        arm(limits.idleTimeout());
        waiting = true;
    }

    /** The last reply has been written; the peer has a moment to read it and close. */
    void linger() {
        begun = false;
        arm(LINGER);
    }

    private void arm(Duration time) {
        disarm();
        ChannelHandlerContext here = ctx;
        if (here != null && here.channel().isActive()) {
            timer = here.executor()
                    .schedule(
                            () -> here.fireUserEventTriggered(begun ? Expired.HALF : Expired.IDLE),
                            time.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void disarm() {
        waiting = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
