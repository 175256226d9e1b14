package io.weir.ingest.pull;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/** Makes the same frame of each packet of G.711. */
final class SilentAac implements AudioConversion {
    static final String CONFIG = "1588";
    static final String FRAME = "2100";

    @Override
    public @Nullable Converter begin(Sound sound, Output out) {
        if (sound.codecId() != avcodec.AV_CODEC_ID_PCM_MULAW || sound.sampleRate() != 8_000 || sound.channels() != 1) {
            return null;
        }
        return new Converter() {
            private boolean begun;

            @Override
            public void convert(int timestampMs, ByteBuffer data) {
                if (!begun) {
                    begun = true;
                    out.configuration(TestNals.hex(CONFIG));
                }
                out.frame(timestampMs, TestNals.hex(FRAME));
            }

            @Override
            public void close() {}
        };
    }
}
