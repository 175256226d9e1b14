package io.weir.ingest.audio;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * FFmpeg's own AAC encoder, fed with blocks of 1,024 samples of planar float. Not for several threads.
 *
 * <p>It is a block behind: with a block comes the frame from which a decoder hears the block before. So the first frame
 * is of nothing and is left out, and each other one has the time of the block before it.
 */
final class AacEncoder implements AutoCloseable {
    /** Samples of each channel in a block. */
    static final int BLOCK = 1_024;

    private static final int SAMPLE_BYTES = Float.BYTES;

    private final NativeObjects natives = new NativeObjects();
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame block;
    private final int channels;

    /** Of the blocks whose frames have not come. */
    private final Deque<Integer> timesMs = new ArrayDeque<>();

    private boolean primed;
    private int filled;

    AacEncoder(int sampleRate, int channels, int bitsPerSecond) {
        this.channels = channels;
        AVCodec codec = Objects.requireNonNull(avcodec_find_encoder_by_name("aac"), "FFmpeg's AAC encoder");
        try {
            context = natives.own(
                    avcodec_alloc_context3(codec), org.bytedeco.ffmpeg.global.avcodec::avcodec_free_context);
            packet = natives.own(av_packet_alloc(), org.bytedeco.ffmpeg.global.avcodec::av_packet_free);
            block = natives.own(avutil.av_frame_alloc(), avutil::av_frame_free);
            context.log_level_offset(Ffmpeg.SILENT);
            context.sample_rate(sampleRate);
            avutil.av_channel_layout_default(context.ch_layout(), channels);
            context.sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
            context.bit_rate(bitsPerSecond);
            context.profile(AV_PROFILE_AAC_LOW);
            context.thread_count(1);
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
            // A quarter of the other search's cost, and on speech no worse to the ear.
            require(avutil.av_opt_set(context.priv_data(), "aac_coder", "fast", 0));
            require(avcodec_open2(context, codec, (AVDictionary) null));
            block.format(avutil.AV_SAMPLE_FMT_FLTP);
            block.sample_rate(sampleRate);
            block.nb_samples(BLOCK);
            require(avutil.av_channel_layout_copy(block.ch_layout(), context.ch_layout()));
            require(avutil.av_frame_get_buffer(block, 0));
        } catch (RuntimeException | Error e) {
            natives.close();
            throw e;
        }
    }

    byte[] audioSpecificConfig() {
        byte[] config = new byte[context.extradata_size()];
        context.extradata().get(config);
        return config;
    }

    /** Samples that the open block holds. */
    int filled() {
        return filled;
    }

    /** Where the open block's next sample of a channel goes. */
    BytePointer end(int channel) {
        return block.data(channel).getPointer(BytePointer.class, (long) filled * SAMPLE_BYTES);
    }

    /** So many samples have been put at {@link #end}. */
    void fill(int samples) {
        filled += samples;
    }

    /** The rest of the open block is silence. */
    void fillWithSilence() {
        for (int channel = 0; channel < channels; channel++) {
            BytePointer.memset(end(channel), 0, (long) (BLOCK - filled) * SAMPLE_BYTES);
        }
        filled = BLOCK;
    }

    /** Encodes the block, which is full, and opens the next. */
    void encode(int timestampMs, AacOutput out) {
        timesMs.add(timestampMs);
        filled = 0;
        send(block, out);
        require(avutil.av_frame_make_writable(block));
    }

    /** Gives the last frame; nothing may be encoded after. */
    void finish(AacOutput out) {
        send(null, out);
    }

    private void send(@Nullable AVFrame input, AacOutput out) {
        require(avcodec_send_frame(context, input));
        int received = avcodec_receive_packet(context, packet);
        while (received >= 0) {
            byte[] frame = new byte[packet.size()];
            packet.data().get(frame);
            av_packet_unref(packet);
            emit(frame, out);
            received = avcodec_receive_packet(context, packet);
        }
        if (received != avutil.AVERROR_EAGAIN() && received != avutil.AVERROR_EOF()) {
            require(received);
        }
    }

    private void emit(byte[] frame, AacOutput out) {
        Integer timestampMs = primed ? timesMs.poll() : null;
        primed = true;
        if (timestampMs != null) {
            out.frame(timestampMs, frame);
        }
    }

    private static void require(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg's AAC encoder says: " + Ffmpeg.errorText(result));
        }
    }

    @Override
    public void close() {
        natives.close();
    }
}
