package io.weir.ingest.pull;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** MPEG audio of a layer that the source does not tell: its first frame does (ISO/IEC 11172-3 section 2.4.2.3). */
final class MpegAudioTrack implements PulledTrack {
    private static final int LAYER_III = 1;

    private final Mp3Track layerThree;
    private final Supplier<PulledTrack> otherLayers;
    private @Nullable PulledTrack track;

    MpegAudioTrack(Mp3Track layerThree, Supplier<PulledTrack> otherLayers) {
        this.layerThree = layerThree;
        this.otherLayers = otherLayers;
    }

    @Override
    public void take(SourcePacket packet) {
        ByteBuffer data = packet.data();
        PulledTrack known = track;
        if (known == null && data.remaining() >= 2 && data.get(data.position()) == (byte) 0xFF) {
            boolean isLayerThree = (data.get(data.position() + 1) >> 1 & 0x3) == LAYER_III;
            known = isLayerThree ? layerThree : otherLayers.get();
            track = known;
        }
        if (known != null) {
            known.take(packet);
        }
    }

    @Override
    public boolean carries() {
        return track != null && track.carries();
    }

    @Override
    public String label() {
        return track == null ? "MPEG audio" : track.label();
    }

    @Override
    public @Nullable String fault() {
        return track == null ? null : track.fault();
    }

    @Override
    public void close() {
        if (track != null) {
            track.close();
        }
    }
}
