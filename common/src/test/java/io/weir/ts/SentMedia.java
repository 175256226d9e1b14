package io.weir.ts;

import io.netty.buffer.ByteBufUtil;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFile;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.HevcDecoderConfiguration;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a publisher sent, named by hashes, to be compared with what TsInspector and Mp4Inspector find. */
public final class SentMedia {
    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> audioHashes = new ArrayList<>();
    private final List<Long> audioTimesMs = new ArrayList<>();
    private int nalLengthBytes = 4;

    /**
     * A VCL NAL unit.
     *
     * @param dtsMs the tag's timestamp, unsigned
     * @param ptsMs that plus the composition time
     * @param keyframe as the publisher says
     */
    public record Picture(String hash, long dtsMs, long ptsMs, boolean keyframe) {}

    /** What is in an FLV file. */
    public static SentMedia ofFile(Path file) throws IOException {
        SentMedia sent = new SentMedia();
        try (FlvFile flv = FlvFile.open(new BufferedInputStream(Files.newInputStream(file)), FlvTag.MAX_BODY_BYTES)) {
            for (FlvTag tag = flv.next(); tag != null; tag = flv.next()) {
                sent.add(tag);
            }
        }
        return sent;
    }

    /** Notes a tag; codec configuration and script data are not counted. */
    public void add(FlvTag tag) {
        if (tag.length() == 0 || tag.type() == FlvTag.SCRIPT) {
            return;
        }
        byte[] body = ByteBufUtil.getBytes(tag.buffer(), tag.offset(), tag.length());
        if (tag.type() == FlvTag.VIDEO) {
            addVideo(tag, body);
        } else if (tag.type() == FlvTag.AUDIO) {
            AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            if (header.kind() == AudioTagHeader.Kind.FRAME) {
                audioTimesMs.add(Integer.toUnsignedLong(tag.timestampMs()));
                audioHashes.add(MediaHashes.hash(body, header.headerBytes(), body.length - header.headerBytes()));
            }
        }
    }

    private void addVideo(FlvTag tag, byte[] body) {
        VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        int length = body.length - header.headerBytes();
        boolean hevc = header.codec() == VideoTagHeader.HEVC;
        if (header.kind() == VideoTagHeader.Kind.CONFIGURATION) {
            nalLengthBytes = hevc
                    ? HevcDecoderConfiguration.parse(body, header.headerBytes(), length)
                            .nalLengthBytes()
                    : AvcDecoderConfiguration.parse(body, header.headerBytes(), length)
                            .nalLengthBytes();
        } else if (header.kind() == VideoTagHeader.Kind.FRAME) {
            long dtsMs = Integer.toUnsignedLong(tag.timestampMs());
            for (String hash : MediaHashes.vcl(body, header.headerBytes(), length, nalLengthBytes, hevc)) {
                pictures.add(new Picture(hash, dtsMs, dtsMs + header.compositionMs(), header.keyframe()));
            }
        }
    }

    /** The VCL NAL units in order. */
    public List<Picture> pictures() {
        return List.copyOf(pictures);
    }

    /** Their hashes. */
    public List<String> vclHashes() {
        return pictures.stream().map(Picture::hash).toList();
    }

    /** The timestamps of the sound frames' tags, unsigned. */
    public List<Long> audioTimesMs() {
        return List.copyOf(audioTimesMs);
    }

    /** Hashes of the raw AAC or MP3 frames in order. */
    public List<String> audioHashes() {
        return List.copyOf(audioHashes);
    }
}
