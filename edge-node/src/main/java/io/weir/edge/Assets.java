package io.weir.edge;

import io.weir.edge.http.Reply;
import io.weir.edge.http.Representation;
import io.weir.edge.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The page at {@code /} and what it loads, from the jar: a fixed table, so that no path reaches a file system. */
final class Assets {
    /** The player, named with its version: that file never changes. */
    private static final String PLAYER = "hls-1.7.4.light.min.js";

    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; media-src 'self' blob:; worker-src blob:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'self'";
    private static final String REVALIDATE = "no-cache";
    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    /** Read and compressed once, however many servers a process has. */
    static final Assets IN_JAR = new Assets();

    private final Representation page = load("index.html", "text/html; charset=utf-8", REVALIDATE);
    private final Map<String, Representation> files = Map.of(
            "page.css",
            load("page.css", "text/css; charset=utf-8", REVALIDATE),
            "page.js",
            load("page.js", JAVASCRIPT, REVALIDATE),
            "icon.svg",
            load("icon.svg", "image/svg+xml", REVALIDATE),
            PLAYER,
            load(PLAYER, JAVASCRIPT, FOREVER),
            "LICENSE-hls.js.txt",
            load("LICENSE-hls.js.txt", "text/plain; charset=utf-8", REVALIDATE));

    private Assets() {}

    /** The reply, or null if there is no such asset. */
    @Nullable
    Reply answer(Request request) {
        List<String> path = request.path();
        if (path.isEmpty()) {
            return page.answer(request)
                    .with("Content-Security-Policy", PAGE_POLICY)
                    .with("Referrer-Policy", "no-referrer");
        }
        Representation file = path.size() == 2 && path.get(0).equals("assets") ? files.get(path.get(1)) : null;
        return file == null ? null : file.answer(request);
    }

    private static Representation load(String name, String contentType, String cacheControl) {
        try (InputStream in = Objects.requireNonNull(Assets.class.getResourceAsStream("page/" + name), name)) {
            byte[] bytes = in.readAllBytes();
            return Representation.text(bytes, contentType, ContentHash.of(bytes), cacheControl);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
