package io.weir.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An audit's answer for people: times in UTC, one line for each hour, gap and finding. */
final class AuditText {
    /** More lines of one kind are only counted. */
    private static final int MAX_LINES = 20;

    private static final DateTimeFormatter HOUR = formatter("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter SECOND = formatter("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MILLISECOND = formatter("uuuu-MM-dd HH:mm:ss.SSS");

    private final PrintStream out;

    AuditText(PrintStream out) {
        this.out = out;
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    void print(JsonNode audit) {
        out.println(
                audit.path("stream").asText() + ": " + audit.path("sentence").asText());
        if (!audit.path("hours").isEmpty()) {
            out.println();
            line("hour (UTC)", "frames", "found", "pending", "lost", "doubled", "segments", "gaps", "");
            audit.path("hours").forEach(this::hour);
        }
        section("wrong", audit.path("findings"), audit.path("finding_count").asLong(), this::finding);
        section("gaps", audit.path("gaps"), audit.path("gap_count").asLong(), this::gap);
        section("not checked", audit.path("unchecked"), audit.path("unchecked").size(), this::unchecked);
        section(
                "in no segment by rule",
                audit.path("left_out_by_rule"),
                audit.path("left_out_by_rule").size(),
                this::leftOut);
        if (audit.has("pending_since")) {
            out.println();
            out.println("not cut yet: " + audit.path("pending").asText() + " frames since "
                    + time(SECOND, audit.path("pending_since")));
        }
    }

    private void hour(JsonNode hour) {
        line(
                time(HOUR, hour.path("hour")),
                hour.path("acknowledged").asText(),
                hour.path("found").asText(),
                hour.path("pending").asText(),
                hour.path("lost").asText(),
                hour.path("doubled").asText(),
                hour.path("segments").asText(),
                hour.path("gaps").asText(),
                "ok".equals(hour.path("verdict").asText())
                        ? ""
                        : hour.path("verdict").asText());
    }

    private void line(Object... columns) {
        out.println(String.format(Locale.ROOT, "%-16s  %9s  %9s  %7s  %5s  %7s  %8s  %6s  %s", columns)
                .stripTrailing());
    }

    private interface Line {
        String of(JsonNode node);
    }

    private void section(String title, JsonNode nodes, long count, Line line) {
        if (count == 0) {
            return;
        }
        out.println();
        out.println(title + ":");
        int shown = 0;
        for (JsonNode node : nodes) {
            if (shown++ == MAX_LINES) {
                break;
            }
            out.println("  " + line.of(node));
        }
        if (count > MAX_LINES) {
            out.println("  and " + (count - MAX_LINES) + " more");
        }
    }

    private String finding(JsonNode finding) {
        String segment = finding.has("segment") ? finding.path("segment").asText() + ": " : "";
        return time(MILLISECOND, finding.path("at")) + "  "
                + finding.path("kind").asText() + "  " + segment
                + finding.path("text").asText();
    }

    private String gap(JsonNode gap) {
        List<String> causes = new ArrayList<>();
        gap.path("causes").forEach(cause -> causes.add(cause.asText()));
        String length = gap.has("length_ms")
                ? String.format(Locale.ROOT, "%9.3f s", gap.path("length_ms").asLong() / 1000.0)
                : "   no end yet";
        String frames =
                gap.path("frames").asLong() > 0 ? ", " + gap.path("frames").asText() + " frames" : "";
        return time(MILLISECOND, gap.path("from")) + "  " + length + frames + "  " + String.join("; ", causes);
    }

    private String unchecked(JsonNode unchecked) {
        String to = unchecked.has("to") ? " to " + time(SECOND, unchecked.path("to")) : " on";
        return time(SECOND, unchecked.path("from")) + to + "  "
                + unchecked.path("why").asText();
    }

    private String leftOut(JsonNode leftOut) {
        return leftOut.path("tags").asText() + " tags since " + time(SECOND, leftOut.path("first")) + "  "
                + leftOut.path("reason").asText();
    }

    private static String time(DateTimeFormatter form, JsonNode time) {
        return form.format(Instant.parse(time.asText()));
    }
}
