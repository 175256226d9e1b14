package io.weir.standalone;

import io.weir.config.Keys;
import io.weir.config.Quantities;
import io.weir.config.Secret;
import io.weir.config.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What standalone prints when it is ready: where to push, where to watch, and where the media lies.
 *
 * @param host how viewers reach this machine, ready for a URL
 * @param shownKey the publish key if it may be shown, as only a generated one may
 */
record Welcome(
        String host, int rtmpPort, int httpPort, @Nullable Secret shownKey) {
    private static final String STREAM = "live/cam1";

    /** For the estimate of what the store holds. */
    private static final long TYPICAL_BYTES_PER_SECOND = 2_000_000 / 8;

    void print(PrintStream out, boolean demo, Settings settings, @Nullable Path mediaFolder) {
        out.println();
        out.println("Weir is ready. Ctrl-C stops it.");
        out.println();
        out.println("  page    " + http("/"));
        if (demo) {
            out.println("  demo    " + http("/" + DemoClip.STREAM + ".m3u8"));
        }
        out.println("  push    " + rtmp("/" + STREAM) + query(settings));
        out.println("          (in OBS: server " + rtmp("/live") + ", stream key cam1" + query(settings) + ")");
        out.println("  play    " + http("/" + STREAM + ".m3u8"));
        if (mediaFolder != null) {
            out.println("  media   " + mediaFolder);
            out.println("          " + limits(settings));
        }
        out.println();
        out.flush();
    }

    /** How long segments are kept, and how much of one stream that is. */
    static String limits(Settings settings) {
        Duration retention = settings.get(Keys.STORE_RETENTION);
        String kept = "kept for " + Quantities.showDuration(retention);
        return settings.find(Keys.STORE_MAX_BYTES)
                .map(maxBytes -> {
                    Duration held = Duration.ofSeconds(maxBytes / TYPICAL_BYTES_PER_SECOND);
                    Duration shorter = held.compareTo(retention) < 0 ? held : retention;
                    return kept + ", at most " + Quantities.showBytes(maxBytes) + ": about " + roughly(shorter)
                            + " of one stream of 2 Mbps";
                })
                .orElse(kept + ", however much that is");
    }

    private static String roughly(Duration duration) {
        long hours = Math.round(duration.toMinutes() / 60.0);
        if (hours >= 48) {
            return Math.round(hours / 24.0) + " days";
        }
        return hours >= 1 ? hours + " h" : duration.toMinutes() + " min";
    }

    private String query(Settings settings) {
        if (shownKey != null) {
            return "?key=" + shownKey.reveal();
        }
        return settings.find(Keys.PUBLISH_KEY).isPresent() ? "?key=<" + Keys.PUBLISH_KEY + ">" : "";
    }

    private String http(String path) {
        return "http://" + host + ":" + httpPort + path;
    }

    private String rtmp(String path) {
        return "rtmp://" + host + ":" + rtmpPort + path;
    }
}
