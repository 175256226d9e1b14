package io.weir.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * HEVC and AAC. Debian's ffmpeg 5.1 encodes them into an MP4 file, but writes no HEVC into FLV; so the FLV is made here of
 * the packets that ffprobe finds in that file.
 *
 * @param mp4 as ffmpeg made it
 * @param flv the same packets, to be pushed
 */
record HevcClip(Path mp4, Path flv) {
    private static final byte[] FILE_HEADER = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};
    private static final byte[] AAC_CONFIGURATION = {(byte) 0xAF, 0};
    private static final byte[] AAC_FRAME = {(byte) 0xAF, 1};
    private static final int DECODER_SPECIFIC_INFO = 0x05;

    /** How HEVC stands in FLV: as the first bytes of a tag's body. */
    enum Form {
        /** Enhanced RTMP: sequence start, coded frames; then {@code hvc1}. */
        ENHANCED("9068766331", "9168766331", "a168766331"),
        /** Codec id 12. */
        LEGACY("1c00000000", "1c01", "2c01");

        private final String configuration;
        private final String keyframe;
        private final String otherFrame;

        Form(String configuration, String keyframe, String otherFrame) {
            this.configuration = configuration;
            this.keyframe = keyframe;
            this.otherFrame = otherFrame;
        }

        private byte[] configuration() {
            return HexFormat.of().parseHex(configuration);
        }

        /** What stands before the composition time. */
        private byte[] frame(boolean isKeyframe) {
            return HexFormat.of().parseHex(isKeyframe ? keyframe : otherFrame);
        }
    }

    /** A packet of the MP4 file; times in ms. */
    private record Packet(boolean video, boolean keyframe, double ptsMs, double dtsMs, int at, int bytes) {
        /** Of a line as ffprobe writes it. */
        static Packet of(String[] fields) {
            return new Packet(
                    fields[0].equals("video"),
                    fields[5].startsWith("K"),
                    1_000 * Double.parseDouble(fields[1]),
                    1_000 * Double.parseDouble(fields[2]),
                    Integer.parseInt(fields[4]),
                    Integer.parseInt(fields[3]));
        }
    }

    /** Twelve seconds with B-frames and open GOPs of two seconds, made anew. */
    static HevcClip make(Path folder, Form form) throws IOException {
        Path mp4 = folder.resolve("clip.mp4");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
        command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"));
        command.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=560", "-t", "12"));
        command.addAll(List.of("-c:v", "libx265", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-tag:v", "hvc1"));
        command.addAll(List.of("-x265-params", "log-level=error:keyint=50:min-keyint=50:bframes=3:open-gop=1"));
        command.addAll(List.of("-c:a", "aac", "-b:a", "64k", mp4.toString()));
        Program.run(folder, "encode", command);
        Path flv = folder.resolve("clip.flv");
        Files.write(flv, flv(Files.readAllBytes(mp4), packets(folder, mp4), form));
        return new HevcClip(mp4, flv);
    }

    private static List<Packet> packets(Path folder, Path mp4) throws IOException {
        String entries = "packet=codec_type,pts_time,dts_time,size,pos,flags";
        String text = Program.run(
                folder,
                "packets",
                List.of("ffprobe", "-v", "error", "-show_entries", entries, "-of", "csv=p=0", mp4.toString()));
        return text.lines()
                .map(line -> line.split(",", -1))
                .filter(fields -> fields.length >= 6) // some packets bring an empty line of side data
                .map(Packet::of)
                .sorted(Comparator.comparingDouble(Packet::dtsMs))
                .toList();
    }

    private static byte[] flv(byte[] mp4, List<Packet> packets, Form form) {
        double firstMs = packets.get(0).dtsMs();
        ByteBuf out = Unpooled.buffer(mp4.length + mp4.length / 4);
        out.writeBytes(FILE_HEADER);
        write(out, FlvTag.VIDEO, 0, form.configuration(), box(mp4, "hvcC"));
        write(out, FlvTag.AUDIO, 0, AAC_CONFIGURATION, decoderSpecificInfo(box(mp4, "esds")));
        for (Packet packet : packets) {
            int dtsMs = (int) Math.round(packet.dtsMs() - firstMs);
            byte[] data = Arrays.copyOfRange(mp4, packet.at(), packet.at() + packet.bytes());
            if (packet.video()) {
                int compositionMs = (int) Math.round(packet.ptsMs() - firstMs) - dtsMs;
                byte[] header = form.frame(packet.keyframe());
                byte[] timed = Arrays.copyOf(header, header.length + 3);
                ByteBuffer.wrap(timed, header.length, 3)
                        .put((byte) (compositionMs >> 16))
                        .putShort((short) compositionMs);
                write(out, FlvTag.VIDEO, dtsMs, timed, data);
            } else {
                write(out, FlvTag.AUDIO, dtsMs, AAC_FRAME, data);
            }
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static void write(ByteBuf out, int type, int timestampMs, byte[] header, byte[] data) {
        FlvTags.write(out, type, timestampMs, Unpooled.wrappedBuffer(header, data));
    }

    /** What is in the first box of a type; ffmpeg writes the moov last, behind pictures that do not spell the type. */
    private static byte[] box(byte[] mp4, String type) {
        byte[] letters = type.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        while (!Arrays.equals(mp4, at, at + letters.length, letters, 0, letters.length)) {
            at++;
        }
        int bytes = ByteBuffer.wrap(mp4).getInt(at - 4);
        return Arrays.copyOfRange(mp4, at + letters.length, at - 4 + bytes);
    }

    /** The AudioSpecificConfig in an esds: its length is the last of the four bytes behind the tag. */
    private static byte[] decoderSpecificInfo(byte[] esds) {
        for (int at = 0; at + 5 < esds.length; at++) {
            boolean longForm =
                    esds[at + 1] == (byte) 0x80 && esds[at + 2] == (byte) 0x80 && esds[at + 3] == (byte) 0x80;
            if (esds[at] == DECODER_SPECIFIC_INFO && longForm) {
                return Arrays.copyOfRange(esds, at + 5, at + 5 + esds[at + 4]);
            }
        }
        throw new AssertionError("no AudioSpecificConfig in the esds");
    }
}
