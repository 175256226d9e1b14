package io.weir.standalone;

import io.weir.config.Keys;
import io.weir.config.Secret;
import io.weir.config.Settings;
import io.weir.name.StreamName;
import io.weir.storage.StoreReport;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * What standalone prints when it is ready: where to push, where to watch, and where the media lies.
 *
 * @param host how viewers reach this machine, ready for a URL
 * @param shownKey the publish key if it may be shown, as only a generated one may
 * @param camera the stream of the camera that was named at the start, or null
 */
record Welcome(
        String host,
        int rtmpPort,
        int httpPort,
        @Nullable Secret shownKey,
        @Nullable StreamName camera) {
    private static final String STREAM = "live/cam1";

    /**
     * Prints it.
     *
     * @param store where the media lies, and how much of it
     */
    void print(PrintStream out, boolean demo, Settings settings, StoreReport store) {
        out.println();
        out.println("Weir is ready. Ctrl-C stops it.");
        out.println();
        out.println("  page    " + http("/"));
        if (demo) {
            out.println("  demo    " + http("/" + DemoClip.STREAM + ".m3u8"));
        }
        if (camera != null) {
            out.println("  camera  " + http("/" + camera + ".m3u8"));
        }
        out.println("  push    " + rtmp("/" + STREAM) + query(settings));
        out.println("          (in OBS: server " + rtmp("/live") + ", stream key cam1" + query(settings) + ")");
        out.println("  play    " + http("/" + STREAM + ".m3u8"));
        out.println("  media   " + store.place());
        out.println("          " + store.amount());
        out.println();
        out.flush();
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
