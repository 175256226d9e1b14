package io.weir.rtmpclient;

import io.netty.channel.IoEventLoopGroup;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a clip in a loop, in real time, as a camera that never tires: comes back a while after each end. Hundreds
 * share one event loop group.
 */
public final class LoopPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopPublisher.class);
    private static final long RETRY_MS = 2_000;

    private final IoEventLoopGroup group;
    private final URI url;
    private final Supplier<FlvLoop> clip;
    private final LongSupplier nanoTime;
    private @Nullable Round round;
    private boolean closed;

    private LoopPublisher(IoEventLoopGroup group, URI url, Supplier<FlvLoop> clip, LongSupplier nanoTime) {
        this.group = group;
        this.url = url;
        this.clip = clip;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins to publish.
     *
     * @param url {@code rtmp://host[:port]/<app>/<stream>[?query]}
     * @param clip gives a loop to begin with at each connection
     * @param nanoTime a monotonic clock
     * @throws IllegalArgumentException if the URL is of another form
     */
    public static LoopPublisher start(IoEventLoopGroup group, URI url, Supplier<FlvLoop> clip, LongSupplier nanoTime) {
        LoopPublisher publisher = new LoopPublisher(group, url, clip, nanoTime);
        publisher.connect();
        return publisher;
    }

    /** Unpublishes; returns at once. */
    @Override
    public synchronized void close() {
        closed = true;
        if (round != null) {
            round.publisher.close();
        }
    }

    private synchronized void connect() {
        if (!closed) {
            round = new Round();
        }
    }

    private void connectLater() {
        var unused = group.next().schedule(this::connect, RETRY_MS, TimeUnit.MILLISECONDS);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** One connection. Confined to its event loop once it has started. */
    private final class Round implements RtmpPublisher.Listener {
        private final RtmpPublisher publisher;
        private @Nullable Pacer pacer;
        private boolean waiting;
        private boolean over;

        Round() {
            publisher = RtmpPublisher.connect(group, url, this);
            var unused = publisher.started().whenComplete((started, problem) -> {
                if (problem == null) {
                    publisher.eventLoop().execute(this::begin);
                } else if (!isClosed()) {
                    LOG.warn("the clip is not published: {}", problem.getMessage());
                    connectLater();
                }
            });
        }

        @Override
        public void onWritabilityChanged(boolean writable) {
            if (writable) {
                pump();
            }
        }

        @Override
        public void onEnded(String cause) {
            over = true;
            if (!isClosed()) {
                LOG.warn("the clip's publication has ended: {}", cause);
                connectLater();
            }
        }

        private void begin() {
            pacer = new Pacer(clip.get(), nanoTime.getAsLong());
            pump();
        }

        /** Writes what is due; goes on by the clock, or when the server has caught up. */
        private void pump() {
            Pacer due = pacer;
            if (due == null || over || isClosed()) {
                return;
            }
            long nowNanos = nanoTime.getAsLong();
            while (publisher.isWritable()) {
                FlvTag tag = due.due(nowNanos);
                if (tag == null) {
                    waitFor(due.delayNanos(nowNanos));
                    return;
                }
                publisher.write(tag.type(), tag.timestampMs(), tag.buffer().slice(tag.offset(), tag.length()));
            }
        }

        private void waitFor(long delayNanos) {
            if (!waiting) {
                waiting = true;
                var unused = publisher
                        .eventLoop()
                        .schedule(
                                () -> {
                                    waiting = false;
                                    pump();
                                },
                                delayNanos,
                                TimeUnit.NANOSECONDS);
            }
        }
    }
}
