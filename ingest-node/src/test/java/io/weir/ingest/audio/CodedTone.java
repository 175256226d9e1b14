package io.weir.ingest.audio;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;

/**
 * A sine as one of FFmpeg's encoders codes it.
 *
 * @param extradata as the encoder gives it
 * @param frames with their times, in order
 */
record CodedTone(byte[] extradata, List<Frame> frames) {
    /** One frame and its time. */
    record Frame(int timestampMs, byte[] bytes) {}

    /** Of a frame, where the encoder takes any number. */
    private static final int ANY_SAMPLES = 160;

    /**
     * Encodes.
     *
     * @param encoder FFmpeg's name for it
     * @param bitRate of the encoder, bits a second; 0 for its own
     */
    @SuppressWarnings("deprecation") // what takes the place of sample_fmts wants five arguments for the same answer
    static CodedTone of(String encoder, double hertz, int sampleRate, int channels, int bitRate, int seconds) {
        try (NativeObjects natives = new NativeObjects()) {
            AVCodec codec = avcodec_find_encoder_by_name(encoder);
            AVCodecContext context = natives.own(
                    avcodec_alloc_context3(codec), org.bytedeco.ffmpeg.global.avcodec::avcodec_free_context);
            context.sample_rate(sampleRate);
            avutil.av_channel_layout_default(context.ch_layout(), channels);
            context.sample_fmt(codec.sample_fmts().get(0));
            context.bit_rate(bitRate);
            context.time_base().num(1).den(sampleRate);
            require(avcodec_open2(context, codec, (AVDictionary) null));
            byte[] extradata = new byte[context.extradata_size()];
            if (extradata.length > 0) {
                context.extradata().get(extradata);
            }
            return new CodedTone(
                    extradata,
                    encode(natives, context, Tone.samples(hertz, sampleRate, sampleRate * seconds), channels));
        }
    }

    private static List<Frame> encode(NativeObjects natives, AVCodecContext context, short[] tone, int channels) {
        int perFrame = context.frame_size() > 0 ? context.frame_size() : ANY_SAMPLES;
        AVPacket packet = natives.own(av_packet_alloc(), org.bytedeco.ffmpeg.global.avcodec::av_packet_free);
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < tone.length; from += perFrame) {
            try (NativeObjects ofFrame = new NativeObjects()) {
                AVFrame frame = sound(ofFrame, context, tone, from, perFrame, channels);
                frame.pts(from);
                require(avcodec_send_frame(context, frame));
            }
            receive(context, packet, frames);
        }
        require(avcodec_send_frame(context, (@Nullable AVFrame) null));
        receive(context, packet, frames);
        return frames;
    }

    private static AVFrame sound(
            NativeObjects natives, AVCodecContext context, short[] tone, int from, int count, int channels) {
        AVFrame frame = natives.own(avutil.av_frame_alloc(), avutil::av_frame_free);
        frame.format(context.sample_fmt());
        frame.sample_rate(context.sample_rate());
        frame.nb_samples(count);
        require(avutil.av_channel_layout_copy(frame.ch_layout(), context.ch_layout()));
        require(avutil.av_frame_get_buffer(frame, 0));
        short[] interleaved = new short[count * channels];
        for (int i = 0; i < interleaved.length; i++) {
            interleaved[i] = from + i / channels < tone.length ? tone[from + i / channels] : 0;
        }
        SwrContext converter = natives.own(swresample.swr_alloc(), swresample::swr_free);
        require(swresample.swr_alloc_set_opts2(
                converter,
                context.ch_layout(),
                context.sample_fmt(),
                context.sample_rate(),
                context.ch_layout(),
                avutil.AV_SAMPLE_FMT_S16,
                context.sample_rate(),
                0,
                null));
        require(swresample.swr_init(converter));
        try (ShortPointer samples = new ShortPointer(interleaved);
                PointerPointer<ShortPointer> in = new PointerPointer<>(1)) {
            in.put(0, samples);
            require(swresample.swr_convert(converter, frame.extended_data(), count, in, count));
        }
        return frame;
    }

    private static void receive(AVCodecContext context, AVPacket packet, List<Frame> frames) {
        while (avcodec_receive_packet(context, packet) >= 0) {
            byte[] bytes = new byte[packet.size()];
            if (bytes.length > 0) { // the last of FLAC is only about the others
                packet.data().get(bytes);
                frames.add(new Frame((int) (packet.pts() * 1_000 / context.sample_rate()), bytes));
            }
            av_packet_unref(packet);
        }
    }

    private static void require(int result) {
        if (result < 0) {
            throw new AssertionError(Ffmpeg.errorText(result));
        }
    }
}
