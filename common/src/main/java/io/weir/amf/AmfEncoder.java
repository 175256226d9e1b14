package io.weir.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;

/** Writes AMF0 values. */
public final class AmfEncoder {
    private static final int MAX_SHORT_TEXT_BYTES = 0xFFFF;

    private AmfEncoder() {}

    /**
     * Appends one value.
     *
     * @throws IllegalArgumentException if the name of a member or of a class is longer than 65535 bytes
     */
    public static void write(ByteBuf out, AmfValue value) {
        if (value instanceof AmfValue.Num num) {
            out.writeByte(AmfMarker.NUMBER).writeDouble(num.value());
        } else if (value instanceof AmfValue.Bool bool) {
            out.writeByte(AmfMarker.BOOLEAN).writeByte(bool.value() ? 1 : 0);
        } else if (value instanceof AmfValue.Text text) {
            writeText(out, text.value());
        } else if (value instanceof AmfValue.Obj obj) {
            out.writeByte(AmfMarker.OBJECT);
            writeMembers(out, obj.members());
        } else if (value instanceof AmfValue.EcmaArray array) {
            out.writeByte(AmfMarker.ECMA_ARRAY).writeInt(array.members().size());
            writeMembers(out, array.members());
        } else if (value instanceof AmfValue.StrictArray array) {
            out.writeByte(AmfMarker.STRICT_ARRAY).writeInt(array.values().size());
            array.values().forEach(element -> write(out, element));
        } else if (value instanceof AmfValue.Date date) {
            out.writeByte(AmfMarker.DATE).writeDouble(date.epochMs()).writeShort(date.zone());
        } else if (value instanceof AmfValue.Xml xml) {
            out.writeByte(AmfMarker.XML_DOCUMENT);
            writeLong(out, xml.document());
        } else if (value instanceof AmfValue.TypedObj obj) {
            out.writeByte(AmfMarker.TYPED_OBJECT);
            writeShort(out, obj.className());
            writeMembers(out, obj.members());
        } else if (value instanceof AmfValue.Null) {
            out.writeByte(AmfMarker.NULL);
        } else {
            out.writeByte(AmfMarker.UNDEFINED);
        }
    }

    private static void writeText(ByteBuf out, String text) {
        if (ByteBufUtil.utf8Bytes(text) <= MAX_SHORT_TEXT_BYTES) {
            out.writeByte(AmfMarker.STRING);
            writeShort(out, text);
        } else {
            out.writeByte(AmfMarker.LONG_STRING);
            writeLong(out, text);
        }
    }

    private static void writeMembers(ByteBuf out, Map<String, AmfValue> members) {
        members.forEach((name, value) -> {
            writeShort(out, name);
            write(out, value);
        });
        out.writeMedium(AmfMarker.OBJECT_END);
    }

    private static void writeShort(ByteBuf out, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (bytes > MAX_SHORT_TEXT_BYTES) {
            throw new IllegalArgumentException("AMF0 name of " + bytes + " bytes, at most " + MAX_SHORT_TEXT_BYTES);
        }
        out.writeShort(bytes);
        ByteBufUtil.writeUtf8(out, text);
    }

    private static void writeLong(ByteBuf out, String text) {
        out.writeInt(ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeUtf8(out, text);
    }
}
