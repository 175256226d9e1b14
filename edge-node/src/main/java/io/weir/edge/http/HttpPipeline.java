package io.weir.edge.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Clock;

/** Sets up each connection that the limits admit. */
final class HttpPipeline extends ChannelInitializer<Channel> {
    private final ChannelGroup connections;
    private final ConnectionLimits admission;
    private final HttpLimits limits;
    private final HttpHandler handler;
    private final ResponseHeads heads;

    /**
     * Sets up channels.
     *
     * @param connections to which each is added
     */
    HttpPipeline(ChannelGroup connections, HttpLimits limits, HttpHandler handler, Clock clock) {
        this.connections = connections;
        this.admission = new ConnectionLimits(limits, clock);
        this.limits = limits;
        this.handler = handler;
        this.heads = new ResponseHeads(clock);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of one that was turned away
    protected void initChannel(Channel channel) {
        if (!admission.admit(channel)) {
            channel.close();
            return;
        }
        connections.add(channel);
        RequestDeadline deadline = new RequestDeadline(limits);
        HttpDecoderConfig decoding = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxRequestLineBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes());
        channel.pipeline()
                .addLast(deadline, new HttpServerCodec(decoding), new HttpConnection(handler, heads, limits, deadline));
    }
}
