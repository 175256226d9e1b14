package io.weir.media;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes the fields of configuration records, most significant byte first. */
final class RecordWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    RecordWriter put(int value) {
        out.write(value);
        return this;
    }

    RecordWriter put16(int value) {
        return put(value >> 8).put(value);
    }

    RecordWriter put32(int value) {
        return put16(value >>> 16).put16(value);
    }

    /** NAL units, each after its length of 16 bits. */
    RecordWriter nalUnits(List<byte[]> nals) {
        for (byte[] nal : nals) {
            put16(nal.length);
            out.writeBytes(nal);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
