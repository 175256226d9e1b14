package io.weir.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.weir.cut.LogScript;
import io.weir.flv.FlvTag;
import io.weir.rtmpclient.RtmpPublisher;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that numbers its pictures and its sound frames over its whole life, notes what it has sent, and comes back to
 * another server half a second after it was refused or cut off. All that it does is done on one event loop.
 */
final class ChaosPublisher {
    static final int FRAME_MS = 100;

    /** A frame of 1024 samples at 8 kHz. */
    static final int SOUND_MS = 128;

    private static final int GOP_FRAMES = 10;
    private static final long RETRY_MS = 500;
    private static final long START_WITHIN_MS = 10_000;

    private final int stream;
    private final IoEventLoopGroup group;
    private final EventLoop loop;
    private final List<URI> servers;
    private final SentFrames pictures = new SentFrames();
    private final SentFrames sounds = new SentFrames();
    private final List<String> events = new ArrayList<>();

    private @Nullable RtmpPublisher publisher;
    private @Nullable Future<?> timer;
    private int connections;
    private int lost;
    private int frame;
    private int sound;
    private boolean stopped;

    /**
     * A publisher of a stream that is not connected yet.
     *
     * @param group of one thread
     * @param servers where it may publish, the one to try first first
     */
    ChaosPublisher(int stream, IoEventLoopGroup group, List<URI> servers) {
        this.stream = stream;
        this.group = group;
        this.loop = group.next();
        this.servers = servers;
    }

    void start() {
        loop.execute(this::connect);
    }

    /** Unpublishes, for good. */
    void stop() {
        loop.submit(() -> {
                    stopped = true;
                    cancelTimer();
                    if (publisher != null) {
                        publisher.close();
                    }
                })
                .syncUninterruptibly();
    }

    int stream() {
        return stream;
    }

    SentFrames pictures() {
        return pictures;
    }

    SentFrames sounds() {
        return sounds;
    }

    /** When it connected where, and why it lost that. */
    List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    private void note(String what) {
        synchronized (events) {
            events.add(Instant.now() + " " + what);
        }
    }

    private void connect() {
        if (stopped) {
            return;
        }
        int connection = ++connections;
        URI server = servers.get((connection - 1) % servers.size());
        RtmpPublisher next = RtmpPublisher.connect(group, server, new RtmpPublisher.Listener() {
            @Override
            public void onEnded(String cause) {
                lost(connection, cause);
            }
        });
        publisher = next;
        loop.schedule(
                () -> {
                    if (connection > lost && !next.started().isDone()) {
                        next.abort();
                        lost(connection, "no start within " + START_WITHIN_MS + " ms");
                    }
                },
                START_WITHIN_MS,
                TimeUnit.MILLISECONDS);
        next.started()
                .whenComplete((started, failure) -> loop.execute(() -> {
                    if (failure != null) {
                        lost(connection, String.valueOf(failure.getMessage()));
                    } else if (connection > lost && !stopped) {
                        note("publishes to " + server);
                        begin(next);
                    }
                }));
    }

    private void lost(int connection, String cause) {
        if (connection <= lost || stopped) {
            return;
        }
        lost = connection;
        note(cause);
        cancelTimer();
        loop.schedule(this::connect, RETRY_MS, TimeUnit.MILLISECONDS);
    }

    private void begin(RtmpPublisher to) {
        frame = 0;
        sound = 0;
        write(to, FlvTag.VIDEO, 0, LogScript.AVC);
        write(to, FlvTag.AUDIO, 0, ChaosMark.AAC_8K);
        timer = loop.scheduleAtFixedRate(() -> sendNext(to), 0, FRAME_MS, TimeUnit.MILLISECONDS);
    }

    private void sendNext(RtmpPublisher to) {
        int atMs = frame * FRAME_MS;
        write(to, FlvTag.VIDEO, atMs, ChaosMark.picture(stream, pictures.next(), frame % GOP_FRAMES == 0));
        frame++;
        for (; sound * SOUND_MS <= atMs; sound++) {
            write(to, FlvTag.AUDIO, sound * SOUND_MS, ChaosMark.sound(stream, sounds.next()));
        }
    }

    private static void write(RtmpPublisher to, int type, int atMs, byte[] body) {
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        to.write(type, atMs, bytes);
        bytes.release();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
