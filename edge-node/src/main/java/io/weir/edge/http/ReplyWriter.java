package io.weir.edge.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes one reply after another, in slices, no faster than the peer reads: whatever the body's size, a connection
 * holds no more than the write buffer's high mark and a slice. Closes the connection of a peer that stops reading. Used
 * on the channel's event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close or write that fails ends in channelInactive all the same
final class ReplyWriter {
    static final int SLICE_BYTES = 64 * 1024;

    private final ChannelHandlerContext ctx;
    private final Duration timeout;
    private final Runnable whenWritten;

    private ByteBuffer rest = ByteBuffer.allocate(0);
    private Reply.Hold hold = Reply.Hold.NONE;
    private boolean writing;
    private boolean filling;
    private boolean lastQueued;
    private boolean progressed;
    private @Nullable Future<?> watch;

    /**
     * A writer for a channel.
     *
     * @param whenWritten called each time a whole reply has left for the socket
     */
    ReplyWriter(ChannelHandlerContext ctx, Duration timeout, Runnable whenWritten) {
        this.ctx = ctx;
        this.timeout = timeout;
        this.whenWritten = whenWritten;
    }

    /**
     * Writes a reply. The one before must have been written.
     *
     * @param bodyHold of the body: begins now, and ends with the reply, however that ends
     */
    void write(HttpResponse head, ByteBuffer body, Reply.Hold bodyHold) {
        rest = body.duplicate();
        hold = bodyHold;
        hold.begin();
        writing = true;
        lastQueued = false;
        filling = true;
        ctx.write(head, ctx.voidPromise());
        filling = false;
        resume();
        if (writing) {
            watch();
        }
    }

    /**
     * Goes on, if the channel is writable. Its writability also changes under our own hands, in the middle of a write;
     * the encoder must not be entered twice.
     */
    void resume() {
        if (filling) {
            return;
        }
        filling = true;
        while (writing && !lastQueued && ctx.channel().isWritable()) {
            fill();
            ctx.flush();
        }
        filling = false;
    }

    private void fill() {
        while (rest.hasRemaining() && ctx.channel().isWritable()) {
            ByteBuffer slice = rest.slice(rest.position(), Math.min(SLICE_BYTES, rest.remaining()));
            rest.position(rest.position() + slice.limit());
            ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(slice))).addListener(written -> progressed = true);
        }
        if (!rest.hasRemaining()) {
            lastQueued = true;
            ctx.write(LastHttpContent.EMPTY_LAST_CONTENT).addListener(this::ended);
        }
    }

    /** Forgets the reply; the channel has been closed. */
    void stop() {
        if (writing) {
            writing = false;
            rest = rest.slice(0, 0);
            hold.end();
            hold = Reply.Hold.NONE;
        }
        unwatch();
    }

    private void ended(Future<? super Void> last) {
        if (writing) {
            stop();
            if (last.isSuccess()) {
                whenWritten.run();
            }
        }
    }

    private void watch() {
        progressed = false;
        watch = ctx.executor().schedule(this::check, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (progressed) {
            watch();
        } else {
            stop();
            ctx.close();
        }
    }

    private void unwatch() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
    }
}
