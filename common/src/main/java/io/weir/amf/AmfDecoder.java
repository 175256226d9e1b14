package io.weir.amf;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads AMF0 values.
 *
 * <p>References (section 2.9) are refused: no client of RTMP sends them, and they let a few bytes stand for a value of
 * any size. A switch to AMF3 (section 3.1) is refused too. Counts in front of arrays are not believed: what is there
 * counts. Bytes that are no UTF-8 become U+FFFD.
 *
 * <p>One instance reads the values of one message, so that {@link #MAX_VALUES} bounds them in sum. Not for several
 * threads.
 */
public final class AmfDecoder {
    /** How deep objects and arrays may stand in each other. */
    public static final int MAX_DEPTH = 32;

    /** How many values a message may hold, nested ones included; a list of keyframes needs some thousands. */
    public static final int MAX_VALUES = 100_000;

    private static final int OBJECT_END_BYTES = 3;

    private final ByteBuf in;
    private int values;

    /** Reads from the buffer's reader on; the buffer is borrowed. */
    public AmfDecoder(ByteBuf in) {
        this.in = in;
    }

    /**
     * The values up to the end of the buffer.
     *
     * @throws AmfFormatException if the bytes are no AMF0 or pass a limit
     */
    public List<AmfValue> readRest() {
        List<AmfValue> rest = new ArrayList<>();
        while (in.isReadable()) {
            rest.add(read());
        }
        return rest;
    }

    /**
     * The next value.
     *
     * @throws AmfFormatException if the bytes are no AMF0 or pass a limit
     */
    public AmfValue read() {
        return read(0);
    }

    private AmfValue read(int depth) {
        if (++values > MAX_VALUES) {
            throw new AmfFormatException("AMF0 at " + in.readerIndex() + ": more than " + MAX_VALUES + " values");
        }
        need(1, "type marker");
        int at = in.readerIndex();
        int marker = in.readUnsignedByte();
        return switch (marker) {
            case AmfMarker.NUMBER -> {
                need(8, "number");
                yield new AmfValue.Num(in.readDouble());
            }
            case AmfMarker.BOOLEAN -> {
                need(1, "boolean");
                yield new AmfValue.Bool(in.readByte() != 0);
            }
            case AmfMarker.STRING -> new AmfValue.Text(shortText("string"));
            case AmfMarker.LONG_STRING -> new AmfValue.Text(longText("long string"));
            case AmfMarker.XML_DOCUMENT -> new AmfValue.Xml(longText("XML document"));
            case AmfMarker.NULL -> new AmfValue.Null();
            case AmfMarker.UNDEFINED, AmfMarker.UNSUPPORTED -> new AmfValue.Undefined();
            case AmfMarker.OBJECT -> new AmfValue.Obj(members(depth, at));
            case AmfMarker.TYPED_OBJECT -> {
                String className = shortText("class name");
                yield new AmfValue.TypedObj(className, members(depth, at));
            }
            case AmfMarker.ECMA_ARRAY -> {
                need(4, "array count");
                in.skipBytes(4);
                yield new AmfValue.EcmaArray(members(depth, at));
            }
            case AmfMarker.STRICT_ARRAY -> new AmfValue.StrictArray(elements(depth, at));
            case AmfMarker.DATE -> {
                need(10, "date");
                yield new AmfValue.Date(in.readDouble(), in.readShort());
            }
            case AmfMarker.REFERENCE -> throw new AmfFormatException("AMF0 at " + at + ": references are refused");
            case AmfMarker.AVM_PLUS -> throw new AmfFormatException("AMF0 at " + at + ": AMF3 values are refused");
            default -> throw new AmfFormatException("AMF0 at " + at + ": type marker " + marker + " is none");
        };
    }

    private Map<String, AmfValue> members(int depth, int at) {
        checkDepth(depth, at);
        Map<String, AmfValue> members = new LinkedHashMap<>();
        while (!atObjectEnd()) {
            String name = shortText("member name");
            members.put(name, read(depth + 1));
        }
        return members;
    }

    private boolean atObjectEnd() {
        if (in.readableBytes() >= OBJECT_END_BYTES && in.getUnsignedMedium(in.readerIndex()) == AmfMarker.OBJECT_END) {
            in.skipBytes(OBJECT_END_BYTES);
            return true;
        }
        return false;
    }

    private List<AmfValue> elements(int depth, int at) {
        checkDepth(depth, at);
        need(4, "array count");
        long count = in.readUnsignedInt();
        if (count > in.readableBytes()) {
            throw new AmfFormatException(
                    "AMF0 at " + at + ": array of " + count + " values in " + in.readableBytes() + " bytes");
        }
        List<AmfValue> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(read(depth + 1));
        }
        return elements;
    }

    private static void checkDepth(int depth, int at) {
        if (depth >= MAX_DEPTH) {
            throw new AmfFormatException("AMF0 at " + at + ": nested deeper than " + MAX_DEPTH);
        }
    }

    private String shortText(String field) {
        need(2, field);
        return text(in.readUnsignedShort(), field);
    }

    private String longText(String field) {
        need(4, field);
        return text(in.readUnsignedInt(), field);
    }

    private String text(long bytes, String field) {
        need(bytes, field);
        return in.readCharSequence((int) bytes, StandardCharsets.UTF_8).toString();
    }

    private void need(long bytes, String field) {
        if (in.readableBytes() < bytes) {
            throw new AmfFormatException("AMF0 at " + in.readerIndex() + ": " + field + " of " + bytes + " bytes, "
                    + in.readableBytes() + " left");
        }
    }
}
