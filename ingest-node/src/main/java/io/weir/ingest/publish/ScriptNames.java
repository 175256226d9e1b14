package io.weir.ingest.publish;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What a script tag is about: the AMF0 string it begins with. */
final class ScriptNames {
    private static final byte[] ON_METADATA = "\2\0\nonMetaData".getBytes(StandardCharsets.ISO_8859_1);

    private ScriptNames() {}

    static boolean isMetadata(ByteBuf body) {
        if (body.readableBytes() < ON_METADATA.length) {
            return false;
        }
        for (int i = 0; i < ON_METADATA.length; i++) {
            if (body.getByte(body.readerIndex() + i) != ON_METADATA[i]) {
                return false;
            }
        }
        return true;
    }
}
