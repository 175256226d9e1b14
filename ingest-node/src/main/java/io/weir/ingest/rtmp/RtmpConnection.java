package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.weir.ingest.publication.Publications;
import io.weir.rtmp.AcknowledgementCounter;
import io.weir.rtmp.ByteBudget;
import io.weir.rtmp.RtmpEncoder;
import io.weir.rtmp.RtmpFormatException;
import io.weir.rtmp.RtmpMessage;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's bytes: handshake, messages, acknowledgements, deadlines, and the one line in the log when it ends.
 *
 * <p>While its session does not read, the channel does not either; what had come by then stays here as bytes, at most
 * two reads of it. A publisher that leaves meanwhile loses none of it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails comes back as exceptionCaught
final class RtmpConnection extends ChannelInboundHandlerAdapter implements PublisherConnection, Deadline.Debtor {
    private static final long WINDOW_BYTES = 2_500_000;

    /** Input is thrown away for so long after the last word: a close with input unread would reset it away. */
    private static final long LINGER_MS = 1000;

    private final RtmpServerSettings settings;
    private final Channel channel;
    private final ConnectionLog log;
    private final PublishSession session;
    private final Deadline deadline;
    private final RtmpInput input;
    private final RtmpEncoder encoder = new RtmpEncoder();
    private final AcknowledgementCounter acknowledgements = new AcknowledgementCounter(WINDOW_BYTES, 0);
    private boolean admitted;
    private boolean decoding;
    private boolean progress;
    private @Nullable String gone;
    private boolean ending;

    RtmpConnection(
            RtmpServerSettings settings,
            Channel channel,
            String peer,
            Publications publications,
            PublishAccess access,
            ByteBudget budget) {
        this.settings = settings;
        this.channel = channel;
        this.session = new PublishSession(publications, access, settings.httpPort(), peer, this::executeGuarded, this);
        this.log = new ConnectionLog(peer, session::streamName);
        this.deadline = new Deadline(settings, channel.eventLoop(), this);
        this.input = new RtmpInput(settings.limits(), budget, channel.alloc());
    }

    /** Tells the publisher and closes; from any thread. */
    void stop(String cause) {
        executeGuarded(() -> session.stop(cause));
    }

    /** Completes when the channel is closed. */
    CompletableFuture<Void> closed() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.closeFuture().addListener(done -> closed.complete(null));
        return closed;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline.update();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (ending) {
            in.release();
            return;
        }
        RtmpMessage acknowledgement = acknowledgements.received(in.readableBytes());
        input.add(in);
        if (acknowledgement != null && input.isHandshaken()) {
            send(acknowledgement);
        }
        guarded(this::decode);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone("the publisher has closed the connection");
    }

    private void gone(String cause) {
        if (gone == null) {
            gone = cause;
        }
        endIfGone();
    }

    /**
     * What a publisher sent before it went is still read, as soon as its stream can take it. One that goes while its
     * stream is being claimed, and has sent nothing for it, wants it no more.
     */
    private void endIfGone() {
        if (gone == null || ending || decoding) {
            return;
        }
        guarded(this::decode); // there may be room again, of which the news is still to come
        boolean idleClaim = session.state() == PublishSession.State.CLAIMING && !input.isUnread();
        if (!ending && (session.isReading() || idleClaim)) {
            end(gone, false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!channel.isWritable() && !ending) {
            refuse("it does not read what it is sent");
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            gone("the connection broke: " + cause.getMessage());
        } else if (!ending) {
            fail(cause);
        }
        channel.close();
    }

    private void decode() {
        if (decoding) {
            return; // a session that resumes within its own message: the loop below goes on
        }
        decoding = true;
        try {
            while (!ending && session.isReading() && input.readOne(this::write, this::receive)) {
                deadline.update();
            }
        } finally {
            decoding = false;
        }
        input.trim();
        if (ending) {
            input.releaseUnread();
        }
        if (!admitted && !ending && session.isReading() && input.receivedBytes() > settings.maxUnauthenticatedBytes()) {
            turnAway("it sent more than " + settings.maxUnauthenticatedBytes() + " bytes before it published");
        }
    }

    private void write(ByteBuf out) {
        channel.writeAndFlush(out, channel.voidPromise());
    }

    private void receive(RtmpMessage message) {
        if (message instanceof RtmpMessage.WindowAckSize window) {
            acknowledgements.windowBytes(window.bytes());
        } else {
            progress |= message instanceof RtmpMessage.Audio || message instanceof RtmpMessage.Video;
            session.receive(message);
        }
    }

    @Override
    public void send(RtmpMessage message) {
        if (ending || !channel.isActive()) {
            return;
        }
        ByteBuf out = channel.alloc().buffer();
        encoder.write(out, message);
        write(out);
    }

    @Override
    public void stateChanged() {
        if (ending) {
            return;
        }
        admitted |= session.state() == PublishSession.State.PUBLISHING;
        deadline.update();
        boolean reading = session.isReading();
        channel.config().setAutoRead(reading);
        if (reading) {
            decode();
            endIfGone();
        }
    }

    @Override
    public void note(String event) {
        log.note(event);
    }

    @Override
    public void warn(String problem) {
        log.warn(problem);
    }

    @Override
    public void finish(String cause) {
        if (!ending) {
            end(cause, false);
            closeAfterLastWord();
        }
    }

    @Override
    public void refuse(String cause) {
        if (!ending) {
            end(cause, true);
            closeAfterLastWord();
        }
    }

    @Override
    public Deadline.Phase phase() {
        if (!input.isHandshaken()) {
            return Deadline.Phase.HANDSHAKE;
        }
        return switch (session.state()) {
            case CONNECTING -> Deadline.Phase.CONNECT;
            case CONNECTED -> Deadline.Phase.PUBLISH;
            case CLAIMING -> Deadline.Phase.CLAIM;
            case PUBLISHING, ENDED -> Deadline.Phase.MEDIA;
        };
    }

    @Override
    public boolean takeProgress() {
        boolean came = progress || (!session.isReading() && gone == null);
        progress = false;
        return came;
    }

    @Override
    public void missed(String cause) {
        turnAway(cause);
    }

    /** Tells a peer that understands it why. */
    private void turnAway(String cause) {
        if (input.isHandshaken() && !ending) {
            session.refuse(cause);
        } else {
            refuse(cause);
        }
    }

    private void executeGuarded(Runnable task) {
        try {
            channel.eventLoop().execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // The server has stopped, and this session with it: there is nobody to tell.
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RtmpFormatException e) {
            turnAway(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (!ending) {
                fail(e);
                channel.close();
            }
        }
    }

    private void fail(Throwable cause) {
        log.failed(cause);
        ending = true;
        release("a fault of the server");
    }

    /**
     * The end of this connection, told once; not of one that never spoke, as port scans and health probes do, nor of
     * one that had nothing left to say.
     */
    private void end(String cause, boolean fault) {
        ending = true;
        boolean idle = input.receivedBytes() == 0 || session.state() == PublishSession.State.CONNECTED;
        if (fault && input.receivedBytes() > 0) {
            log.refused(cause);
        } else if (idle) {
            log.endedQuietly(cause);
        } else {
            log.ended(cause);
        }
        release(cause);
    }

    private void release(String cause) {
        deadline.cancel();
        session.closed(cause);
        input.close();
        if (!decoding) {
            input.releaseUnread();
        }
    }

    private void closeAfterLastWord() {
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
        channel.eventLoop().schedule((Runnable) channel::close, LINGER_MS, TimeUnit.MILLISECONDS);
    }
}
