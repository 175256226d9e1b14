package io.weir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakFree.class)
class HttpServerLimitsTest {
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
    void bigReply_notRead_isClosed() throws IOException {
        restart(TestServer.timeouts(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(200)));
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(TestServer.loopback(server.port()));
        try (RawClient client = new RawClient(socket)) {
            client.get("/big");
            await().untilAsserted(() -> assertThat(server.bigBegun).hasValue(1));
            CompletableFuture<Void> drained = server.server.drain(Duration.ofMinutes(1));
            assertThat(drained).succeedsWithin(20, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(server.bigEnded).hasValue(1));
        }
    }

    @Test
    void bigReply_readOrLeft_itsHoldEndsOnce() throws IOException {
        try (RawClient reads = new RawClient(server.port())) {
            assertThat(reads.get("/big").read().status()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(server.bigEnded).hasValue(1));
            assertThat(reads.get("/big").read().status()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(server.bigEnded).hasValue(2));
        try (RawClient leaves = new RawClient(server.port())) {
            leaves.get("/big");
            await().untilAsserted(() -> assertThat(server.bigBegun).hasValue(3));
            assertThat(server.bigEnded).hasValue(2);
        }
        await().untilAsserted(() -> assertThat(server.bigEnded).hasValue(3));
        assertThat(server.bigBegun).hasValue(3);
    }

    @Test
    void halfARequest_tooSlow_is408() throws IOException {
        restart(TestServer.timeouts(Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ofMinutes(1)));
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET /a HT").read().status()).isEqualTo(408);
            assertThat(client.isClosedByServer()).isTrue();
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/a").read().status()).isEqualTo(200);
            assertThat(client.send("GET /a HT").read().status()).isEqualTo(408);
        }
    }

    @Test
    void silence_tooLong_isClosedWithoutAWord() throws IOException {
        restart(TestServer.timeouts(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMinutes(1)));
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.isClosedByServer()).isTrue();
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/a").read().status()).isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void connections_tooManyOfAnAddress_areTurnedAway() throws IOException {
        restart(TestServer.connections(100, 2));
        assertOneTooMany(2);
    }

    @Test
    void connections_tooManyInAll_areTurnedAway() throws IOException {
        restart(TestServer.connections(3, 0));
        assertOneTooMany(3);
    }

    @Test
    void drain_awaitedReply_isSentAndTheIdleAreClosed() throws IOException {
        try (RawClient busy = new RawClient(server.port());
                RawClient idle = new RawClient(server.port())) {
            assertThat(idle.get("/a").read().status()).isEqualTo(200);
            busy.get("/held/1");
            await().until(() -> server.holds("1"));

            CompletableFuture<Void> drained = server.server.drain(Duration.ofMinutes(1));

            assertThat(idle.isClosedByServer()).isTrue();
            assertThat(drained).isNotDone();
            server.complete("1");
            assertThat(busy.read().header("Connection")).isEqualTo("close");
            assertThat(busy.isClosedByServer()).isTrue();
            assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void drain_graceOver_closesWhatIsLeft() throws IOException {
        try (RawClient busy = new RawClient(server.port())) {
            busy.get("/held/1");
            await().until(() -> server.holds("1"));

            assertThat(server.server.drain(Duration.ofMillis(50))).succeedsWithin(10, TimeUnit.SECONDS);
            assertThat(busy.isClosedByServer()).isTrue();
        }
    }

    @Test
    void start_portTaken_saysWhich() {
        assertThatThrownBy(() -> HttpServer.start(
                        server.transport,
                        TestServer.loopback(server.port()),
                        TestServer.PATIENT,
                        unused -> new CompletableFuture<>(),
                        TestServer.NOON))
                .isInstanceOf(BindException.class)
                .hasMessageContaining(":" + server.port());
    }

    private void assertOneTooMany(int most) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            RawClient client = new RawClient(server.port());
            clients.add(client);
            assertThat(client.get("/a").read().status()).isEqualTo(200);
        }
        try (RawClient tooMany = new RawClient(server.port())) {
            assertThat(tooMany.isClosedByServer()).isTrue();
        }
        clients.remove(0).close();
        await().untilAsserted(() -> {
            try (RawClient again = new RawClient(server.port())) {
                assertThat(again.get("/a").read().status()).isEqualTo(200);
            }
        });
        for (RawClient client : clients) {
            client.close();
        }
    }

    private void restart(HttpLimits limits) throws IOException {
        server.close();
        server = new TestServer(limits);
    }
}
