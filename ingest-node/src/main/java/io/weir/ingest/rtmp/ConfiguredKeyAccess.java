package io.weir.ingest.rtmp;

import io.weir.name.StreamName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** One key for all streams. */
final class ConfiguredKeyAccess implements PublishAccess {
    private final byte[] expected;

    ConfiguredKeyAccess(String expected) {
        if (expected.isEmpty()) {
            throw new IllegalArgumentException("the publish key is empty");
        }
        this.expected = expected.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isAllowed(StreamName stream, @Nullable String key, String peer) {
        return key != null && MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), expected);
    }
}
