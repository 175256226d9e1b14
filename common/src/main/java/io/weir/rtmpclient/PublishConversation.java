package io.weir.rtmpclient;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.weir.amf.AmfEncoder;
import io.weir.amf.AmfValue;
import io.weir.rtmp.ByteBudget;
import io.weir.rtmp.ClientHandshake;
import io.weir.rtmp.RtmpDecoder;
import io.weir.rtmp.RtmpEncoder;
import io.weir.rtmp.RtmpFormatException;
import io.weir.rtmp.RtmpLimits;
import io.weir.rtmp.RtmpMessage;
import io.weir.rtmp.UnreadBytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of publishing, on its channel: handshake, {@code connect}, {@code createStream}, {@code publish}.
 * Confined to the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails comes back as exceptionCaught
final class PublishConversation extends ChannelInboundHandlerAdapter {
    private static final int FLV_AUDIO = 8;
    private static final int FLV_VIDEO = 9;
    private static final int OUT_CHUNK_BYTES = 64 << 10;
    private static final int CONNECT = 1;
    private static final int RELEASE_STREAM = 2;
    private static final int FC_PUBLISH = 3;
    private static final int CREATE_STREAM = 4;
    private static final int PUBLISH = 5;
    private static final int UNPUBLISH = 6;
    private static final long START_TIMEOUT_MS = 90_000;
    private static final long LINGER_MS = 10_000;

    /** Servers say little to a publisher. */
    private static final RtmpLimits LIMITS = new RtmpLimits(1 << 20, 64 << 10, 1 << 20, 64);

    private final PublishUrl url;
    private final RtmpPublisher.Listener listener;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final ClientHandshake handshake = new ClientHandshake(new SplittableRandom());
    private final RtmpEncoder encoder = new RtmpEncoder();
    private @Nullable RtmpDecoder decoder;
    private @Nullable ChannelHandlerContext context;
    private @Nullable UnreadBytes unread;
    private int messageStreamId;
    private boolean over;

    PublishConversation(PublishUrl url, RtmpPublisher.Listener listener) {
        this.url = url;
        this.listener = listener;
    }

