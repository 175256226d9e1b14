package io.weir.ingest.audio;

import static org.bytedeco.ffmpeg.global.swresample.*;

import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** Makes decoded sound of one form into planar float of the encoder's rate and channels. Not for several threads. */
final class Resampler implements AutoCloseable {
    private final int outRate;
    private final int outChannels;
    private final int inRate;
    private final int inFormat;
    private final int inChannels;
    private final NativeObjects natives = new NativeObjects();
    private final SwrContext context;
    private final PointerPointer<?> planes;

    /**
     * A resampler.
     *
     * @param first of the sound; those it {@link #takes} are of its form
     */
    Resampler(AVFrame first, int outRate, int outChannels) {
        this.outRate = outRate;
        this.outChannels = outChannels;
        inRate = first.sample_rate();
        inFormat = first.format();
        inChannels = first.ch_layout().nb_channels();
        try (AVChannelLayout in = new AVChannelLayout();
                AVChannelLayout out = new AVChannelLayout()) {
            // An unnamed order of channels is taken for the usual one.
            avutil.av_channel_layout_default(in, inChannels);
            avutil.av_channel_layout_default(out, outChannels);
            context = natives.own(swr_alloc(), org.bytedeco.ffmpeg.global.swresample::swr_free);
            planes = natives.own(new PointerPointer<>(outChannels), PointerPointer::close);
            require(swr_alloc_set_opts2(
                    context, out, avutil.AV_SAMPLE_FMT_FLTP, outRate, in, inFormat, inRate, Ffmpeg.SILENT, null));
            // Also where the rates are equal: a camera's clock is corrected here.
            require(avutil.av_opt_set_int(context, "flags", SWR_FLAG_RESAMPLE, 0));
            require(swr_init(context));
        } catch (RuntimeException | Error e) {
            natives.close();
            throw e;
        }
    }

    /** Whether the frame has the form of the first. */
    boolean takes(AVFrame frame) {
        return frame.sample_rate() == inRate
                && frame.format() == inFormat
                && frame.ch_layout().nb_channels() == inChannels;
    }

    /** Samples, at the encoder's rate, that have been taken and not been given. */
    long held() {
        return swr_get_delay(context, outRate);
    }

    /** Gives {@code samples} more (or fewer, if negative) over the next {@code overSamples}. */
    void compensate(int samples, int overSamples) {
        require(swr_set_compensation(context, samples, overSamples));
    }

    /**
     * Takes a frame and fills the encoder's open block, as far as there is sound for it.
     *
     * @param frame borrowed
     * @param more whether this is the same frame again, because the block was full
     */
    void convert(AVFrame frame, boolean more, AacEncoder encoder) {
        convert(frame.extended_data(), more ? 0 : frame.nb_samples(), encoder);
    }

    /** Fills the open block with what is held, as far as it goes, and is as new after. */
    void drain(AacEncoder encoder) {
        convert(null, 0, encoder);
        swr_close(context);
        require(swr_init(context));
    }

    private void convert(@Nullable PointerPointer<?> in, int samples, AacEncoder encoder) {
        for (int channel = 0; channel < outChannels; channel++) {
            planes.put(channel, encoder.end(channel));
        }
        int filled = swr_convert(context, planes, AacEncoder.BLOCK - encoder.filled(), in, samples);
        require(filled);
        encoder.fill(filled);
    }

    private static void require(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg's resampler says: " + Ffmpeg.errorText(result));
        }
    }

    @Override
    public void close() {
        natives.close();
    }
}
