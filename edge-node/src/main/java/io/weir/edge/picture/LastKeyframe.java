package io.weir.edge.picture;

import static io.weir.edge.picture.FfmpegFailure.check;
import static io.weir.edge.picture.FfmpegFailure.require;

import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.jspecify.annotations.Nullable;

/**
 * The last keyframe of a segment, as a JPEG. That one picture is decoded and no other, by one thread. Takes some tens of
 * milliseconds of a processor, and native memory for three pictures.
 */
public final class LastKeyframe {
    /** A wider picture is made smaller. Even. */
    public static final int MAX_WIDTH = 1280;

    /** More than any camera's picture has; what would not fit in memory is not tried. */
    private static final long MAX_PIXELS = 8192L * 8192;

    /** What segments carry; FFmpeg's other decoders see nothing from outside. */
    private static final Set<Integer> CODECS = Set.of(avcodec.AV_CODEC_ID_H264, avcodec.AV_CODEC_ID_HEVC);

    /** Of 2 (best) to 31. */
    private static final int JPEG_QUANTIZER = 4;

    /** On top of the level of each line that a context logs: none is printed; what matters comes back as a code. */
    private static final int SILENT = 64;

    static {
        // JavaCPP else fails, after a second, whoever opens something in a process larger than four heaps.
        if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
    }

    private LastKeyframe() {}

    /**
     * The picture.
     *
     * @param init the init segment of fragmented MP4; null for a transport stream
     * @throws NoPictureException if there is none in it, or none that can be decoded
     * @throws IllegalStateException if there is no memory for it
     * @throws LinkageError if there is no FFmpeg for this machine
     */
    public static byte[] jpeg(byte @Nullable [] init, byte[] segment) throws NoPictureException {
        List<byte[]> parts = init == null ? List.of(segment) : List.of(init, segment);
        AVFrame frame = require(avutil.av_frame_alloc());
        try (SegmentInput input = new SegmentInput(init == null ? "mpegts" : "mp4", parts)) {
            AVPacket keyframe = input.lastKeyframe();
            if (keyframe == null) {
                throw new NoPictureException("there is no keyframe in it");
            }
            try {
                decode(input.stream(keyframe.stream_index()), keyframe, frame);
            } finally {
                avcodec.av_packet_free(keyframe);
            }
            return encode(frame);
        } finally {
            avutil.av_frame_free(frame);
        }
    }

    private static void decode(AVStream stream, AVPacket keyframe, AVFrame into) throws NoPictureException {
        int codec = stream.codecpar().codec_id();
        AVCodec decoder = CODECS.contains(codec) ? avcodec.avcodec_find_decoder(codec) : null;
        if (decoder == null) {
            throw new NoPictureException("its video is neither H.264 nor HEVC");
        }
        AVCodecContext context = require(avcodec.avcodec_alloc_context3(decoder));
        try {
            check(avcodec.avcodec_parameters_to_context(context, stream.codecpar()), "its video cannot be decoded");
            context.thread_count(1);
            context.max_pixels(MAX_PIXELS);
            context.log_level_offset(SILENT);
            // A keyframe may be one from which decoding recovers, and FFmpeg else waits until it has.
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_OUTPUT_CORRUPT);
            check(avcodec.avcodec_open2(context, decoder, (AVDictionary) null), "its video cannot be decoded");
            check(avcodec.avcodec_send_packet(context, keyframe), "its last keyframe cannot be decoded");
            check(avcodec.avcodec_send_packet(context, null), "its last keyframe cannot be decoded");
            check(avcodec.avcodec_receive_frame(context, into), "its last keyframe cannot be decoded");
        } finally {
            avcodec.avcodec_free_context(context);
        }
    }

    private static byte[] encode(AVFrame decoded) throws NoPictureException {
        AVFrame picture = require(avutil.av_frame_alloc());
        try {
            scale(decoded, picture);
            return jpeg(picture);
        } finally {
            avutil.av_frame_free(picture);
        }
    }

    /** Makes square pixels of full range of it, no more than {@link #MAX_WIDTH} in a row. */
    private static void scale(AVFrame from, AVFrame to) throws NoPictureException {
        double width = from.width() * pixelAspect(from.sample_aspect_ratio());
        double shrink = Math.min(1, MAX_WIDTH / width);
        to.width(even(width * shrink));
        to.height(even(from.height() * shrink));
        to.format(avutil.AV_PIX_FMT_YUV420P);
        to.color_range(avutil.AVCOL_RANGE_JPEG);
        check(avutil.av_frame_get_buffer(to, 0), "the picture is too large");
        SwsContext scaler = require(swscale.sws_alloc_context());
        try {
            scaler.flags(swscale.SWS_BILINEAR);
            check(swscale.sws_scale_frame(scaler, to, from), "the picture cannot be scaled");
        } finally {
            swscale.sws_freeContext(scaler);
        }
    }

    /** Width of a pixel by its height; within what is seen in the field, else as if it were square. */
    private static double pixelAspect(AVRational ratio) {
        double aspect = ratio.den() == 0 ? 1 : (double) ratio.num() / ratio.den();
        return aspect >= 0.25 && aspect <= 4 ? aspect : 1;
    }

    private static int even(double pixels) {
        return Math.max(2, (int) Math.round(pixels / 2) * 2);
    }

    private static byte[] jpeg(AVFrame picture) throws NoPictureException {
        AVCodec encoder = require(avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_MJPEG));
        AVCodecContext context = require(avcodec.avcodec_alloc_context3(encoder));
        AVPacket packet = require(avcodec.av_packet_alloc());
        try {
            context.width(picture.width());
            context.height(picture.height());
            context.pix_fmt(picture.format());
            context.color_range(picture.color_range());
            context.time_base().num(1).den(1);
            context.thread_count(1);
            context.log_level_offset(SILENT);
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
            context.global_quality(JPEG_QUANTIZER * avutil.FF_QP2LAMBDA);
            picture.quality(context.global_quality());
            picture.pts(0);
            check(avcodec.avcodec_open2(context, encoder, (AVDictionary) null), "no JPEG can be made of it");
            check(avcodec.avcodec_send_frame(context, picture), "no JPEG can be made of it");
            check(avcodec.avcodec_send_frame(context, null), "no JPEG can be made of it");
            check(avcodec.avcodec_receive_packet(context, packet), "no JPEG can be made of it");
            byte[] bytes = new byte[packet.size()];
            packet.data().get(bytes);
            return bytes;
        } finally {
            avcodec.av_packet_free(packet);
            avcodec.avcodec_free_context(context);
        }
    }
}
