package io.weir.name;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a segment: {@code <start UTC>_<msn>_<duration ms>[_d][_x<sha8>].ts} for a transport stream, such as
 * {@code 20260131T091500000Z_17_6000.ts}; for fragmented MP4 {@code ..._i<init>.m4s}, which tells its init segment too. It
 * tells an object's key by itself, so that the bucket is the index of the recordings and an hour is one listing.
 *
 * @param startMs program date-time of the first frame, wall clock in ms
 * @param msn media sequence number
 * @param durationMs duration in ms
 * @param discontinuity whether a discontinuity stands before it
 * @param conflict the first 8 hex digits of its SHA-256 where an object of other bytes had its name; else null
 * @param init {@link InitName#hash} of the init segment that it needs; null for a transport stream, which needs none
 */
public record SegmentName(
        long startMs,
        long msn,
        int durationMs,
        boolean discontinuity,
        @Nullable String conflict,
        @Nullable String init) implements ObjectName {
    private static final DateTimeFormatter START = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMdd'T'HHmmss")
            .appendValue(ChronoField.MILLI_OF_SECOND, 3)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern FORM = Pattern.compile(
            "(\\d{8}T\\d{9}Z)_(\\d{1,19})_(\\d{1,9})(_d)?(?:_x([0-9a-f]{8}))?(?:\\.ts|_i([0-9a-f]{16})\\.m4s)");

    /** The name, or null if the text is none. */
    public static @Nullable SegmentName parse(String fileName) {
        Matcher form = FORM.matcher(fileName);
        if (!form.matches()) {
            return null;
        }
        try {
            return new SegmentName(
                    START.parse(form.group(1), Instant::from).toEpochMilli(),
                    Long.parseLong(form.group(2)),
                    Integer.parseInt(form.group(3)),
                    form.group(4) != null,
                    form.group(5),
                    form.group(6));
        } catch (java.time.DateTimeException | NumberFormatException e) {
            return null; // 20261399T..., or a number past its type
        }
    }

    @Override
    public String fileName() {
        return START.format(Instant.ofEpochMilli(startMs)) + "_" + msn + "_" + durationMs + (discontinuity ? "_d" : "")
                + (conflict == null ? "" : "_x" + conflict) + (init == null ? ".ts" : "_i" + init + ".m4s");
    }

    /** The object's key: {@code <app>/<stream>/<yyyy-MM-dd>/<HH>/<file name>}. */
    @Override
    public String key(StreamName stream) {
        return stream + "/" + HOUR.format(Instant.ofEpochMilli(startMs)) + "/" + fileName();
    }

    @Override
    public String contentType() {
        return init == null ? "video/mp2t" : "video/mp4";
    }
}
