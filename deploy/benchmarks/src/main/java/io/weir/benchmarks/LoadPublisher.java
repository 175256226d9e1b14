package io.weir.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoopGroup;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import io.weir.rtmpclient.Pacer;
import io.weir.rtmpclient.RtmpPublisher;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream of the load: the clip in a loop, in real time, its times running on. Does not come back after its end, for
 * that would hide it. Works on its publisher's event loop; its state may be asked for by any thread.
 */
final class LoadPublisher implements RtmpPublisher.Listener, AutoCloseable {
    /** How often a server that does not keep up is looked at. */
    private static final long BLOCKED_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LongSupplier nanoTime;
    private final @Nullable FrameTimes marks;
    private final AtomicLong maxLagNanos = new AtomicLong();
    private final RtmpPublisher publisher;
    private volatile @Nullable Pacer pacer;
    private volatile @Nullable String problem;
    private volatile boolean closed;

    private LoadPublisher(
            IoEventLoopGroup group, URI url, FlvLoop loop, @Nullable FrameTimes marks, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.marks = marks;
        publisher = RtmpPublisher.connect(group, url, this);
        var unused = publisher.started().whenComplete((started, refusal) -> {
            if (refusal == null) {
                publisher.eventLoop().execute(() -> begin(loop));
            } else if (!closed) {
                problem = "refused: " + refusal.getMessage();
            }
        });
    }

    /**
     * Connects and begins to publish.
     *
     * @param loop its own, over tags that all streams share
     * @param marks where the times of its pictures go, which are numbered then; null for a stream that nobody watches
     */
    static LoadPublisher start(
            IoEventLoopGroup group, URI url, FlvLoop loop, @Nullable FrameTimes marks, LongSupplier nanoTime) {
        return new LoadPublisher(group, url, loop, marks, nanoTime);
    }

    boolean hasStarted() {
        return pacer != null;
    }

    /** Why it does not publish any more, or never did; null while all is well. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The most that a tag was late since this was asked last, ns. */
    long takeMaxLagNanos() {
        return maxLagNanos.getAndSet(0);
    }

    @Override
    public void onEnded(String cause) {
        if (!closed) {
            problem = "ended: " + cause;
        }
    }

    /** Unpublishes; returns at once. */
    @Override
    public void close() {
        closed = true;
        publisher.close();
    }

    private void begin(FlvLoop loop) {
        Pacer started = new Pacer(loop, nanoTime.getAsLong());
        pacer = started;
        pump(started);
    }

    private void pump(Pacer due) {
        if (closed || problem != null) {
            return;
        }
        long nowNanos = nanoTime.getAsLong();
        maxLagNanos.accumulateAndGet(due.lagNanos(nowNanos), Math::max);
        while (publisher.isWritable()) {
            FlvTag tag = due.due(nowNanos);
            if (tag == null) {
                pumpAfter(due, due.delayNanos(nowNanos));
                return;
            }
            write(tag, nowNanos);
        }
        pumpAfter(due, BLOCKED_POLL_NANOS);
    }

    private void pumpAfter(Pacer due, long delayNanos) {
        var unused = publisher.eventLoop().schedule(() -> pump(due), delayNanos, TimeUnit.NANOSECONDS);
    }

    private void write(FlvTag tag, long nowNanos) {
        ByteBuf marked = marks == null ? null : FrameMark.mark(tag, marks.nextNumber());
        if (marks == null || marked == null) {
            publisher.write(tag.type(), tag.timestampMs(), tag.buffer().slice(tag.offset(), tag.length()));
            return;
        }
        marks.sent(nowNanos);
        publisher.write(tag.type(), tag.timestampMs(), marked);
        marked.release();
    }
}
