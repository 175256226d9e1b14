package io.weir.ingest.rtmp;

import io.weir.name.StreamName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the application of {@code connect} and the name of {@code publish} or {@code play} point at. Both may carry a
 * query ({@code live?key=...}, {@code cam1?key=...}). Some encoders keep the query of the URL they are given in
 * {@code tcUrl} alone. The name's key goes before the application's, and that before tcUrl's.
 *
 * @param name null where the rule of names refuses them
 * @param path {@code <app>/<stream>} as it was sent, without queries, for people
 * @param key null if there is none; a secret
 */
record PublishTarget(
        @Nullable StreamName name, String path, @Nullable String key) {
    private static final String KEY_PARAMETER = "key=";

    static PublishTarget of(String app, String tcUrl, String stream) {
        String path = withoutQuery(stream);
        String appPath = appName(app);
        if (!appPath.isEmpty()) {
            path = appPath + "/" + path;
        }
        String key = key(stream);
        if (key == null) {
            key = key(app);
        }
        return new PublishTarget(StreamName.parse(path), path, key == null ? key(tcUrl) : key);
    }

    /**
     * The application without its query and outer slashes; empty where a URL has a single part, whose stream name then
     * holds both.
     */
    static String appName(String app) {
        String name = withoutQuery(app);
        int start = name.startsWith("/") ? 1 : 0;
        int end = name.endsWith("/") && name.length() > start ? name.length() - 1 : name.length();
        return name.substring(start, end);
    }

    /** Whether an application of that name may be. */
    static boolean isApp(String appName) {
        return StreamName.isValid(appName, "x");
    }

    private static String withoutQuery(String text) {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private static @Nullable String key(String text) {
        int query = text.indexOf('?');
        if (query < 0) {
            return null;
        }
        for (String parameter : text.substring(query + 1).split("&", -1)) {
            if (parameter.startsWith(KEY_PARAMETER)) {
                return decoded(parameter.substring(KEY_PARAMETER.length()));
            }
        }
        return null;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value; // a % that escapes nothing stands for itself
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return PeerText.escaped(path);
    }
}
