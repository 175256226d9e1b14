package io.weir.storage;

import io.weir.name.StreamName;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stream's folder of a UTC day, {@code <app>/<stream>/<yyyy-MM-dd>/}, in which each hour has one: {@code 00/} to
 * {@code 23/}.
 *
 * @param startMs its first millisecond, wall clock
 */
record DayFolder(StreamName stream, String path, long startMs) {
    static final int HOURS = 24;
    static final long HOUR_MS = 3_600_000;
    static final long DAY_MS = HOURS * HOUR_MS;

    private static final Pattern DAY = Pattern.compile(".*/(\\d{4}-\\d{2}-\\d{2})/");
    private static final Pattern HOUR = Pattern.compile(".*/([01]\\d|2[0-3])/");

    /** The folder, or null if the path is not a day's. */
    static @Nullable DayFolder of(StreamName stream, String path) {
        Matcher day = DAY.matcher(path);
        if (!day.matches()) {
            return null;
        }
        try {
            long startMs = LocalDate.parse(day.group(1))
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
            return new DayFolder(stream, path, startMs);
        } catch (DateTimeException e) {
            return null; // such as 2026-02-30
        }
    }

    /** A stream's folder of the day that begins at that wall clock in ms. It need not exist. */
    static DayFolder of(StreamName stream, long startMs) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(startMs, DAY_MS));
        return new DayFolder(stream, stream + "/" + day + "/", startMs);
    }

    /** The hour whose folder, below this one, has the path; -1 if none has. */
    int hourOf(String hourPath) {
        Matcher hour = HOUR.matcher(hourPath);
        return hour.matches() ? Integer.parseInt(hour.group(1)) : -1;
    }

    String hourPath(int hour) {
        return path + String.format(Locale.ROOT, "%02d/", hour);
    }

    long hourStartMs(int hour) {
        return startMs + hour * HOUR_MS;
    }
}
