package io.weir.edge;

import io.weir.name.ObjectName;
import io.weir.name.StreamName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path asks of a stream; the names in it are not checked yet.
 *
 * @param app the application; null if the path names none
 * @param stream the stream
 * @param resource which of its resources
 * @param segment which segment, or init segment; null but for {@link Resource#SEGMENT}
 */
record Wanted(
        @Nullable String app,
        String stream,
        Resource resource,
        @Nullable ObjectName segment) {
    static final String PLAYLIST_SUFFIX = ".m3u8";
    static final String PICTURE_SUFFIX = ".jpg";
    private static final String MASTER = "master.m3u8";

    /** What a stream has. */
    enum Resource {
        PLAYLIST,
        MASTER,
        SEGMENT,
        PICTURE
    }

    /**
     * What a path of Weir's own form asks: {@code <app>/<stream>.m3u8}, {@code <app>/<stream>/master.m3u8},
     * {@code <app>/<stream>/<segment name>}, {@code <app>/<stream>.jpg}. Null if it is none of them.
     */
    static @Nullable Wanted of(List<String> path) {
        if (path.size() == 2 && path.get(1).endsWith(PLAYLIST_SUFFIX)) {
            return new Wanted(path.get(0), without(PLAYLIST_SUFFIX, path.get(1)), Resource.PLAYLIST, null);
        }
        if (path.size() == 2 && path.get(1).endsWith(PICTURE_SUFFIX)) {
            return new Wanted(path.get(0), without(PICTURE_SUFFIX, path.get(1)), Resource.PICTURE, null);
        }
        if (path.size() == 3 && path.get(2).equals(MASTER)) {
            return new Wanted(path.get(0), path.get(1), Resource.MASTER, null);
        }
        ObjectName segment = path.size() == 3 ? segment(path.get(2)) : null;
        return segment == null ? null : new Wanted(path.get(0), path.get(1), Resource.SEGMENT, segment);
    }

    private static String without(String suffix, String file) {
        return file.substring(0, file.length() - suffix.length());
    }

    /** The segment's name, if it is written as we write it: a number with leading zeros would be a second URL. */
    static @Nullable ObjectName segment(String file) {
        ObjectName segment = ObjectName.parse(file);
        return segment != null && segment.fileName().equals(file) ? segment : null;
    }

    /** The stream's name; null if the application is missing, or the names break {@link StreamName#RULE}. */
    @Nullable
    StreamName name() {
        return app != null && StreamName.isValid(app, stream) ? new StreamName(app, stream) : null;
    }
}
