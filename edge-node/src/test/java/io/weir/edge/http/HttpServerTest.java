package io.weir.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakFree.class)
class HttpServerTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(TestServer.PATIENT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void get_answer_hasWhatEveryReplySays() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Response response = client.get("/a/b").read();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("[a, b]");
            assertThat(response.header("Date")).isEqualTo("Sat, 03 Jan 2026 12:00:00 GMT");
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(response.header("Access-Control-Expose-Headers"))
                    .contains("Content-Range", "ETag", "Date", "Retry-After");
            assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(response.header("Connection")).isNull();
        }
    }

    @Test
    void head_answer_hasTheLengthAndNoBody() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.request("HEAD", "/a").readHead().header("Content-Length"))
                    .isEqualTo("3");
            assertThat(client.get("/b").read().text()).isEqualTo("[b]");
        }
    }

    @Test
    void options_anyPath_isThePreflight() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Response response = client.request(
                            "OPTIONS", "/a", "Origin: http://x", "Access-Control-Request-Method: GET")
                    .read();

            assertThat(response.status()).isEqualTo(204);
            assertThat(response.header("Content-Length")).isNull();
            assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(response.header("Access-Control-Allow-Headers")).contains("Range");
            assertThat(client.request("OPTIONS", "*").read().status()).isEqualTo(204);
        }
    }

    @Test
    void pipeline_repliesReadyInAnotherOrder_keepsTheOrderOfRequests() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.get("/held/1").get("/a").get("/held/2").get("/b");
            await().until(() -> server.holds("1"));
            assertThat(server.holds("2")).isFalse();
            server.complete("1");
            assertThat(client.read().text()).isEqualTo("held 1");
            assertThat(client.read().text()).isEqualTo("[a]");
            await().until(() -> server.holds("2"));
            server.complete("2");
            assertThat(client.read().text()).isEqualTo("held 2");
            assertThat(client.read().text()).isEqualTo("[b]");
        }
    }

    @Test
    void pipeline_manyRequests_allAnsweredInOrder() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            int count = 2_000;
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    StringBuilder all = new StringBuilder();
                    for (int i = 0; i < count; i++) {
                        all.append("GET /").append(i).append(" HTTP/1.1\nHost: weir\n\n");
                    }
                    client.send(all.toString());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < count; i++) {
                assertThat(client.read().text()).isEqualTo("[" + i + "]");
            }
            sent.join();
        }
    }

    @Test
    void request_byteByByte_isAnswered() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            String request = "GET /a HTTP/1.1\nHost: weir\n\n";
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
            assertThat(client.read().text()).isEqualTo("[a]");
        }
    }

    @Test
    void connectionClose_afterTheReply_isClosed() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Response response = client.get("/a", "Connection: close").read();

            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void http10_withoutKeepAlive_isClosed() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET /a HTTP/1.0\n\n").read().text()).isEqualTo("[a]");
            assertThat(client.isClosedByServer()).isTrue();
        }
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /a HTTP/1.0\nConnection: keep-alive\n\n");
            assertThat(client.read().header("Connection")).isEqualTo("keep-alive");
            client.send("GET /b HTTP/1.0\n\n");
            assertThat(client.read().text()).isEqualTo("[b]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /../a HTTP/1.1~Host: w~~                                        | 400 | path",
                "GET /%2e%2e/a HTTP/1.1~Host: w~~                                    | 400 | path",
                "GET /a%00 HTTP/1.1~Host: w~~                                        | 400 | path",
                "GET /%E4%BD%A0 HTTP/1.1~Host: w~~                                   | 400 | path",
                "GET /a HTTP/1.1~~                                                   | 400 | host",
                "GET /a HTTP/1.1~Host: w~Host: x~~                                   | 400 | host",
                "GET /a HTTP/2.0~Host: w~~                                           | 505 | version",
                "POST /a HTTP/1.1~Host: w~Content-Length: 3~~abc                     | 405 | method",
                "TRACE /a HTTP/1.1~Host: w~~                                         | 405 | method",
                "CONNECT w:80 HTTP/1.1~Host: w~~                                     | 405 | method",
                "GET /a HTTP/1.1~Host: w~Content-Length: 3~~abc                      | 413 | body",
                "GET /a HTTP/1.1~Host: w~Transfer-Encoding: chunked~~3~abc~0~~       | 413 | body",
                "GET /a HTTP/1.1~Host: w~Content-Length: 3~Content-Length: 4~~abc    | 400 | malformed",
                "GET /a HTTP/1.1~Host: w~bad header~~                                | 400 | malformed",
                "GARBAGE~~                                                           | 400 | malformed",
            })
    void request_wrong_isAnsweredAndTheConnectionClosed(String text, int status, String error) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Response response = client.send(text.replace('~', '\n')).read();

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.header("Content-Type")).isEqualTo("application/json");
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(response.text()).contains("\"error\":\"" + error + "\"");
            client.shutdownOutput();
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void request_ofAnotherMethod_isToldTheMethods() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("DELETE /a HTTP/1.1\nHost: w\n\n").read().header("Allow"))
                    .isEqualTo("GET, HEAD, OPTIONS");
        }
    }

    @Test
    void request_tooLong_is414And431() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/" + "a".repeat(5000)).read().status()).isEqualTo(414);
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/a", "X: " + "a".repeat(9000)).read().status())
                    .isEqualTo(431);
        }
    }

    @Test
    void request_sixtyFourKilobytesOfName_isAnsweredNotReset() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/" + "a".repeat(64 * 1024)).read().status()).isEqualTo(414);
        }
    }

    @Test
    void bytes_random_neverBreakTheServer() throws IOException {
        Random random = new Random(20260131);
        for (int round = 0; round < 100; round++) {
            byte[] bytes = new byte[random.nextInt(1, 400)];
            random.nextBytes(bytes);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().write("\r\n\r\n".getBytes(ISO_8859_1));
            } catch (SocketException closedInTheMiddle) {
                assertThat(closedInTheMiddle).hasMessageMatching(".*(reset|closed|Broken pipe).*");
            }
        }
        get_answer_hasWhatEveryReplySays();
    }

    @Test
    void handler_throws_is500WithoutDetail() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Response thrown = client.get("/throw").read();
            assertThat(thrown.status()).isEqualTo(500);
            assertThat(thrown.text()).doesNotContain("secret");
            client.get("/held/1");
            await().until(() -> server.holds("1"));
            server.held("1").completeExceptionally(new IllegalStateException("secret"));
            assertThat(client.read().status()).isEqualTo(500);
        }
    }

    @Test
    void peer_leavesWhileItsReplyIsAwaited_cancelsIt() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.get("/held/1");
            await().until(() -> server.holds("1"));
        }
        await().until(() -> server.held("1").isCancelled());
    }

    @Test
    void bigReply_read_isWhole() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/big").read().body()).isEqualTo(TestServer.big());
            assertThat(client.get("/a").read().text()).isEqualTo("[a]");
        }
    }
}
