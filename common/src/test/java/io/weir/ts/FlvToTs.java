package io.weir.ts;

import io.netty.buffer.ByteBufUtil;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFile;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.media.AudioFormat;
import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.Mp3FrameHeader;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns an FLV file into concatenated segments, to look at the muxer's work with other programs:
 * {@code FlvToTs in.flv out.ts [segment ms]}, then {@code ffprobe -v debug -show_packets out.ts}.
 */
public final class FlvToTs {
    private final List<Sample> samples = new ArrayList<>();
    private @Nullable AvcDecoderConfiguration video;
    private @Nullable AudioFormat audio;

    private FlvToTs() {}

    public static void main(String[] args) throws IOException {
        int segmentMs = args.length > 2 ? Integer.parseInt(args[2]) : 2_000;
        FlvToTs clip = read(Path.of(args[0]));
        int damaged = 0;
        int segments = 0;
        TsState state = TsState.initial();
        try (OutputStream out = Files.newOutputStream(Path.of(args[1]))) {
            for (List<Sample> segment : clip.cut(segmentMs)) {
                TsMuxer.Result result = TsMuxer.mux(state, new MediaTracks(clip.video, clip.audio), segment);
                out.write(result.bytes().array(), 0, result.bytes().limit());
                state = result.next();
                damaged += result.damagedSamples();
                segments++;
            }
        }
        System.out.println(segments + " segments, " + clip.samples.size() + " samples, " + damaged + " damaged, video "
                + (clip.video == null ? null : clip.video.codecs() + " " + clip.video.sps()) + ", audio " + clip.audio);
    }

    private static FlvToTs read(Path file) throws IOException {
        FlvToTs clip = new FlvToTs();
        try (FlvFile flv = FlvFile.open(new BufferedInputStream(Files.newInputStream(file)), FlvTag.MAX_BODY_BYTES)) {
            for (FlvTag tag = flv.next(); tag != null; tag = flv.next()) {
                if (tag.length() == 0) {
                    continue;
                }
                byte[] body = ByteBufUtil.getBytes(tag.buffer(), tag.offset(), tag.length());
                if (tag.type() == FlvTag.VIDEO) {
                    clip.video(tag, body);
                } else if (tag.type() == FlvTag.AUDIO) {
                    clip.audio(tag, body);
                }
            }
        }
        return clip;
    }

    private void video(FlvTag tag, byte[] body) {
        VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        int length = body.length - header.headerBytes();
        if (header.kind() == VideoTagHeader.Kind.CONFIGURATION) {
            video = AvcDecoderConfiguration.parse(body, header.headerBytes(), length);
        } else if (header.kind() == VideoTagHeader.Kind.FRAME) {
            samples.add(new Sample(
                    true,
                    header.keyframe(),
                    tag.timestampMs(),
                    header.compositionMs(),
                    body,
                    header.headerBytes(),
                    length));
        }
    }

    private void audio(FlvTag tag, byte[] body) {
        AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        int length = body.length - header.headerBytes();
        if (header.kind() == AudioTagHeader.Kind.CONFIGURATION) {
            audio = AudioSpecificConfig.parse(body, header.headerBytes(), length);
        } else if (header.kind() == AudioTagHeader.Kind.FRAME) {
            if (audio == null) {
                audio = Mp3FrameHeader.parse(body, header.headerBytes(), length).format();
            }
            samples.add(new Sample(false, false, tag.timestampMs(), 0, body, header.headerBytes(), length));
        }
    }

    private List<List<Sample>> cut(int segmentMs) {
        List<List<Sample>> segments = new ArrayList<>();
        List<Sample> segment = new ArrayList<>();
        for (Sample sample : samples) {
            boolean cuts = video == null || sample.keyframe();
            if (cuts && !segment.isEmpty() && sample.dtsMs() - segment.get(0).dtsMs() >= segmentMs - 100) {
                segments.add(segment);
                segment = new ArrayList<>();
            }
            segment.add(sample);
        }
        segments.add(segment);
        return segments;
    }
}
