package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.config.Secret;
import io.weir.ingest.pull.PullEnd.Cause;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends an attempt before there is media. */
@Timeout(60)
class PullSessionTest {
    private static final String OK = "RTSP/1.0 200 OK";
    private static final int PATIENT_MS = 30_000;

    private final RecordedTags out = new RecordedTags();

    private static PullSession session(String url, int openTimeoutMs) {
        return new PullSession(
                new PullRequest(
                        new Secret(url), "the camera", false, openTimeoutMs, PATIENT_MS, AddressPolicy.LOCAL_ALLOWED),
                AudioConversion.NONE,
                () -> true,
                () -> true,
                System::nanoTime);
    }

    private static String url(int port) {
        return "rtsp://someuser:somepassword@127.0.0.1:" + port + "/somepath";
    }

    private static void assertNoSecret(PullEnd end) {
        assertThat(end.toString()).doesNotContain("someuser", "somepassword", "somepath");
    }

    @ParameterizedTest
    @CsvSource({
        "DESCRIBE, 403 Forbidden, FORBIDDEN",
        "DESCRIBE, 404 Not Found, NOT_FOUND",
        "OPTIONS, 453 Not Enough Bandwidth, BUSY",
        "DESCRIBE, 453 Not Enough Bandwidth, BUSY",
        "DESCRIBE, 503 Service Unavailable, BUSY",
        "DESCRIBE, 454 Session Not Found, FAILED",
        "DESCRIBE, 500 Internal Server Error, FAILED",
    })
    void run_ofASourceThatAnswersWithAStatus_tellsItApart(String method, String status, Cause cause) throws Exception {
        try (AnsweringServer server =
                new AnsweringServer(request -> request.startsWith(method) ? "RTSP/1.0 " + status : OK)) {
            PullEnd end = session(url(server.port()), PATIENT_MS).run(out);
            assertThat(end.cause()).as(end.message()).isEqualTo(cause);
            assertNoSecret(end);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"y\""})
    void run_ofASourceThatRefusesThePassword_isUnauthorized(String challenge) throws Exception {
        try (AnsweringServer server = new AnsweringServer(request ->
                request.startsWith("DESCRIBE") ? "RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: " + challenge : OK)) {
            PullEnd end = session(url(server.port()), PATIENT_MS).run(out);
            assertThat(end.cause()).isEqualTo(Cause.UNAUTHORIZED);
            assertThat(server.requests()).anyMatch(line -> line.startsWith("Authorization: "));
            assertNoSecret(end);
        }
    }

    /** FFmpeg's client knows MD5 alone; it must not fall back to the password in the clear. */
    @Test
    void run_ofASourceThatWantsDigestBySha256_isUnauthorizedAndHearsNoPassword() throws Exception {
        String challenge = "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-256";
        try (AnsweringServer server = new AnsweringServer(request ->
                request.startsWith("DESCRIBE") ? "RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: " + challenge : OK)) {
            PullEnd end = session(url(server.port()), PATIENT_MS).run(out);
            assertThat(end.cause()).isEqualTo(Cause.UNAUTHORIZED);
            assertThat(server.requests()).noneMatch(line -> line.startsWith("Authorization: "));
        }
    }

