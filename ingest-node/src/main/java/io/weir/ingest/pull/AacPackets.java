package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import java.nio.ByteBuffer;

/** From a camera's AAC packets to FLV tags: its AudioSpecificConfig once, then each raw frame. */
final class AacPackets implements PacketTrack {
    private static final int AAC_TAG = 0xAF;
    private static final int SEQUENCE_HEADER = 0;
    private static final int RAW = 1;

    private final ByteBuf body = Unpooled.buffer();
    private boolean configDue = true;

    /**
     * A track.
     *
     * @param configuration an AudioSpecificConfig
     */
    AacPackets(ByteBuffer configuration) {
        body.writeByte(AAC_TAG).writeByte(SEQUENCE_HEADER).writeBytes(configuration.duplicate());
    }

    @Override
    public void accept(ByteBuffer packet, long ptsMs, long dtsMs, boolean key, TagSink sink) {
        if (configDue) {
            configDue = false;
            sink.tag(FlvTag.AUDIO, (int) ptsMs, body);
        }
        body.clear().writeByte(AAC_TAG).writeByte(RAW).writeBytes(packet);
        sink.tag(FlvTag.AUDIO, (int) ptsMs, body);
    }
}
