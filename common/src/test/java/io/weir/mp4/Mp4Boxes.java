package io.weir.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Boxes read back. Test support; shares no code with the muxer.
 *
 * @param type four letters
 * @param at index of its first byte
 * @param bytes its size
 * @param body what follows its header
 * @param children the boxes within, if it has any
 */
record Mp4Boxes(String type, int at, int bytes, ByteBuffer body, List<Mp4Boxes> children) {
    private static final Set<String> CONTAINERS = Set.of(
            "moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf", "stsd", "dref", "avc1", "hvc1",
            "mp4a");

    /** All boxes of these bytes, one after the other to their end. */
    static List<Mp4Boxes> read(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    private static List<Mp4Boxes> read(ByteBuffer in, int from, int to) {
        List<Mp4Boxes> boxes = new ArrayList<>();
        for (int at = from; at < to; ) {
            int bytes = to - at < 8 ? 0 : in.getInt(at);
            if (bytes < 8 || bytes > to - at) {
                throw new AssertionError("box of " + bytes + " bytes at " + at + ", " + (to - at) + " left");
            }
            byte[] type = new byte[4];
            in.get(at + 4, type);
            String name = new String(type, StandardCharsets.ISO_8859_1);
            List<Mp4Boxes> children =
                    CONTAINERS.contains(name) ? read(in, at + 8 + fieldBytes(name), at + bytes) : List.of();
            boxes.add(new Mp4Boxes(name, at, bytes, in.slice(at + 8, bytes - 8), children));
            at += bytes;
        }
        return boxes;
    }

    /** Fields before the children. */
    private static int fieldBytes(String type) {
        return switch (type) {
            case "stsd", "dref" -> 8;
            case "avc1", "hvc1" -> 78;
            case "mp4a" -> 28;
            default -> 0;
        };
    }

    /** The one box at a path below this one, such as {@code mdia/mdhd}. */
    Mp4Boxes one(String path) {
        List<Mp4Boxes> found = all(path);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " boxes " + path + " in " + type);
        }
        return found.get(0);
    }

    /** The boxes at a path below this one. */
    List<Mp4Boxes> all(String path) {
        List<Mp4Boxes> found = List.of(this);
        for (String part : path.split("/", -1)) {
            found = found.stream()
                    .flatMap(box -> box.children.stream())
                    .filter(box -> box.type.equals(part))
                    .toList();
        }
        return found;
    }

    /** A line a box, indented; what a box says itself as hexadecimal, but for media. */
    static String dump(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        read(bytes).forEach(box -> box.dump(text, ""));
        return text.toString();
    }

    private void dump(StringBuilder text, String indent) {
        int own = children.isEmpty() ? bytes - 8 : fieldBytes(type);
        byte[] fields = new byte[type.equals("mdat") ? 0 : own];
        body.get(0, fields);
        text.append(indent).append(type).append(' ').append(bytes);
        text.append(fields.length == 0 ? "" : " ")
                .append(HexFormat.of().formatHex(fields))
                .append('\n');
        children.forEach(child -> child.dump(text, indent + "  "));
    }
}
