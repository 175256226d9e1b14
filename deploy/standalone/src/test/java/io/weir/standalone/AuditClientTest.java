package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.audit.AuditException;
import io.weir.audit.AuditReport;
import io.weir.audit.api.AuditApi;
import io.weir.name.StreamName;
import io.weir.runtime.Health;
import io.weir.runtime.ManagementServer;
import io.weir.runtime.Meters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir audit}, from its command line to an auditor and back. */
class AuditClientTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Meters meters = new Meters();
    private AuditApi.Auditor auditor = (stream, fromMs, toMs) -> null;
    private @Nullable Long askedFromMs;
    private @Nullable Long askedToMs;
    private ManagementServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new ManagementServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Health(meters.registry()),
                meters.registry());
        server.serveSlow(new AuditApi((stream, fromMs, toMs) -> auditor.audit(stream, fromMs, toMs)));
    }

    @AfterEach
    void close() {
        server.close();
        meters.close();
    }

    private int weir(String... arguments) {
        return new WeirMain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(
                                "WEIR_MANAGEMENT_PORT",
                                Integer.toString(server.address().getPort())),
                        (mode, settings, camera, to) -> {})
                .execute(arguments);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void audit_times_reachTheAuditor() {
        auditor = (stream, fromMs, toMs) -> {
            askedFromMs = fromMs;
            askedToMs = toMs;
            return null;
        };

        weir("audit", "live/gate", "--from", "2026-01-31T09:00:00Z", "--to=2026-01-31T12:00:00+02:00");

        assertThat(askedFromMs).isEqualTo(Instant.parse("2026-01-31T09:00:00Z").toEpochMilli());
        assertThat(askedToMs).isEqualTo(Instant.parse("2026-01-31T10:00:00Z").toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit",
                "audit gate",
                "audit live/gate live/barn",
                "audit live/gate --from yesterday",
                "audit live/gate --from 2026-01-31T10:00:00Z --to 2026-01-31T09:00:00Z",
                "audit live/gate --until 2026-01-31T10:00:00Z",
                "audit live/gate --management nowhere"
            })
    void audit_wrongCommandLine_endsWith2(String arguments) {
        assertThat(weir(arguments.split(" "))).isEqualTo(WeirMain.USAGE);
        assertThat(text(err)).startsWith("weir: ");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void audit_cannotBeMadeNow_endsWith1AndTheReason() {
        auditor = (stream, fromMs, toMs) -> {
            throw new AuditException("the log has no leader now");
        };

        assertThat(weir("audit", "live/gate")).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).isEqualTo("weir: the audit could not be made: the log has no leader now\n");
    }

    @Test
    void audit_anotherIsUnderWay_endsWith1() {
        auditor = new AuditApi.Auditor() {
            @Override
            public @Nullable AuditReport audit(StreamName stream, @Nullable Long fromMs, @Nullable Long toMs) {
                assertThat(weir("audit", "live/gate")).isEqualTo(WeirMain.FAILED);
                return null;
            }
        };

        assertThat(weir("audit", "live/gate")).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).isEqualTo("""
                weir: another audit is under way on this node
                weir: there is no log of live/gate: nothing can be checked
                """);
    }

    @Test
    void audit_nobodyListens_endsWith1AndTellsWhere() {
        server.close();

        assertThat(weir("audit", "live/gate")).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).contains("no Weir answers at http://127.0.0.1:").contains("--management");
    }
}
