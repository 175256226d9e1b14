package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.weir.flv.FlvTag;
import io.weir.media.MalformedMediaException;
import io.weir.media.Mp3FrameHeader;
import io.weir.media.UnsupportedMediaException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** MP3, from packets to FLV tags, a frame each. What is no frame is left out. */
final class Mp3Track implements PulledTrack {
    private static final String LABEL = "MP3 audio";

    /** FLV's format 2 with 44.1 kHz, 16 bits, stereo; decoders look at the frame. */
    private static final int FLV_MP3 = 0x2F;

    private final TagOutput out;
    private final AudioClock clock = new AudioClock();
    private final byte[] header = new byte[Mp3FrameHeader.BYTES];
    private boolean carries;
    private @Nullable String fault;

    Mp3Track(TagOutput out) {
        this.out = out;
    }

    @Override
    public void take(SourcePacket packet) {
        ByteBuffer data = packet.data();
        clock.packet(packet.ptsMs());
        int end = data.limit();
        int at = data.position();
        while (end - at > header.length) {
            data.get(at, header);
            int frameBytes;
            try {
                Mp3FrameHeader frame = Mp3FrameHeader.parse(header, 0, header.length);
                frameBytes = frame.frameBytes();
                clock.frames(frame.samplesPerFrame(), frame.sampleRate());
            } catch (UnsupportedMediaException e) {
                fault = carries ? null : LABEL + " whose frames cannot be used (" + e.getMessage() + ")";
                return;
            } catch (MalformedMediaException e) {
                return;
            }
            if (frameBytes > end - at || frameBytes <= header.length) {
                return;
            }
            fault = null;
            carries = true;
            int timestampMs = (int) clock.nextMs();
            ByteBuf body = out.body(1 + frameBytes).writeByte(FLV_MP3);
            FrameBytes.copy(data, at, at + frameBytes, body);
            out.write(FlvTag.AUDIO, timestampMs, body);
            at += frameBytes;
        }
    }

    @Override
    public boolean carries() {
        return carries;
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public @Nullable String fault() {
        return fault;
    }
}
