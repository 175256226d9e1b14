package io.weir.benchmarks;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.weir.flv.FlvLoop;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Publishes one clip as many streams from one event loop group, begun one after the other so that their phases differ. */
final class LoadGenerator implements AutoCloseable {
    private static final int THREADS = 2;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final IoEventLoopGroup group;
    private final int streams;
    private final List<FrameTimes> watched = new ArrayList<>();
    private final List<LoadPublisher> publishers = new CopyOnWriteArrayList<>();

    private LoadGenerator(IoEventLoopGroup group, int streams) {
        this.group = group;
        this.streams = streams;
    }

    /**
     * Begins to publish; returns at once.
     *
     * @param rtmp {@code rtmp://host:port/<app>}; the streams are {@link #streamName} below it
     * @param watched of how many streams, the first ones, the pictures are numbered and their times kept
     * @param ramp over which the beginnings are spread evenly
     */
    static LoadGenerator start(URI rtmp, TestClip clip, int streams, int watched, Duration ramp) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        LoadGenerator load = new LoadGenerator(
                new MultiThreadIoEventLoopGroup(THREADS, new DefaultThreadFactory("load", true), io), streams);
        for (int i = 0; i < streams; i++) {
            FrameTimes marks = i < watched ? new FrameTimes() : null;
            if (marks != null) {
                load.watched.add(marks);
            }
            URI url = URI.create(rtmp + "/" + streamName(i));
            var unused = load.group.schedule(
                    () -> load.begin(url, clip, marks), ramp.toMillis() * i / streams, TimeUnit.MILLISECONDS);
        }
        return load;
    }

    static String streamName(int number) {
        return "cam" + (number + 1);
    }

    private void begin(URI url, TestClip clip, @Nullable FrameTimes marks) {
        publishers.add(LoadPublisher.start(group, url, FlvLoop.of(clip.tags(), 0), marks, System::nanoTime));
    }

    /** The times of the pictures of a watched stream. */
    FrameTimes frameTimes(int stream) {
        return watched.get(stream);
    }

    /** Whether each stream has begun, or will never. */
    boolean isSettled() {
        return publishers.size() == streams
                && publishers.stream().allMatch(publisher -> publisher.hasStarted() || publisher.problem() != null);
    }

    /** Streams that were refused or have ended, one text each. */
    List<String> problems() {
        Stream<@Nullable String> problems = publishers.stream().map(LoadPublisher::problem);
        return problems.filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }

    /** The most that any tag was late since this was asked last, ms. */
    long takeMaxLagMs() {
        long nanos = publishers.stream()
                .mapToLong(LoadPublisher::takeMaxLagNanos)
                .max()
                .orElse(0);
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** Unpublishes all. */
    @Override
    public void close() {
        publishers.forEach(LoadPublisher::close);
        long waitMs = STOP_WITHIN.toMillis();
        group.shutdownGracefully(waitMs / 5, waitMs, TimeUnit.MILLISECONDS).awaitUninterruptibly(waitMs);
    }
}
