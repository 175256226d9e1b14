package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.weir.flv.FlvTag;
import io.weir.media.UnsupportedMediaException;
import org.jspecify.annotations.Nullable;

/** Sound that becomes AAC on its way. */
final class ConvertedTrack implements PulledTrack {
    /** A packet that is longer is left out, bytes: of G.711 that is a minute. */
    private static final int MAX_PACKET_BYTES = 512 << 10;

    private final String label;
    private final AudioConversion.@Nullable Converter converter;
    private long nextPtsMs = PacketClock.OFFSET_MS;
    private boolean carries;
    private @Nullable String fault;

    /** A track; left out if the conversion does not know its codec. */
    ConvertedTrack(TrackSource source, String label, AudioConversion conversion, TagOutput out) {
        this.label = label;
        converter = conversion.begin(
                new AudioConversion.Sound(
                        source.codecId(),
                        source.sampleRate(),
                        source.channels(),
                        source.bitsPerCodedSample(),
                        source.extradata()),
                new AacTags(out));
    }

    @Override
    public void take(SourcePacket packet) {
        if (converter == null || fault != null || packet.data().remaining() > MAX_PACKET_BYTES) {
            return;
        }
        long ptsMs = packet.ptsMs() == SourcePacket.NO_TIME ? nextPtsMs : packet.ptsMs();
        nextPtsMs = ptsMs;
        try {
            converter.convert((int) ptsMs, packet.data());
        } catch (UnsupportedMediaException e) {
            fault = label + " that can be converted no more (" + e.getMessage() + ")";
        }
    }

    private final class AacTags implements AudioConversion.Output {
        private final TagOutput out;

        AacTags(TagOutput out) {
            this.out = out;
        }

        @Override
        public void configuration(byte[] audioSpecificConfig) {
            write(0, (int) nextPtsMs, audioSpecificConfig);
        }

        @Override
        public void frame(int timestampMs, byte[] frame) {
            carries = true;
            write(1, timestampMs, frame);
        }

        private void write(int packetType, int timestampMs, byte[] bytes) {
            ByteBuf body = out.body(2 + bytes.length);
            out.write(
                    FlvTag.AUDIO,
                    timestampMs,
                    body.writeByte(0xAF).writeByte(packetType).writeBytes(bytes));
        }
    }

    @Override
    public boolean carries() {
        return carries;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public @Nullable String fault() {
        return converter == null ? label : fault;
    }

    @Override
    public void close() {
        if (converter != null) {
            converter.close();
        }
    }
}
