package io.weir.audit.api;

import io.weir.audit.AuditException;
import io.weir.audit.AuditReport;
import io.weir.name.StreamName;
import io.weir.runtime.ManagementReply;
import io.weir.runtime.ManagementRequest;
import io.weir.runtime.ManagementRoutes;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/streams/<app>/<stream>/audit[?from=&to=]}: audits a stream, and answers with what was found. Times are those of
 * RFC 3339. One audit runs at a time; another one is answered 503 with the reason {@code busy}.
 */
public final class AuditApi implements ManagementRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AuditApi.class);
    private static final String PREFIX = "/api/v1/streams/";
    private static final Pattern PATH = Pattern.compile(PREFIX + "(?<app>[^/]+)/(?<stream>[^/]+)/audit");
    private static final String RETRY_AFTER_S = "10";

    private final Auditor auditor;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** Makes audits. */
    @FunctionalInterface
    public interface Auditor {
        /**
         * What was found; null if there is no log of such a stream.
         *
         * @param fromMs wall clock of the first frame that counts; null for the log's beginning
         * @param toMs of the first that counts no more; null for the log's end
         * @throws AuditException if it cannot be made now
         */
        @Nullable
        AuditReport audit(StreamName stream, @Nullable Long fromMs, @Nullable Long toMs);
    }

    /** The API on that auditor. */
    public AuditApi(Auditor auditor) {
        this.auditor = auditor;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public int maxBodyBytes() {
        return 0;
    }

    @Override
    public ManagementReply answer(ManagementRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return AuditJson.error(404, "not_there", "there is nothing here but " + PREFIX + "APP/STREAM/audit");
        }
        if (!"GET".equals(request.method())) {
            return AuditJson.error(405, "method", "only GET is answered here").with("Allow", "GET");
        }
        String app = path.group("app");
        String stream = path.group("stream");
        if (!StreamName.isValid(app, stream)) {
            return AuditJson.error(400, "invalid", StreamName.RULE);
        }
        Long fromMs;
        Long toMs;
        try {
            Map<String, String> parameters = request.parameters();
            fromMs = time(parameters.get("from"));
            toMs = time(parameters.get("to"));
        } catch (DateTimeException | IllegalArgumentException e) {
            return AuditJson.error(400, "invalid", "from and to are times such as 2026-01-31T09:00:00Z");
        }
        if (fromMs != null && toMs != null && fromMs >= toMs) {
            return AuditJson.error(400, "invalid", "from must be before to");
        }
        return audit(new StreamName(app, stream), fromMs, toMs);
    }

    private static @Nullable Long time(@Nullable String text) {
        return text == null || text.isEmpty()
                ? null
                : Long.valueOf(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    }

    private ManagementReply audit(StreamName stream, @Nullable Long fromMs, @Nullable Long toMs) {
        if (!busy.compareAndSet(false, true)) {
            return AuditJson.error(503, "busy", "another audit is under way on this node")
                    .with("Retry-After", RETRY_AFTER_S);
        }
        try {
            AuditReport report = auditor.audit(stream, fromMs, toMs);
            if (report == null) {
                return AuditJson.error(404, "no_log", "there is no log of " + stream + ": nothing can be checked");
            }
            LOG.info("{}: audited: {}", stream, AuditJson.sentence(report));
            return AuditJson.reply(report);
        } catch (AuditException e) {
            LOG.warn("{}: could not be audited: {}", stream, e.getMessage());
            return AuditJson.error(503, "unavailable", "the audit could not be made: " + e.getMessage())
                    .with("Retry-After", RETRY_AFTER_S);
        } finally {
            busy.set(false);
        }
    }
}
