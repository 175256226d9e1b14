package io.weir.audit.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.audit.AuditException;
import io.weir.runtime.ManagementReply;
import io.weir.runtime.ManagementRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditApiTest {
    private final List<@Nullable Long> asked = new ArrayList<>();

    private static ManagementReply get(AuditApi api, String path, String query) {
        return api.answer(new ManagementRequest("GET", path, query, Map.of(), new byte[0]));
    }

    private static String text(ManagementReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/v1/streams/live/gate/audit, from=2026-01-31T09:00:00Z&to=2026-01-31T08:00:00Z, 400, invalid",
        "GET,    /api/v1/streams/live/gate/audit, from=now, 400, invalid",
        "GET,    /api/v1/streams/live/gate/audit, from=%zz, 400, invalid",
        "GET,    /api/v1/streams/api/gate/audit,  '',       400, invalid",
        "GET,    /api/v1/streams/live/gate,       '',       404, not_there",
        "DELETE, /api/v1/streams/live/gate/audit, '',       405, method",
        "GET,    /api/v1/streams/live/gate/audit, '',       404, no_log"
    })
    void answer_whatCannotBeDone_isSaid(String method, String path, String query, int status, String reason) {
        AuditApi api = new AuditApi((stream, fromMs, toMs) -> null);

        ManagementReply reply = api.answer(new ManagementRequest(method, path, query, Map.of(), new byte[0]));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(text(reply)).contains("\"reason\":\"" + reason + "\"");
    }

    @Test
    void answer_times_areGivenToTheAuditor() {
        AuditApi api = new AuditApi((stream, fromMs, toMs) -> {
            asked.add(fromMs);
            asked.add(toMs);
            return null;
        });

        get(api, "/api/v1/streams/live/gate/audit", "from=1970-01-01T00:00:01Z&to=1970-01-01T01:00%2B00:00");
        get(api, "/api/v1/streams/live/gate/audit", "");

        assertThat(asked).containsExactly(1_000L, 3_600_000L, null, null);
    }

    @Test
    void answer_auditCannotBeMade_503AndThenAgainPossible() {
        AuditApi api = new AuditApi((stream, fromMs, toMs) -> {
            throw new AuditException("the log has no leader now");
        });

        for (int i = 0; i < 2; i++) {
            ManagementReply reply = get(api, "/api/v1/streams/live/gate/audit", "");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(text(reply)).contains("\"reason\":\"unavailable\"").contains("the log has no leader now");
            assertThat(reply.headers()).containsKey("Retry-After");
        }
    }

    @Test
    void answer_whileAnAuditRuns_503Busy() {
        AuditApi[] api = new AuditApi[1];
        List<ManagementReply> second = new ArrayList<>();
        api[0] = new AuditApi((stream, fromMs, toMs) -> {
            second.add(get(api[0], "/api/v1/streams/live/barn/audit", ""));
            return null;
        });

        assertThat(get(api[0], "/api/v1/streams/live/gate/audit", "").status()).isEqualTo(404);
        assertThat(second).singleElement().satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(503);
            assertThat(text(reply)).contains("\"reason\":\"busy\"");
        });
    }
}
