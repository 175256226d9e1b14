package io.weir.ingest.audio;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import io.weir.media.MalformedMediaException;
import io.weir.media.UnsupportedMediaException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** FFmpeg's decoder of one sound track. Not for several threads. */
final class SoundDecoder implements AutoCloseable {
    /** Sound is of at most a second of the longest PCM that cameras send (48 kHz, stereo, 16 bits), with room. */
    static final int MAX_FRAME_BYTES = 256 << 10;

    /** A frame that decodes to more than this is refused. Speex packs up to 64 frames of 20 ms. */
    static final int MAX_FRAME_SECONDS = 2;

    private static final int MIN_RATE = 4_000;
    private static final int MAX_RATE = 192_000;
    private static final int MAX_CHANNELS = 8;

    private final String name;
    private final NativeObjects natives = new NativeObjects();
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame frame;

    /**
     * Opens it.
     *
     * @throws UnsupportedMediaException if FFmpeg has no such decoder, or it does not take the format
     */
    SoundDecoder(SourceFormat format) {
        name = format.name();
        AVCodec codec = avcodec_find_decoder(format.codecId());
        if (codec == null) {
            throw new UnsupportedMediaException(name + ": FFmpeg has no decoder for it here");
        }
        try {
            context = natives.own(
                    avcodec_alloc_context3(codec), org.bytedeco.ffmpeg.global.avcodec::avcodec_free_context);
            packet = natives.own(av_packet_alloc(), org.bytedeco.ffmpeg.global.avcodec::av_packet_free);
            frame = natives.own(avutil.av_frame_alloc(), avutil::av_frame_free);
            configure(context, format);
            int opened = avcodec_open2(context, codec, (AVDictionary) null);
            if (opened < 0) {
                throw new UnsupportedMediaException(format + ": FFmpeg's decoder says: " + Ffmpeg.errorText(opened));
            }
        } catch (RuntimeException | Error e) {
            natives.close();
            throw e;
        }
    }

    private static void configure(AVCodecContext context, SourceFormat format) {
        context.log_level_offset(Ffmpeg.SILENT);
        context.thread_count(1);
        context.sample_rate(format.sampleRate());
        if (format.channels() > 0) {
            avutil.av_channel_layout_default(context.ch_layout(), format.channels());
        }
        context.bits_per_coded_sample(format.bitsPerCodedSample());
        context.max_samples((long) MAX_RATE * MAX_FRAME_SECONDS);
        byte[] extradata = format.extradata();
        if (extradata.length > 0) {
            // Freed with the context.
            BytePointer copy =
                    new BytePointer(avutil.av_mallocz(extradata.length + (long) AV_INPUT_BUFFER_PADDING_SIZE));
            if (copy.isNull()) {
                throw new IllegalStateException("FFmpeg has no memory left");
            }
            copy.put(extradata);
            context.extradata(copy);
            context.extradata_size(extradata.length);
        }
    }

    /**
     * Decodes one frame as it was sent, which may give several or none.
     *
     * @param data borrowed; its position stays
     * @param out is lent what is decoded
     * @throws MalformedMediaException if it cannot be decoded, or has or gives more than its bounds; the next may be better
     */
    void decode(ByteBuffer data, Consumer<AVFrame> out) {
        int bytes = data.remaining();
        if (bytes > MAX_FRAME_BYTES) {
            throw new MalformedMediaException(
                    name + " frame of " + bytes + " bytes, at most " + MAX_FRAME_BYTES + " are taken");
        }
        if (bytes == 0) {
            return; // to FFmpeg it would mean the end
        }
        if (av_new_packet(packet, bytes) < 0) {
            throw new IllegalStateException("FFmpeg has no memory left");
        }
        try {
            packet.data().capacity(bytes).asByteBuffer().put(data.duplicate());
            require(avcodec_send_packet(context, packet));
        } finally {
            av_packet_unref(packet);
        }
        int received = avcodec_receive_frame(context, frame);
        while (received >= 0) {
            try {
                requireBounds();
                out.accept(frame);
            } finally {
                avutil.av_frame_unref(frame);
            }
            received = avcodec_receive_frame(context, frame);
        }
        if (received != avutil.AVERROR_EAGAIN()) {
            require(received);
        }
    }

    private void require(int result) {
        if (result < 0) {
            throw new MalformedMediaException(name + " frame that FFmpeg cannot decode: " + Ffmpeg.errorText(result));
        }
    }

    private void requireBounds() {
        int rate = frame.sample_rate();
        int channels = frame.ch_layout().nb_channels();
        int samples = frame.nb_samples();
        if (rate < MIN_RATE || rate > MAX_RATE || channels < 1 || channels > MAX_CHANNELS) {
            throw new MalformedMediaException(name + " frame of " + rate + " Hz and " + channels + " channels, it has "
                    + MIN_RATE + " to " + MAX_RATE + " and 1 to " + MAX_CHANNELS);
        }
        if (samples > rate * MAX_FRAME_SECONDS) {
            throw new MalformedMediaException(name + " frame of " + samples + " samples at " + rate + " Hz, at most "
                    + MAX_FRAME_SECONDS + " s are taken");
        }
    }

    @Override
    public void close() {
        natives.close();
    }
}
