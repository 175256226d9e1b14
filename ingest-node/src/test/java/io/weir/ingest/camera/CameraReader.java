package io.weir.ingest.camera;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** FFmpeg's RTSP client, as little of it as shows that a camera is one. */
final class CameraReader implements AutoCloseable {
    /** A packet as FFmpeg has it; {@code pts} in the track's own clock. */
    record Packet(boolean video, long pts, int bytes) {}

    private static final String TIMEOUT_MICROS = "3000000";

    private final AVFormatContext context = new AVFormatContext(null);
    private final int error;

    CameraReader(URI uri) {
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "rtsp_transport", "tcp", 0);
        av_dict_set(options, "timeout", TIMEOUT_MICROS, 0);
        error = avformat_open_input(context, uri.toString(), null, options);
        av_dict_free(options);
    }

    /** What opening it ended with; 0 if it is open. */
    int error() {
        return error;
    }

    int codec(int track) {
        return context.streams(track).codecpar().codec_id();
    }

    int tracks() {
        return context.nb_streams();
    }

    /** Bytes of the configuration that is known before the first packet. */
    int configurationBytes(int track) {
        return context.streams(track).codecpar().extradata_size();
    }

    /** The next packets; fewer if it ends. */
    List<Packet> read(int count) {
        List<Packet> packets = new ArrayList<>();
        AVPacket packet = av_packet_alloc();
        while (packets.size() < count && av_read_frame(context, packet) >= 0) {
            boolean video = context.streams(packet.stream_index()).codecpar().codec_type() == AVMEDIA_TYPE_VIDEO;
            packets.add(new Packet(video, packet.pts(), packet.size()));
            av_packet_unref(packet);
        }
        av_packet_free(packet);
        return packets;
    }

    @Override
    public void close() {
        if (error == 0) {
            avformat_close_input(context);
        }
    }
}