    CompletableFuture<Void> started() {
        return started;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (over) {
            ctx.close(); // closed by its owner before it was connected
            return;
        }
        context = ctx;
        ByteBuf out = ctx.alloc().buffer();
        handshake.begin(out);
        ctx.writeAndFlush(out);
        ctx.executor()
                .schedule(
                        () -> {
                            if (!started.isDone()) {
                                fail("", url + " did not let the stream begin within " + START_TIMEOUT_MS + " ms");
                            }
                        },
                        START_TIMEOUT_MS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (over) {
            in.release();
            return;
        }
        if (unread == null) {
            unread = new UnreadBytes(ctx.alloc());
        }
        unread.add(in);
        try {
            read(ctx, unread.get());
        } catch (RtmpFormatException e) {
            fail("", url + ": " + e.getMessage());
        }
        unread.trim();
        if (over) {
            unread.release();
        }
    }

    private void read(ChannelHandlerContext ctx, @Nullable ByteBuf in) {
        if (in == null) {
            return;
        }
        if (decoder == null) {
            ByteBuf out = ctx.alloc().buffer();
            boolean done;
            try {
                done = handshake.advance(in, out);
                ctx.writeAndFlush(out.retain());
            } finally {
                out.release();
            }
            if (!done) {
                return;
            }
            decoder = new RtmpDecoder(LIMITS, new ByteBudget(Long.MAX_VALUE), ctx.alloc());
            connect(ctx);
        }
        for (RtmpMessage m = decoder.read(in); m != null; m = over ? null : decoder.read(in)) {
            try {
                receive(ctx, m);
            } finally {
                m.release();
            }
        }
    }

    private void connect(ChannelHandlerContext ctx) {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        members.put("app", AmfValue.of(url.app()));
        members.put("type", AmfValue.of("nonprivate"));
        members.put("flashVer", AmfValue.of("FMLE/3.0 (compatible; Weir)"));
        members.put("tcUrl", AmfValue.of(url.tcUrl()));
        send(ctx, new RtmpMessage.SetChunkSize(OUT_CHUNK_BYTES));
        send(ctx, new RtmpMessage.Command(0, "connect", CONNECT, new AmfValue.Obj(members)));
    }

    private void receive(ChannelHandlerContext ctx, RtmpMessage message) {
        if (message instanceof RtmpMessage.UserControl control
                && control.event() == RtmpMessage.UserControl.PING_REQUEST) {
            send(ctx, new RtmpMessage.UserControl(RtmpMessage.UserControl.PING_RESPONSE, control.value(), 0));
        } else if (message instanceof RtmpMessage.Command command) {
            switch (command.name()) {
                case "_result" -> result(ctx, command);
                case "_error" -> {
                    if (command.transactionId() == CONNECT || command.transactionId() == CREATE_STREAM) {
                        fail(command);
                    }
                }
                case "onStatus" -> status(command);
                default -> {}
            }
        }
    }

    private void result(ChannelHandlerContext ctx, RtmpMessage.Command command) {
        if (command.transactionId() == CONNECT) {
            call(ctx, 0, "releaseStream", RELEASE_STREAM, AmfValue.of(url.stream()));
            call(ctx, 0, "FCPublish", FC_PUBLISH, AmfValue.of(url.stream()));
            send(ctx, new RtmpMessage.Command(0, "createStream", CREATE_STREAM, new AmfValue.Null()));
        } else if (command.transactionId() == CREATE_STREAM) {
            if (!(command.value(1) instanceof AmfValue.Num id)) {
                fail("", url + ": the server's createStream names no stream");
                return;
            }
            messageStreamId = (int) id.value();
            call(ctx, messageStreamId, "publish", PUBLISH, AmfValue.of(url.stream()), AmfValue.of("live"));
        }
    }

    private void status(RtmpMessage.Command command) {
        if ("NetStream.Publish.Start".equals(infoOf(command, "code"))) {
            started.complete(null);
        } else if ("error".equals(infoOf(command, "level"))) {
            fail(command);
        }
    }

    private void fail(RtmpMessage.Command command) {
        String code = infoOf(command, "code");
        fail(code, url + ": " + code + ": " + infoOf(command, "description"));
    }

    /** It is over, and not by its owner's wish. */
    void fail(String code, String cause) {
        if (over) {
            return;
        }
        boolean hadStarted = !started.completeExceptionally(new RtmpPublishException(code, cause));
        end();
        if (context != null) {
            context.close();
        }
        if (hadStarted) {
            listener.onEnded(cause);
        }
    }

    void write(int type, int timestampMs, ByteBuf body) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || over || !started.isDone()) {
            return;
        }
        switch (type) {
            case FLV_AUDIO -> send(ctx, new RtmpMessage.Audio(messageStreamId, timestampMs, body));
            case FLV_VIDEO -> send(ctx, new RtmpMessage.Video(messageStreamId, timestampMs, body));
            default -> {
                ByteBuf head = ctx.alloc().buffer();
                AmfEncoder.write(head, AmfValue.of("@setDataFrame"));
                ByteBuf both = Unpooled.wrappedBuffer(head, body.retainedDuplicate());
                send(ctx, new RtmpMessage.Data(messageStreamId, timestampMs, both));
                both.release();
            }
        }
    }

    /** Its owner is done with it. */
    void close() {
        ChannelHandlerContext ctx = context;
        if (over) {
            return;
        }
        started.completeExceptionally(new RtmpPublishException("", url + ": closed before it began"));
        if (ctx == null) {
            end();
            return;
        }
        if (messageStreamId != 0) {
            call(ctx, 0, "FCUnpublish", UNPUBLISH, AmfValue.of(url.stream()));
            call(ctx, 0, "deleteStream", 0, AmfValue.of(messageStreamId));
        }
        end();
        // A close at once would answer what the server still says with a reset, and that may overtake the last tags.
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
        ctx.executor().schedule((Runnable) ctx::close, LINGER_MS, TimeUnit.MILLISECONDS);
    }

    private void end() {
        over = true;
        if (decoder != null) {
            decoder.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("", url + ": the server has closed the connection");
        if (unread != null) {
            unread.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!over && started.isDone()) {
            listener.onWritabilityChanged(ctx.channel().isWritable());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail("", url + ": " + cause);
        ctx.close();
    }

    private void call(ChannelHandlerContext ctx, int streamId, String name, int transactionId, AmfValue... arguments) {
        AmfValue[] values = new AmfValue[arguments.length + 1];
        values[0] = new AmfValue.Null();
        System.arraycopy(arguments, 0, values, 1, arguments.length);
        send(ctx, new RtmpMessage.Command(streamId, name, transactionId, values));
    }

    private void send(ChannelHandlerContext ctx, RtmpMessage message) {
        ByteBuf out = ctx.alloc().buffer();
        encoder.write(out, message);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private static String infoOf(RtmpMessage.Command command, String member) {
        return command.value(1).membersOrNone().get(member) instanceof AmfValue.Text text ? text.value() : "";
    }
}
