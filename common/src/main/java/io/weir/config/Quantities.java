package io.weir.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts as people write them: {@code 500ms}, {@code 24h}, {@code 10GiB}, {@code 512MB}. */
public final class Quantities {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}) ?([A-Za-z]{0,3})");
    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40);
    private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Quantities() {}

    /** The length of time, or null if the text is none; a unit must stand, for a bare number would be guessed at. */
    static @Nullable Duration duration(String text) {
        Matcher amount = AMOUNT.matcher(text);
        Duration unit = amount.matches() ? TIME_UNITS.get(amount.group(2).toLowerCase(Locale.ROOT)) : null;
        try {
            return unit == null ? null : unit.multipliedBy(Long.parseLong(amount.group(1)));
        } catch (ArithmeticException e) {
            return null; // longer than time itself
        }
    }

    /** The number of bytes, or null if the text is none; a unit must stand. */
    static @Nullable Long bytes(String text) {
        Matcher amount = AMOUNT.matcher(text);
        Long unit = amount.matches() ? SIZE_UNITS.get(amount.group(2).toLowerCase(Locale.ROOT)) : null;
        try {
            return unit == null ? null : Math.multiplyExact(unit, Long.parseLong(amount.group(1)));
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** A number of bytes in the greatest binary unit that leaves at least 1, such as {@code 1.5 GiB}. */
    public static String showBytes(long bytes) {
        double shown = bytes;
        int unit = 0;
        while (shown >= 1024 && unit < BINARY_UNITS.length - 1) {
            shown /= 1024;
            unit++;
        }
        String digits = String.format(Locale.ROOT, shown < 10 && unit > 0 ? "%.1f" : "%.0f", shown);
        return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + " " + BINARY_UNITS[unit];
    }

    /** A length of time in the greatest unit that leaves a whole number, such as {@code 24 h}. */
    public static String showDuration(Duration duration) {
        long ms = duration.toMillis();
        if (ms >= 172_800_000 && ms % 86_400_000 == 0) {
            return ms / 86_400_000 + " days";
        }
        if (ms > 0 && ms % 3_600_000 == 0) {
            return ms / 3_600_000 + " h";
        }
        if (ms > 0 && ms % 60_000 == 0) {
            return ms / 60_000 + " min";
        }
        return ms % 1_000 == 0 ? ms / 1_000 + " s" : ms + " ms";
    }
}
