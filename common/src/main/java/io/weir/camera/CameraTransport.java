package io.weir.camera;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a camera's media travels. */
public enum CameraTransport {
    /** Within the RTSP connection: nothing is lost on the way. */
    TCP,
    /** In datagrams beside it: for cameras that cannot do the other. */
    UDP;

    /** The word for it in JSON, CSV and YAML. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The transport of that word, or null. */
    public static @Nullable CameraTransport of(String word) {
        return switch (word) {
            case "tcp" -> TCP;
            case "udp" -> UDP;
            default -> null;
        };
    }
}
