package io.weir.rtmpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.weir.rtmp.RtmpEncoder;
import io.weir.rtmp.RtmpMessage;
import io.weir.rtmp.ServerHandshake;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublishConversationTest {
    private static final class Silent implements RtmpPublisher.Listener {
        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {}
    }

    @Test
    void channelRead_eachReadEndsWithinAHeader_memoryDoesNotGrow() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline()
                .addLast(new PublishConversation(
                        PublishUrl.of(URI.create("rtmp://weir.example/app/cam")), new Silent()));
        channel.pipeline().fireChannelActive();
        ByteBuf hello = channel.readOutbound();
        ByteBuf answer = Unpooled.buffer();
        new ServerHandshake(new Random(1)).advance(hello, answer);
        hello.release();
        channel.writeInbound(answer);
        channel.releaseOutbound();

        ByteBuf all = Unpooled.buffer();
        RtmpEncoder encoder = new RtmpEncoder();
        for (int i = 0; i < 500; i++) {
            int begin = all.writerIndex();
            encoder.write(all, new RtmpMessage.Unknown(99, 0, i, Unpooled.wrappedBuffer(new byte[2_000])));
            // The rest of the message before, and this one's first byte.
            channel.writeInbound(allocator.buffer().writeBytes(all, begin + 1 - all.readerIndex()));
            assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                    .isLessThan(200_000);
        }
        all.release();
        channel.finishAndReleaseAll();
    }
}
