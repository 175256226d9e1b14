package io.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnreadBytesTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final UnreadBytes unread = new UnreadBytes(allocator);

    @Test
    void trim_someIsLeftEachTime_keepsItAndNotWhatWasRead() {
        Random random = new Random(5);
        int written = 0;
        int read = 0;
        for (int i = 0; i < 2_000; i++) {
            ByteBuf in = allocator.buffer();
            for (int left = random.nextInt(2_000); left > 0; left--) {
                in.writeInt(written++);
            }
            unread.add(in);
            ByteBuf bytes = Objects.requireNonNull(unread.get());
            while (bytes.readableBytes() > 70) {
                assertThat(bytes.readInt()).isEqualTo(read++);
            }
            unread.trim();
            assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                    .isLessThan(64 << 10);
        }
        unread.release();
        assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                .isZero();
    }

    @Test
    void trim_sliceIsInUse_sliceKeepsItsBytes() {
        unread.add(Unpooled.buffer().writeZero(5_000).setByte(0, 7));
        ByteBuf slice = Objects.requireNonNull(unread.get()).readRetainedSlice(4_999);
        unread.trim();
        assertThat(unread.isEmpty()).isFalse();
        assertThat(slice.getByte(0)).isEqualTo((byte) 7);
        slice.release();
        unread.release();
        assertThat(unread.isEmpty()).isTrue();
        assertThat(unread.get()).isNull();
    }

    @Test
    void trim_allWasRead_nothingIsKept() {
        unread.add(allocator.buffer().writeZero(10));
        Objects.requireNonNull(unread.get()).skipBytes(10);
        unread.trim();
        assertThat(unread.get()).isNull();
    }
}
