package io.weir.ingest.pull;

import io.weir.ingest.audio.AacOutput;
import io.weir.ingest.audio.AacTranscoder;
import io.weir.ingest.audio.SourceFormat;
import io.weir.media.MalformedMediaException;
import io.weir.media.UnsupportedMediaException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes AAC of whatever FFmpeg decodes, on the pull's own thread: 20 ms of G.711 take some 50 microseconds. */
public final class AacConversion implements AudioConversion {
    @Override
    public @Nullable Converter begin(Sound sound, Output out) {
        if (sound.extradata().length > SourceFormat.MAX_EXTRADATA_BYTES) {
            return null;
        }
        SourceFormat format = SourceFormat.of(
                sound.codecId(), sound.sampleRate(), sound.channels(), sound.bitsPerCodedSample(), sound.extradata());
        try {
            return new Transcoding(new AacTranscoder(format), out);
        } catch (UnsupportedMediaException e) {
            return null;
        }
    }

    private record Transcoding(AacTranscoder transcoder, Output out) implements Converter, AacOutput {
        @Override
        public void convert(int timestampMs, ByteBuffer data) {
            try {
                transcoder.transcode(timestampMs, data, this);
            } catch (MalformedMediaException e) {
                // This packet is left out; the next may be whole.
            } catch (IllegalStateException e) {
                throw new UnsupportedMediaException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void configuration(byte[] audioSpecificConfig) {
            out.configuration(audioSpecificConfig);
        }

        @Override
        public void frame(int timestampMs, byte[] frame) {
            out.frame(timestampMs, frame);
        }

        @Override
        public void close() {
            transcoder.close();
        }
    }
}
