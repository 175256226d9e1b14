package io.weir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.weir.edge.http.RequestDeadline.Expired;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private final List<Object> events = new ArrayList<>();
    private final RequestDeadline deadline = new RequestDeadline(
            TestServer.timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(20)));
    private final EmbeddedChannel channel = new EmbeddedChannel();

    RequestDeadlineTest() {
        channel.freezeTime();
        channel.pipeline().addLast(deadline, new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });
        channel.pipeline().fireChannelActive();
    }

    @Test
    void connected_nothingComes_expiresAfterTheHeaderTime() {
        seconds(9);
        assertThat(events).isEmpty();
        seconds(1);
        assertThat(events).containsExactly(Expired.IDLE);
    }

    @Test
    void connected_bytesTrickle_expireAllTheSame() {
        for (int second = 0; second < 9; second++) {
            channel.writeInbound("x");
            seconds(1);
        }
        assertThat(events).isEmpty();
        seconds(1);
        assertThat(events).containsExactly(Expired.HALF);
    }

    @Test
    void requestTaken_replyTakesLong_neverExpires() {
        channel.writeInbound("x");
        deadline.requestTaken();
        seconds(10_000);
        assertThat(events).isEmpty();
    }

    @Test
    void awaitRequest_nothingComes_expiresAfterTheIdleTime() {
        deadline.requestTaken();
        deadline.awaitRequest();
        seconds(59);
        assertThat(events).isEmpty();
        seconds(1);
        assertThat(events).containsExactly(Expired.IDLE);
    }

    @Test
    void awaitRequest_oneBegins_hasTheHeaderTimeFromThen() {
        deadline.requestTaken();
        deadline.awaitRequest();
        seconds(55);
        channel.writeInbound("x");
        seconds(5);
        channel.writeInbound("x");
        assertThat(events).isEmpty();
        seconds(5);
        assertThat(events).containsExactly(Expired.HALF);
    }

    @Test
    void closed_expiresNoMore() {
        channel.close().syncUninterruptibly();
        seconds(10_000);
        assertThat(events).isEmpty();
    }

    private void seconds(int count) {
        channel.advanceTimeBy(count, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
