package io.weir.ingest.audio;

import io.weir.media.MalformedMediaException;
import io.weir.media.UnsupportedMediaException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes AAC-LC of one track of any other sound. Not for several threads; close it, as its memory is FFmpeg's.
 *
 * <p>Legal calls: {@link #transcode} as often as there are frames, {@link #finish} at most once and last, {@link #close}
 * at any time, last of all and as often as one likes.
 *
 * <p><b>Rate and channels.</b> Sound of up to 32 kHz, so all telephony, comes out at 32 kHz, other sound at 48 kHz;
 * mono stays mono, more becomes stereo; 48 and 64 kbit/s a channel. Lower rates are legal, but older hls.js takes AAC
 * of 24 kHz and less without a CODECS attribute for HE-AAC, and at 32 kHz a frame is of 32 ms exactly, so that FLV's
 * times need no rounding.
 *
 * <p><b>Times</b> lie on the grid of the samples; see {@link SampleClock}. Where the source's time jumps, by more than
 * 100 ms forward or a second back, the grid begins anew there; what comes twice, or too late, by less is left out; and
 * where the source's sample clock runs at another speed than its times, it is stretched by at most 1 %.
 *
 * <p><b>Cost:</b> G.711 takes about 2 ms of a processor for a second of sound, 0.05 ms for a frame of 20 ms; the
 * longest frame that is taken, of two seconds, some milliseconds. So it may run on an event loop, once FFmpeg is loaded
 * ({@link Ffmpeg}).
 */
public final class AacTranscoder implements AutoCloseable {
    /** A longer frame is refused, bytes. */
    public static final int MAX_FRAME_BYTES = SoundDecoder.MAX_FRAME_BYTES;

    private static final int LOW_RATE = 32_000;
    private static final int HIGH_RATE = 48_000;
    private static final int LOW_RATE_BITS = 48_000;
    private static final int HIGH_RATE_BITS = 64_000;
    private static final int MAX_CHANNELS = 2;

    private final SourceFormat format;
    private final SoundDecoder decoder;
    private @Nullable Encoding encoding;
    private boolean busy;
    private boolean closed;

    /**
     * Opens the decoder; blocks while FFmpeg is being loaded.
     *
     * @throws UnsupportedMediaException if FFmpeg is not here or cannot decode the format
     */
    public AacTranscoder(SourceFormat format) {
        String fault = Ffmpeg.fault();
        if (fault != null) {
            throw new UnsupportedMediaException(format.name() + ": there is no FFmpeg here: " + fault);
        }
        this.format = format;
        this.decoder = new SoundDecoder(format);
    }

    /** What is decoded. */
    public SourceFormat format() {
        return format;
    }

    /**
     * Takes one frame as it was sent.
     *
     * @param timestampMs when its first sample is heard; 32 bits that wrap
     * @param frame borrowed; its position stays
     * @param out called before this returns, or not at all
     * @throws MalformedMediaException if it cannot be decoded; this frame is left out, the next may come
     * @throws IllegalStateException if FFmpeg fails, for want of memory; close the transcoder then
     */
    public void transcode(int timestampMs, ByteBuffer frame, AacOutput out) {
        begin();
        try {
            SampleClock.Place place = encoding == null ? SampleClock.Place.JUMPS : encoding.place(timestampMs);
            // What is late is left out before it has cost anything.
            if (place != SampleClock.Place.LATE) {
                Decoded decoded = new Decoded(timestampMs, place == SampleClock.Place.JUMPS, out);
                decoder.decode(frame, decoded::take);
            }
        } finally {
            end();
        }
    }

    /** Gives the sound that waits for more; nothing comes after. */
    public void finish(AacOutput out) {
        begin();
        try {
            if (encoding != null) {
                encoding.finish(out);
            }
        } finally {
            end();
        }
    }

    private void begin() {
        if (closed || busy) {
            throw new IllegalStateException(
                    "the transcoder of " + format.name() + (closed ? " is closed" : " is called by its own output"));
        }
        busy = true;
    }

    private void end() {
        busy = false;
        if (closed) {
            free();
        }
    }

    /** Also from within the output; what is in use is then freed when the call is over. */
    @Override
    public void close() {
        closed = true;
        if (!busy) {
            free();
        }
    }

    private void free() {
        decoder.close();
        if (encoding != null) {
            encoding.close();
            encoding = null;
        }
    }

    /** The way of what one frame decodes to; it has one time, whatever it is made of. */
    private final class Decoded {
        private final int timestampMs;
        private final AacOutput out;
        private boolean jumps;

        Decoded(int timestampMs, boolean jumps, AacOutput out) {
            this.timestampMs = timestampMs;
            this.jumps = jumps;
            this.out = out;
        }

        void take(AVFrame sound) {
            Encoding to = encoding;
            if (to == null) {
                // Only the first frame tells for certain.
                to = new Encoding(sound);
                encoding = to;
                out.configuration(to.audioSpecificConfig());
            }
            to.take(timestampMs, jumps, sound, out);
            jumps = false;
        }
    }

    /** From the first sound that was decoded on: its way to AAC. */
    private static final class Encoding implements AutoCloseable {
        private final int sampleRate;
        private final int channels;
        private final SampleClock clock;
        private final AacEncoder encoder;
        private @Nullable Resampler resampler;

        Encoding(AVFrame first) {
            boolean low = first.sample_rate() <= LOW_RATE;
            sampleRate = low ? LOW_RATE : HIGH_RATE;
            channels = Math.min(first.ch_layout().nb_channels(), MAX_CHANNELS);
            clock = new SampleClock(sampleRate);
            encoder = new AacEncoder(sampleRate, channels, channels * (low ? LOW_RATE_BITS : HIGH_RATE_BITS));
        }

        byte[] audioSpecificConfig() {
            return encoder.audioSpecificConfig();
        }

        SampleClock.Place place(int timestampMs) {
            return clock.place(timestampMs, encoder.filled() + (resampler == null ? 0 : resampler.held()));
        }

        void take(int timestampMs, boolean jumps, AVFrame sound, AacOutput out) {
            if (jumps) {
                completeBlock(out);
                clock.anchor(timestampMs);
            } else {
                clock.pass(timestampMs);
            }
            Resampler from = resamplerOf(sound);
            from.convert(sound, false, encoder);
            while (encoder.filled() == AacEncoder.BLOCK) {
                encode(out);
                from.convert(sound, true, encoder);
            }
            int drift = clock.drift();
            if (drift != 0) {
                from.compensate(drift, SampleClock.correctionSamples(drift));
            }
        }

        private Resampler resamplerOf(AVFrame sound) {
            Resampler now = resampler;
            if (now != null && now.takes(sound)) {
                return now;
            }
            closeResampler();
            Resampler next = new Resampler(sound, sampleRate, channels);
            resampler = next;
            return next;
        }

        /** The sound that came before a jump, and silence. */
        private void completeBlock(AacOutput out) {
            if (resampler != null) {
                resampler.drain(encoder);
            }
            if (encoder.filled() > 0) {
                encoder.fillWithSilence();
                encode(out);
            }
        }

        private void encode(AacOutput out) {
            int timestampMs = clock.blockMs();
            clock.nextBlock(AacEncoder.BLOCK);
            encoder.encode(timestampMs, out);
        }

        void finish(AacOutput out) {
            completeBlock(out);
            encoder.finish(out);
        }

        private void closeResampler() {
            if (resampler != null) {
                resampler.close();
                resampler = null;
            }
        }

        @Override
        public void close() {
            closeResampler();
            encoder.close();
        }
    }
}
