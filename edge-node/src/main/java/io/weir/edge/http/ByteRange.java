package io.weir.edge.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes (RFC 9110 section 14.1.2).
 *
 * @param first the first byte
 * @param last the last byte, included; before {@code first} if the range asks for nothing that is there
 */
record ByteRange(int first, int last) {
    private static final Pattern FORM =
            Pattern.compile("bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)", Pattern.CASE_INSENSITIVE);
    private static final ByteRange UNSATISFIABLE = new ByteRange(0, -1);

    /** More digits than any length that is ours. */
    private static final int MAX_DIGITS = 18;

    /**
     * What a Range header asks of {@code length} bytes.
     *
     * @return null if the header is to be ignored: malformed, another unit, or several ranges, which a server need not
     *     serve (section 14.2)
     */
    static @Nullable ByteRange parse(String header, int length) {
        Matcher form = FORM.matcher(header.trim());
        if (!form.matches()) {
            return null;
        }
        String from = form.group(1);
        String to = form.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? null : suffix(number(to), length);
        }
        long first = number(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
        if (last < first) {
            return null;
        }
        return first >= length ? UNSATISFIABLE : new ByteRange((int) first, (int) Math.min(last, length - 1));
    }

    boolean isSatisfiable() {
        return last >= first;
    }

    private static ByteRange suffix(long count, int length) {
        return count == 0 || length == 0 ? UNSATISFIABLE : new ByteRange((int) Math.max(0, length - count), length - 1);
    }

    private static long number(String digits) {
        return digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
