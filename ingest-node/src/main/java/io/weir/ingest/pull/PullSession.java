package io.weir.ingest.pull;

import io.weir.ingest.pull.PullEnd.Cause;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a camera, from connecting to its end. {@link #run} blocks its thread, but never longer than a time-out;
 * when it has returned the connection is closed.
 */
public final class PullSession {
    /** Only these, also where a camera sends FFmpeg elsewhere. */
    private static final String PROTOCOLS = "rtsp,rtsps,rtmp,rtmps,rtp,udp,tcp,tls";

    /** A packet that is larger is damage, or an attack, bytes. */
    private static final int MAX_PACKET_BYTES = 10 << 20;

    private static final int MAX_TRACKS = 16;

    static {
        avutil.av_log_set_level(avutil.AV_LOG_FATAL); // its lines name URLs with their passwords
        avformat.avformat_network_init();
    }

    private final PullRequest request;
    private final BooleanSupplier mayGoOn;
    private final LongSupplier nanoTime;
    private final @Nullable PacketTrack[] tracks = new @Nullable PacketTrack[MAX_TRACKS];
    private final @Nullable PacketClock[] clocks = new @Nullable PacketClock[MAX_TRACKS];
    private volatile boolean closed;
    private volatile long deadlineNs;
    private boolean reading;
    private boolean stopped;
    private boolean late;

    /**
     * A connection that is not open yet.
     *
     * @param mayGoOn asked several times a second and before each packet is given; the connection is closed where not
     */
    public PullSession(PullRequest request, BooleanSupplier mayGoOn, LongSupplier nanoTime) {
        this.request = request;
        this.mayGoOn = mayGoOn;
        this.nanoTime = nanoTime;
    }

    /** Ends it soon, from any thread. */
    public void close() {
        closed = true;
    }

    /** Connects and reads until it ends; then nothing is open any more. */
    public PullEnd run(TagSink sink) {
        AVFormatContext context = avformat.avformat_alloc_context();
        Runnable forget = Interrupts.ask(context, this::ends);
        AVDictionary options = new AVDictionary(null);
        try {
            extend(request.openTimeoutMs());
            setOptions(options);
            if (ends()) {
                return ended();
            }
            int error = avformat.avformat_open_input(context, request.url(), null, options);
            if (error < 0) {
                context = null; // FFmpeg frees it where it cannot open
                return isInterrupted() ? ended() : PullErrors.opening(error);
            }
            return read(context, sink);
        } finally {
            avutil.av_dict_free(options);
            if (context != null) {
                avformat.avformat_close_input(context);
            }
            forget.run();
        }
    }

    private void setOptions(AVDictionary options) {
        avutil.av_dict_set(options, "protocol_whitelist", PROTOCOLS, 0);
        if (request.url().startsWith("rtsp")) {
            avutil.av_dict_set(options, "rtsp_transport", request.udp() ? "udp" : "tcp", 0);
            avutil.av_dict_set(options, "allowed_media_types", "video+audio", 0);
            avutil.av_dict_set(options, "timeout", Long.toString(request.openTimeoutMs() * 1_000L), 0);
        }
    }

    private PullEnd read(AVFormatContext context, TagSink sink) {
        if (!openTracks(context, sink)) {
            return new PullEnd(Cause.UNSUPPORTED, "nothing that the camera sends can be carried");
        }
        AVPacket packet = avcodec.av_packet_alloc();
        try {
            while (true) {
                int error = avformat.av_read_frame(context, packet);
                if (error < 0 || ends()) {
                    return ends() ? ended() : PullErrors.reading(error);
                }
                reading = true;
                extend(request.readTimeoutMs());
                take(packet, sink);
                avcodec.av_packet_unref(packet);
            }
        } finally {
            avcodec.av_packet_free(packet);
        }
    }

    /** The first video and the first audio track that can be carried. Whether there is any. */
    private boolean openTracks(AVFormatContext context, TagSink sink) {
        boolean video = false;
        boolean audio = false;
        for (int i = 0; i < Math.min(context.nb_streams(), MAX_TRACKS); i++) {
            AVStream stream = context.streams(i);
            AVCodecParameters codec = stream.codecpar();
            boolean isVideo = codec.codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
            boolean isAudio = codec.codec_type() == avutil.AVMEDIA_TYPE_AUDIO;
            if (isVideo ? video : !isAudio || audio) {
                continue;
            }
            PacketTrack track = track(codec);
            if (track == null) {
                sink.leftOut(name(codec) + (isVideo ? " video" : " audio"));
                continue;
            }
            video |= isVideo;
            audio |= isAudio;
            tracks[i] = track;
            clocks[i] =
                    new PacketClock(stream.time_base().num(), stream.time_base().den());
        }
        return video || audio;
    }

    private static @Nullable PacketTrack track(AVCodecParameters codec) {
        ByteBuffer configuration = bytes(codec.extradata(), codec.extradata_size());
        return switch (codec.codec_id()) {
            case avcodec.AV_CODEC_ID_H264 -> new AvcPackets(configuration);
            case avcodec.AV_CODEC_ID_AAC -> configuration.hasRemaining() ? new AacPackets(configuration) : null;
            default -> null;
        };
    }

    private static String name(AVCodecParameters codec) {
        BytePointer name = avcodec.avcodec_get_name(codec.codec_id());
        return name == null ? "unknown" : name.getString();
    }

    private void take(AVPacket packet, TagSink sink) {
        int index = packet.stream_index();
        PacketTrack track = index < MAX_TRACKS ? tracks[index] : null;
        PacketClock clock = index < MAX_TRACKS ? clocks[index] : null;
        if (track == null || clock == null || packet.size() < 1 || packet.size() > MAX_PACKET_BYTES) {
            return; // a track that came later, or that is left out
        }
        long pts = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        long ptsMs = pts == avutil.AV_NOPTS_VALUE ? clock.sameMs() : clock.ms(pts);
        long dtsMs = packet.dts() == avutil.AV_NOPTS_VALUE ? PacketTrack.NO_TIME : clock.otherMs(packet.dts());
        boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
        track.accept(bytes(packet.data(), packet.size()), ptsMs, dtsMs, key, sink);
    }

    /** Bytes of FFmpeg's, to be read as long as they are there. */
    private static ByteBuffer bytes(@Nullable BytePointer data, int size) {
        return data == null || data.isNull() || size < 1
                ? ByteBuffer.allocate(0)
                : data.position(0).capacity(size).asByteBuffer();
    }

    private void extend(int ms) {
        deadlineNs = nanoTime.getAsLong() + ms * 1_000_000L;
    }

    /** Whether it shall go on no more. Once it says so it does not change its mind. */
    private boolean ends() {
        stopped |= closed || !mayGoOn.getAsBoolean();
        late |= nanoTime.getAsLong() - deadlineNs >= 0;
        return stopped || late;
    }

    private boolean isInterrupted() {
        return stopped || late;
    }

    private PullEnd ended() {
        if (stopped) {
            return new PullEnd(Cause.STOPPED, "ended by this node");
        }
        return reading
                ? new PullEnd(
                        Cause.STALLED, "the camera has sent nothing for " + request.readTimeoutMs() / 1_000 + " s")
                : new PullEnd(Cause.TIMEOUT, "the camera did not answer in " + request.openTimeoutMs() / 1_000 + " s");
    }
}
