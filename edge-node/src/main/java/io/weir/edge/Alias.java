package io.weir.edge;

import io.weir.edge.Wanted.Resource;
import io.weir.name.ObjectName;
import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another path of playlists, for those who come from another server: {@code /hls/{stream}.m3u8} (the application is
 * found), {@code /hls/{stream}.m3u8=cctvf} (it is cctvf), {@code /{app}/live/{stream}.m3u8}. A playlist's segments are
 * relative to it, so they have a path beside each alias: {@code /hls/<stream>/<segment name>}.
 */
final class Alias {
    private static final int MAX_PARTS = 8;
    private static final String APP = "{app}";
    private static final String STREAM = "{stream}";
    private static final Pattern PART = Pattern.compile("(?:[A-Za-z0-9_.~-]|\\{app}|\\{stream})+");
    private static final Pattern FORM = Pattern.compile("(/[^=]*\\.m3u8)(?:=([^=]*))?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]{1,32}");
    private static final String APP_GROUP = "(?<app>[A-Za-z0-9_]+)";
    private static final String STREAM_GROUP = "(?<stream>[A-Za-z0-9_-]+)";

    private final String text;
    private final Pattern playlist;
    private final Pattern segment;
    private final @Nullable String app;
    private final boolean namesApp;

    private Alias(String text, List<String> parts, @Nullable String app) {
        this.text = text;
        this.app = app;
        this.namesApp = text.contains(APP);
        this.playlist = pattern(parts, "");
        List<String> directory = parts.subList(0, parts.size() - 1);
        this.segment = String.join("/", directory).contains(STREAM)
                ? pattern(directory, (directory.isEmpty() ? "" : "/") + "\\k<stream>/(?<file>[^/]+)")
                : pattern(directory, (directory.isEmpty() ? "" : "/") + STREAM_GROUP + "/(?<file>[^/]+)");
    }

    /**
     * An alias.
     *
     * @throws IllegalArgumentException that says in a sentence what is wrong with the text
     */
    static Alias parse(String text) {
        Matcher form = FORM.matcher(text);
        require(form.matches(), text, "is to be /path/{stream}.m3u8 or /path/{stream}.m3u8=application");
        String path = Objects.requireNonNull(form.group(1));
        String app = form.group(2);
        List<String> parts = List.of(path.substring(1).split("/", -1));
        require(parts.size() <= MAX_PARTS, text, "has more than " + MAX_PARTS + " parts");
        for (String part : parts) {
            require(
                    PART.matcher(part).matches() && !part.equals(".") && !part.equals(".."),
                    text,
                    "has a part that is empty or of other than A-Z a-z 0-9 _ . ~ - {app} {stream}");
        }
        require(count(path, STREAM) == 1, text, "is to have {stream} once");
        require(count(path, APP) <= 1, text, "has {app} more than once");
        require(count(path, APP) == 0 || parts.contains(APP), text, "is to have {app} alone between two slashes");
        require(app == null || count(path, APP) == 0, text, "names the application twice, by {app} and after the =");
        require(app == null || StreamName.isValid(app, "x"), text, "has no valid application after the =");
        String first = parts.get(0);
        require(
                !WORD.matcher(first).matches() || StreamName.isValid(first, "x"),
                text,
                "begins with a name that Weir keeps for itself");
        require(!path.equals("/{app}/{stream}.m3u8"), text, "is served without an alias");
        return new Alias(text, parts, app);
    }

    /** What a path asks if it is this alias's; null if it is not. */
    @Nullable
    Wanted match(List<String> path) {
        String joined = String.join("/", path);
        Matcher matcher = playlist.matcher(joined);
        if (matcher.matches()) {
            return new Wanted(app(matcher), matcher.group("stream"), Resource.PLAYLIST, null);
        }
        matcher = segment.matcher(joined);
        ObjectName name = matcher.matches() ? Wanted.segment(matcher.group("file")) : null;
        return name == null ? null : new Wanted(app(matcher), matcher.group("stream"), Resource.SEGMENT, name);
    }

    /** As configured. */
    @Override
    public String toString() {
        return text;
    }

    private @Nullable String app(Matcher matcher) {
        return namesApp ? matcher.group("app") : app;
    }

    private static Pattern pattern(List<String> parts, String tail) {
        List<String> patterns = new ArrayList<>();
        for (String part : parts) {
            patterns.add(Pattern.quote(part)
                    .replace(APP, "\\E" + APP_GROUP + "\\Q")
                    .replace(STREAM, "\\E" + STREAM_GROUP + "\\Q"));
        }
        return Pattern.compile(String.join("/", patterns) + tail);
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    private static void require(boolean holds, String text, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("\"" + text + "\" " + problem);
        }
    }
}
