package io.weir.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path of a request target (RFC 9112 section 3.2), decoded and free of everything that no URL of Weir's has. */
final class RequestPath {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9._~-]*");

    private RequestPath() {}

    /**
     * The parts between the slashes: none for {@code /}, and an empty last one for {@code /a/}. The query is left out.
     * Each part is made of {@code A-Z a-z 0-9 - . _ ~} and is neither {@code .} nor {@code ..}.
     *
     * @param target origin form ({@code /a/b?c}) or absolute form ({@code http://host/a/b})
     * @return null if it is anything else
     */
    static @Nullable List<String> parse(String target) {
        String path = withoutQuery(withoutAuthority(target));
        if (!path.startsWith("/")) {
            return null;
        }
        if (path.length() == 1) {
            return List.of();
        }
        List<String> parts = new ArrayList<>();
        for (int from = 1; from <= path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String part = decode(path, from, to);
            if (part == null || part.equals(".") || part.equals("..")) {
                return null;
            }
            parts.add(part);
            from = to + 1;
        }
        return List.copyOf(parts);
    }

    private static String withoutAuthority(String target) {
        String start = target.substring(0, Math.min(8, target.length())).toLowerCase(Locale.ROOT);
        if (!start.startsWith("http://") && !start.equals("https://")) {
            return target;
        }
        int slash = target.indexOf('/', target.indexOf("//") + 2);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private static String withoutQuery(String path) {
        int question = path.indexOf('?');
        return question < 0 ? path : path.substring(0, question);
    }

    /** Percent-decodes to one char a byte: what is not ASCII is refused afterwards, in whichever encoding it came. */
    private static @Nullable String decode(String path, int from, int to) {
        StringBuilder part = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? Character.digit(path.charAt(i + 1), 16) : -1;
                int low = i + 2 < to ? Character.digit(path.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                c = (char) (high * 16 + low);
                i += 2;
            }
            part.append(c);
        }
        return PART.matcher(part).matches() ? part.toString() : null;
    }
}
