package io.weir.ingest.pull;

import io.weir.config.Secret;
import io.weir.ingest.pull.TrackSource.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * FFmpeg's reader of one source: opened without asking what streams hold (it would decode), packets as they come. Of the pull's
 * thread; when {@link #close} has returned, the connection is closed.
 */
final class SourceReader implements AutoCloseable {
    private static final long US_PER_MS = 1_000;

    private final PullGuard guard;
    private final AVFormatContext context;
    private final AVPacket packet;
    private final List<PacketClock> clocks = new ArrayList<>();
    private boolean open;

    /** RTP carries presentation times alone. Decode times that FFmpeg gives beside them are guesses, which fall back. */
    private boolean tellsDecodeTimes;

    private @Nullable String openedUrl;

    SourceReader(PullGuard guard) {
        this.guard = guard;
        context = Objects.requireNonNull(avformat.avformat_alloc_context(), "memory of FFmpeg's");
        packet = Objects.requireNonNull(avcodec.av_packet_alloc(), "memory of FFmpeg's");
        FfmpegHooks.enter(guard, context);
    }

    /**
     * Connects, up to where packets can be read.
     *
     * @param url of an address, with its credentials
     * @param soundToo otherwise RTSP sets up the picture alone
     * @return below 0: FFmpeg's error
     */
    int open(PullUrl source, Secret url, boolean udp, boolean soundToo) {
        AVDictionary options = new AVDictionary(null);
        String protocols = protocols(source, udp);
        set(options, "protocol_whitelist", protocols);
        tellsDecodeTimes = !source.rtsp();
        AVInputFormat format;
        if (source.rtsp()) {
            format = avformat.av_find_input_format("rtsp");
            set(options, "rtsp_transport", udp ? "udp" : "tcp");
            // Events and other metadata would cost the camera a track that nobody reads.
            set(options, "allowed_media_types", soundToo ? "video+audio" : "video");
            // Packets from elsewhere are nobody's media.
            set(options, "rtsp_flags", "filter_src");
            // Counted from each read, and checked late: the guard is there before.
            set(options, "timeout", Long.toString(2 * guard.leftMs() * US_PER_MS));
        } else {
            format = avformat.av_find_input_format("flv");
            set(options, "rtmp_live", "live");
            set(options, "rtmp_tcurl", source.tcUrl().reveal());
        }
        context.max_streams(TrackSet.MAX_TRACKS);
        try {
            int result = avformat.avformat_open_input(
                    context, url.reveal(), Objects.requireNonNull(format, "FFmpeg's demuxer"), options);
            open = result >= 0; // when it fails, FFmpeg has freed the context
            openedUrl = url.reveal();
            return result;
        } finally {
            avutil.av_dict_free(options);
        }
    }

    private static String protocols(PullUrl source, boolean udp) {
        return switch (source.scheme()) {
            case "rtsp" -> udp ? "tcp,rtp,udp" : "tcp";
            case "rtsps" -> udp ? "tls,tcp,rtp,udp" : "tls,tcp";
            case "rtmps" -> "rtmps,tls,tcp";
            default -> "rtmp,tcp";
        };
    }

    private static void set(AVDictionary options, String key, String value) {
        avutil.av_dict_set(options, key, value, 0);
    }

    /** Whether the source has sent us elsewhere after all. */
    boolean wasRedirected() {
        BytePointer now = context.url();
        return now != null && !now.getString().equals(openedUrl);
    }

    /** How many tracks the source has named until now. */
    int trackCount() {
        return context.nb_streams();
    }

    /** What the source says of a track. */
    TrackSource track(int index) {
        AVStream stream = context.streams(index);
        AVCodecParameters parameters = stream.codecpar();
        while (clocks.size() <= index) {
            AVRational base = context.streams(clocks.size()).time_base();
            clocks.add(new PacketClock(base.num(), base.den()));
        }
        int type = parameters.codec_type();
        int codec = parameters.codec_id();
        int bytes = parameters.extradata_size();
        return new TrackSource(
                index,
                type == avutil.AVMEDIA_TYPE_VIDEO
                        ? Kind.VIDEO
                        : type == avutil.AVMEDIA_TYPE_AUDIO ? Kind.AUDIO : Kind.OTHER,
                codec,
                avcodec.avcodec_get_name(codec).getString(),
                bytes(parameters.extradata(), bytes),
                parameters.sample_rate(),
                parameters.ch_layout().nb_channels(),
                parameters.bits_per_coded_sample());
    }

    private static byte[] bytes(@Nullable BytePointer pointer, long length) {
        if (pointer == null || length <= 0 || length > TrackSource.MAX_EXTRADATA_BYTES) {
            return new byte[0];
        }
        byte[] bytes = new byte[(int) length];
        pointer.get(bytes);
        return bytes;
    }

    /**
     * Waits for the next packet, which is then at hand until {@link #release}.
     *
     * @return below 0: FFmpeg's error
     */
    int read() {
        return avformat.av_read_frame(context, packet);
    }

    int trackIndex() {
        return packet.stream_index();
    }

    /** The packet at hand. */
    SourcePacket packet(long nowMs) {
        int index = packet.stream_index();
        int size = packet.size();
        BytePointer data = packet.data();
        ByteBuffer bytes = data == null || size <= 0
                ? ByteBuffer.allocate(0)
                : data.capacity(size).asBuffer();
        PacketClock clock = clocks.get(index);
        long pts = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        long ptsMs = pts == avutil.AV_NOPTS_VALUE ? SourcePacket.NO_TIME : clock.ms(pts);
        long dtsMs = !tellsDecodeTimes || packet.dts() == avutil.AV_NOPTS_VALUE
                ? SourcePacket.NO_TIME
                : clock.otherMs(packet.dts());
        return new SourcePacket(bytes, ptsMs, dtsMs, nowMs);
    }

    /** A configuration that came with the packet at hand; null if none did. */
    byte @Nullable [] newExtradata() {
        if (packet.side_data_elems() == 0) {
            return null;
        }
        try (SizeTPointer size = new SizeTPointer(1)) {
            BytePointer data = avcodec.av_packet_get_side_data(packet, avcodec.AV_PKT_DATA_NEW_EXTRADATA, size);
            return data == null ? null : bytes(data, size.get());
        }
    }

    void release() {
        avcodec.av_packet_unref(packet);
    }

    @Override
    public void close() {
        if (open) {
            guard.sayGoodbye();
            avformat.avformat_close_input(context);
        } else if (!context.isNull()) {
            avformat.avformat_free_context(context);
        }
        avcodec.av_packet_free(packet);
        FfmpegHooks.leave();
    }
}
