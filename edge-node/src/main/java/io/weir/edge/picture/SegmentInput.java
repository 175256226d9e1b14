package io.weir.edge.picture;

import static io.weir.edge.picture.FfmpegFailure.check;
import static io.weir.edge.picture.FfmpegFailure.require;

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** A segment in memory, as FFmpeg's demuxer reads it. Not for several threads; close it. */
final class SegmentInput implements AutoCloseable {
    private final AVIOContext io;
    private final AVFormatContext format;

    /**
     * Begins to read.
     *
     * @param demuxer FFmpeg's name of the container, which is not guessed
     * @param parts the bytes, one part behind the other; copied
     */
    SegmentInput(String demuxer, List<byte[]> parts) throws NoPictureException {
        int size = parts.stream().mapToInt(part -> part.length).sum();
        BytePointer buffer = new BytePointer(require(avutil.av_malloc((long) size + 1)));
        for (byte[] part : parts) {
            buffer.put(part, 0, part.length);
            buffer.position(buffer.position() + part.length);
        }
        buffer.position(0);
        // Without a function that reads, the buffer is all there is.
        io = require(avformat.avio_alloc_context(
                buffer,
                size,
                0,
                null,
                (Read_packet_Pointer_BytePointer_int) null,
                (Write_packet_Pointer_BytePointer_int) null,
                (Seek_Pointer_long_int) null));
        format = require(avformat.avformat_alloc_context());
        format.pb(io);
        int opened = avformat.avformat_open_input(
                format, (String) null, avformat.av_find_input_format(demuxer), (AVDictionary) null);
        if (opened < 0) {
            freeInput(); // FFmpeg has freed the context
        }
        check(opened, "the segment cannot be opened");
    }

    /** The last keyframe of the first video track, which is given to the caller; null if there is none. */
    @Nullable
    AVPacket lastKeyframe() {
        AVPacket read = require(avcodec.av_packet_alloc());
        AVPacket last = null;
        try {
            while (avformat.av_read_frame(format, read) >= 0) {
                boolean wanted = (read.flags() & avcodec.AV_PKT_FLAG_KEY) != 0
                        && read.size() > 0
                        && isVideo(read.stream_index())
                        && (last == null || last.stream_index() == read.stream_index());
                if (wanted) {
                    last = last == null ? require(avcodec.av_packet_alloc()) : last;
                    avcodec.av_packet_unref(last);
                    avcodec.av_packet_move_ref(last, read);
                }
                avcodec.av_packet_unref(read);
            }
            return last;
        } finally {
            avcodec.av_packet_free(read);
        }
    }

    private boolean isVideo(int index) {
        return stream(index).codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
    }

    /** A track, as long as this is open. */
    AVStream stream(int index) {
        return format.streams(index);
    }

    private void freeInput() {
        avutil.av_free(io.buffer()); // it may have become another
        avformat.avio_context_free(io);
    }

    @Override
    public void close() {
        avformat.avformat_close_input(format);
        freeInput();
    }
}