    @Test
    void run_ofASourceThatSendsUsElsewhere_doesNotGoThere() throws Exception {
        try (AnsweringServer elsewhere = new AnsweringServer(request -> OK);
                AnsweringServer server = new AnsweringServer(request -> request.startsWith("DESCRIBE")
                        ? "RTSP/1.0 302 Found\r\nLocation: rtsp://127.0.0.1:" + elsewhere.port() + "/other"
                        : OK)) {
            PullEnd end = session(url(server.port()), PATIENT_MS).run(out);
            assertThat(end.cause()).as(end.message()).isEqualTo(Cause.FAILED);
            assertThat(end.message()).contains("elsewhere");
            assertThat(elsewhere.requests()).isEmpty();
            assertNoSecret(end);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "DESCRIBE"})
    void run_ofASourceThatDoesNotAnswer_endsByItself(String method) throws Exception {
        try (AnsweringServer server =
                new AnsweringServer(request -> request.startsWith(method) ? AnsweringServer.SILENCE : OK)) {
            PullEnd end = session(url(server.port()), 500).run(out);
            assertThat(end.cause()).as(end.message()).isEqualTo(Cause.TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtsp", "rtsps", "rtmp", "rtmps"})
    void run_ofASourceThatAcceptsAndSaysNothing_endsByItself(String scheme) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            PullEnd end = session(scheme + "://127.0.0.1:" + server.getLocalPort() + "/live/x", 500)
                    .run(out);
            assertThat(end.cause()).as(end.message()).isEqualTo(Cause.TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtsp", "rtsps", "rtmp", "rtmps"})
    void run_ofAPortWhereNothingListens_isRefused(String scheme) throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        PullEnd end =
                session(scheme + "://127.0.0.1:" + port + "/live/x", PATIENT_MS).run(out);
        assertThat(end.cause()).as(end.message()).isEqualTo(Cause.REFUSED);
    }

    @Test
    void run_ofAHostThatThePolicyForbids_opensNothing() throws Exception {
        try (AnsweringServer server = new AnsweringServer(request -> OK)) {
            PullRequest request = new PullRequest(
                    new Secret(url(server.port())),
                    "the camera",
                    false,
                    PATIENT_MS,
                    PATIENT_MS,
                    AddressPolicy.STANDARD);
            PullEnd end =
                    new PullSession(request, AudioConversion.NONE, () -> true, () -> true, System::nanoTime).run(out);
            assertThat(end.cause()).isEqualTo(Cause.DENIED);
            assertThat(end.message()).isEqualTo("the host is not connected to: 127.0.0.1 is this machine itself");
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/hostname", "http://127.0.0.1/", "rtsp://host.invalid/x"})
    void run_ofWhatIsNotPulled_endsWithAReason(String url) {
        assertThat(session(url, PATIENT_MS).run(out).cause()).isIn(Cause.FAILED, Cause.UNREACHABLE);
    }

    @Test
    void close_whileASourceDoesNotAnswer_endsTheRun() throws Exception {
        try (AnsweringServer server = new AnsweringServer(request -> AnsweringServer.SILENCE)) {
            PullSession session = session(url(server.port()), PATIENT_MS);
            CompletableFuture<PullEnd> end = CompletableFuture.supplyAsync(() -> session.run(out));
            await().until(() -> !server.requests().isEmpty());
            session.close();
            assertThat(end.get()).isEqualTo(new PullEnd(Cause.STOPPED, "stopped"));
        }
    }

    @Test
    void close_beforeRun_opensNothing() throws Exception {
        try (AnsweringServer server = new AnsweringServer(request -> OK)) {
            PullSession session = session(url(server.port()), PATIENT_MS);
            session.close();
            assertThat(session.run(out).cause()).isEqualTo(Cause.STOPPED);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void run_ofACameraNoLongerHeld_endsTheRun() throws Exception {
        try (AnsweringServer server = new AnsweringServer(request -> AnsweringServer.SILENCE)) {
            AtomicBoolean held = new AtomicBoolean(true);
            PullRequest request = new PullRequest(
                    new Secret(url(server.port())),
                    "the camera",
                    false,
                    PATIENT_MS,
                    PATIENT_MS,
                    AddressPolicy.LOCAL_ALLOWED);
            PullSession session =
                    new PullSession(request, AudioConversion.NONE, held::get, () -> true, System::nanoTime);
            CompletableFuture<PullEnd> end = CompletableFuture.supplyAsync(() -> session.run(out));
            await().until(() -> !server.requests().isEmpty());
            held.set(false);
            assertThat(end.get()).isEqualTo(new PullEnd(Cause.STOPPED, "the camera is no longer held"));
        }
    }

    @Test
    void pullRequest_shown_hidesTheUrl() {
        PullRequest request = new PullRequest(new Secret(url(1)), "the camera", true, 1, 2, AddressPolicy.STANDARD);
        assertThat(request).hasToString("the camera");
    }
}
