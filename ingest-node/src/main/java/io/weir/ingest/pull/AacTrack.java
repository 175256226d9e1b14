package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.weir.cut.Tracks;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.Publication;
import io.weir.media.AudioFormat;
import io.weir.media.MediaException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * AAC, from packets to FLV tags: raw frames whose configuration the source tells, or frames that tell it themselves in their ADTS
 * headers (ISO/IEC 14496-3 section 1.A.2), which are taken off.
 */
final class AacTrack implements PulledTrack {
    private static final String LABEL = "AAC audio";
    private static final int ADTS_BYTES = 7;
    private static final int CRC_BYTES = 2;
    private static final int HEADER_BYTES = 2;

    private final TagOutput out;
    private final AudioClock clock = new AudioClock();
    private byte @Nullable [] written;
    private byte @Nullable [] due;
    private int adtsConfig = -1;
    private boolean carries;
    private @Nullable String fault;

    /**
     * A track.
     *
     * @param config AudioSpecificConfig; empty where the frames tell it
     */
    AacTrack(byte[] config, TagOutput out) {
        this.out = out;
        if (config.length > 0) {
            configure(config);
        }
    }

    private void configure(byte[] config) {
        if (config.length > Publication.MAX_CONFIGURATION_BYTES - HEADER_BYTES) {
            fault = LABEL + " whose configuration has " + config.length + " bytes";
            return;
        }
        ByteBuf body = out.body(HEADER_BYTES + config.length);
        body.writeByte(0xAF).writeByte(0).writeBytes(config);
        try {
            // Judged as segments will judge it.
            AudioFormat format =
                    Tracks.audio(AudioTagHeader.parse(body, 0, body.readableBytes()), body, 0, body.readableBytes());
            clock.frames(format.samplesPerFrame(), format.sampleRate());
            due = config;
            fault = null;
        } catch (MediaException e) {
            fault = LABEL + " whose configuration cannot be used (" + e.getMessage() + ")";
        }
    }

    @Override
    public void take(SourcePacket packet) {
        clock.packet(packet.ptsMs());
        ByteBuffer data = packet.data();
        int end = data.limit();
        int at = data.position();
        if (!isAdts(data, at, end)) {
            writeFrame(data, at, end);
            return;
        }
        while (isAdts(data, at, end)) {
            int length = adtsFrameBytes(data, at);
            configureFrom(data, at);
            boolean crc = (data.get(at + 1) & 1) == 0;
            writeFrame(data, at + ADTS_BYTES + (crc ? CRC_BYTES : 0), at + length);
            at += length;
        }
    }

    /** No raw frame begins so: it would begin with its end. */
    private static boolean isAdts(ByteBuffer data, int at, int end) {
        if (end - at <= ADTS_BYTES + CRC_BYTES || data.get(at) != (byte) 0xFF || (data.get(at + 1) & 0xF6) != 0xF0) {
            return false;
        }
        int length = adtsFrameBytes(data, at);
        return length > ADTS_BYTES + CRC_BYTES && length <= end - at;
    }

    private static int adtsFrameBytes(ByteBuffer data, int at) {
        return (data.get(at + 3) & 0x3) << 11 | (data.get(at + 4) & 0xFF) << 3 | (data.get(at + 5) & 0xFF) >> 5;
    }

    /** A configuration that the source has told counts more: it can say what ADTS cannot. */
    private void configureFrom(ByteBuffer data, int at) {
        if (adtsConfig < 0 && (written != null || due != null)) {
            return;
        }
        int objectType = (data.get(at + 2) >> 6 & 0x3) + 1;
        int rateIndex = data.get(at + 2) >> 2 & 0xF;
        int channels = (data.get(at + 2) & 1) << 2 | (data.get(at + 3) >> 6 & 0x3);
        int config = objectType << 11 | rateIndex << 7 | channels << 3;
        if (config != adtsConfig) {
            adtsConfig = config;
            configure(new byte[] {(byte) (config >> 8), (byte) config});
        }
    }

    private void writeFrame(ByteBuffer data, int start, int end) {
        if (fault != null || (due == null && written == null) || end <= start) {
            return;
        }
        int timestampMs = (int) clock.nextMs();
        byte[] config = due;
        if (config != null) {
            due = null;
            written = config;
            ByteBuf body = out.body(HEADER_BYTES + config.length);
            out.write(
                    FlvTag.AUDIO, timestampMs, body.writeByte(0xAF).writeByte(0).writeBytes(config));
        }
        ByteBuf body = out.body(HEADER_BYTES + end - start).writeByte(0xAF).writeByte(1);
        FrameBytes.copy(data, start, end, body);
        carries = true;
        out.write(FlvTag.AUDIO, timestampMs, body);
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
