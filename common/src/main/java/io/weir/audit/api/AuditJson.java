package io.weir.audit.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.audit.AuditReport;
import io.weir.audit.Counts;
import io.weir.audit.Finding;
import io.weir.audit.Gap;
import io.weir.runtime.ManagementReply;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was found, as JSON. */
final class AuditJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditJson() {}

    static ManagementReply error(int status, String reason, String sentence) {
        ObjectNode error = JSON.createObjectNode();
        error.put("error", sentence);
        error.put("reason", reason);
        error.putArray("problems");
        return reply(status, error);
    }

    static ManagementReply reply(AuditReport report) {
        ObjectNode out = JSON.createObjectNode();
        out.put("stream", report.stream());
        time(out, "from", report.fromMs());
        time(out, "to", report.toMs());
        out.put("verdict", word(report.verdict()));
        out.put("sentence", sentence(report));
        counts(out, report.counts());
        time(out, "pending_since", report.pendingSinceMs());
        ArrayNode unchecked = out.putArray("unchecked");
        for (AuditReport.Unchecked one : report.unchecked()) {
            ObjectNode node = unchecked.addObject();
            time(node, "from", one.fromMs());
            time(node, "to", one.untilMs());
            node.put("why", one.why());
        }
        ArrayNode leftOut = out.putArray("left_out_by_rule");
        for (AuditReport.LeftOut one : report.leftOut()) {
            ObjectNode node = leftOut.addObject();
            node.put("reason", one.reason());
            node.put("tags", one.tags());
            time(node, "first", one.firstMs());
        }
        out.put("gap_count", report.gapCount());
        ArrayNode gaps = out.putArray("gaps");
        report.gaps().forEach(gap -> gap(gaps.addObject(), gap));
        out.put("finding_count", report.findingCount());
        ArrayNode findings = out.putArray("findings");
        report.findings().forEach(finding -> finding(findings.addObject(), finding));
        ArrayNode hours = out.putArray("hours");
        report.hours().forEach((hourMs, hour) -> hour(hours.addObject(), hourMs, hour));
        return reply(200, out);
    }

    /** What was found, for people. */
    static String sentence(AuditReport report) {
        Counts counts = report.counts();
        return switch (report.verdict()) {
            case OK ->
                "every acknowledged frame is in exactly one segment" + (counts.pending() > 0 ? ", or not cut yet" : "");
            case FAULTY ->
                "something is wrong: " + counts.lost() + " frames are lost, " + counts.doubled() + " doubled, "
                        + counts.foreign() + " foreign, " + counts.mistimed() + " at a wrong time; findings: "
                        + report.findingCount();
            case UNCHECKED ->
                counts.pending() > 0
                        ? "nothing could be checked: no frame is cut yet, " + counts.pending() + " are pending"
                        : "nothing could be checked: the log has no frame of that time whose segment is in the store";
        };
    }

    private static void counts(ObjectNode out, Counts counts) {
        out.put("acknowledged", counts.acknowledged());
        out.put("found", counts.found());
        out.put("pending", counts.pending());
        out.put("lost", counts.lost());
        out.put("removed", counts.removed());
        out.put("unsure", counts.unsure());
        out.put("doubled", counts.doubled());
        out.put("foreign", counts.foreign());
        out.put("mistimed", counts.mistimed());
        out.put("left_out", counts.leftOut());
        out.put("segments", counts.segments());
    }

    private static void gap(ObjectNode out, Gap gap) {
        Long until = gap.untilMs();
        time(out, "from", gap.fromMs());
        time(out, "to", until);
        if (until != null) {
            out.put("length_ms", until - gap.fromMs());
        }
        out.put("frames", gap.frames());
        gap.causes().forEach(out.putArray("causes")::add);
    }

    private static void finding(ObjectNode out, Finding finding) {
        out.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
        time(out, "at", finding.atMs());
        if (finding.segment() != null) {
            out.put("segment", finding.segment());
        }
        out.put("frames", finding.frames());
        out.put("text", finding.text());
    }

    private static void hour(ObjectNode out, long hourMs, AuditReport.Hour hour) {
        time(out, "hour", hourMs);
        out.put("verdict", word(hour.verdict()));
        counts(out, hour.counts());
        out.put("gaps", hour.gaps());
        out.put("gap_ms", hour.gapMs());
        out.put("gap_frames", hour.missing());
        hour.causes().forEach(out.putArray("causes")::add);
    }

    private static String word(AuditReport.Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static void time(ObjectNode out, String name, @Nullable Long ms) {
        if (ms != null) {
            out.put(name, Instant.ofEpochMilli(ms).toString());
        }
    }

    private static ManagementReply reply(int status, ObjectNode body) {
        try {
            return new ManagementReply(status, ManagementReply.JSON, JSON.writeValueAsBytes(body), Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an audit has no JSON", e);
        }
    }
}
