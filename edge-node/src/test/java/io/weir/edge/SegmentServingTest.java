package io.weir.edge;

import static io.weir.edge.EdgeHarness.CAM;
import static io.weir.edge.EdgeHarness.START_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.edge.http.LeakFree;
import io.weir.edge.http.RawClient;
import io.weir.name.ObjectName;
import io.weir.name.SegmentName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakFree.class)
class SegmentServingTest {
    private static final SegmentName SEGMENT = FakePlaylistSource.segment(START_MS, 17, 17);
    private static final String PATH = "/cctvf/cam1/" + SEGMENT.fileName();

    private final byte[] media = new byte[700_001];
    private EdgeHarness edge;

    @BeforeEach
    void start() throws IOException {
        new Random(7).nextBytes(media);
        edge = new EdgeHarness();
        edge.store.add(SEGMENT.key(CAM), media);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void get_segment_mayBeKeptForever() throws IOException {
        RawClient.Response response = edge.get(PATH);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(media);
        assertThat(response.header("Content-Type")).isEqualTo("video/mp2t");
        assertThat(response.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(response.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
        String etag = response.header("ETag");
        assertThat(edge.get(PATH, "If-None-Match: " + etag).status()).isEqualTo(304);
        assertThat(edge.get(PATH, "Accept-Encoding: gzip").header("Content-Encoding"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"init_ba7816bf8f01cfea.mp4", "20260131T091500000Z_17_6000_d_iba7816bf8f01cfea.m4s"})
    void get_fragmentedMp4_servedAsSegmentsAre(String file) throws IOException {
        edge.store.add(Objects.requireNonNull(ObjectName.parse(file)).key(CAM), media);

        RawClient.Response response = edge.get("/cctvf/cam1/" + file);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(media);
        assertThat(response.header("Content-Type")).isEqualTo("video/mp4");
        assertThat(response.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(edge.get("/cctvf/cam1/" + file, "Range: bytes=0-9").body()).hasSize(10);
    }

    @Test
    void get_initThatIsNotThere_404() throws IOException {
        assertThat(edge.get("/cctvf/cam1/init_0000000000000000.mp4").status()).isEqualTo(404);
    }

    @Test
    void head_segment_tellsItsLength() throws IOException {
        try (RawClient client = edge.client()) {
            RawClient.Response response = client.request("HEAD", PATH).readHead();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Content-Length")).isEqualTo("700001");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,            206, 1",
        "bytes=0-65535,        206, 65536",
        "bytes=65536-65536,    206, 1",
        "bytes=-1,             206, 1",
        "bytes=600000-,        206, 100001",
        "bytes=700001-,        416, 0",
    })
    void get_range_isServed(String range, int status, int length) throws IOException {
        RawClient.Response response = edge.get(PATH, "Range: " + range);

        assertThat(response.status()).isEqualTo(status);
        if (status == 206) {
            assertThat(response.body()).hasSize(length);
        } else {
            assertThat(response.header("Content-Range")).isEqualTo("bytes */700001");
        }
    }

    @Test
    void get_rangesOneAfterAnother_makeTheWhole() throws IOException {
        byte[] whole = new byte[media.length];
        try (RawClient client = edge.client()) {
            for (int from = 0; from < media.length; from += 100_000) {
                byte[] part = client.get(PATH, "Range: bytes=" + from + "-" + (from + 99_999))
                        .read()
                        .body();
                System.arraycopy(part, 0, whole, from, part.length);
            }
        }
        assertThat(whole).isEqualTo(media);
        assertThat(edge.store.gets()).isEqualTo(1);
    }

    @Test
    void get_hundredAtATime_asksTheStoreOnce() {
        edge.store.holdBack();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.server.port() + PATH))
                .build();
        List<CompletableFuture<HttpResponse<byte[]>>> gets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            gets.add(client.sendAsync(request, BodyHandlers.ofByteArray()));
        }
        Awaitility.await().until(() -> edge.store.gets() == 1);

        edge.store.letGo();

        for (CompletableFuture<HttpResponse<byte[]>> get : gets) {
            assertThat(get.join().body()).isEqualTo(media);
        }
        assertThat(edge.store.gets()).isEqualTo(1);
    }

    @Test
    void get_absent_is404ForASecond() throws IOException {
        String absent =
                "/cctvf/cam1/" + FakePlaylistSource.segment(START_MS, 17, 18).fileName();
        RawClient.Response response = edge.get(absent);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.header("Cache-Control")).isEqualTo("max-age=1");
        assertThat(response.text()).contains("\"error\":\"segment-unknown\"");
    }

    @Test
    void get_storeAway_is503AndNotKept() throws IOException {
        edge.store.failWith(new IllegalStateException("secret detail"));
        RawClient.Response response = edge.get(PATH);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.text()).doesNotContain("secret");

        edge.store.failWith(null);

        assertThat(edge.get(PATH).status()).isEqualTo(200);
    }

    @Test
    void get_nameWrittenAnotherWay_isNoSecondUrl() throws IOException {
        assertThat(edge.get(PATH.replace("_17_", "_017_")).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cctvf/cam1/../../etc/passwd",
                "/cctvf/cam1/%2e%2e/secret",
                "/cctvf/cam1/%2e%2e%2fsecret",
                "/cctvf/cam1%00.m3u8",
                "/cctvf/%E6%91%84.m3u8",
                "/cc tvf/cam1.m3u8",
                "/cctvf/cam1.m3u8/..",
                "/bad-app/cam1.m3u8",
                "/health/cam1.m3u8",
                "/cctvf/cam1.mp4",
                "/cctvf/cam1",
                "/cctvf",
                "/cctvf/",
                "//",
                "/assets/",
                "/assets/../page.js",
                "/assets/nothing.js",
                "/api/v1/streams/",
                "/api/v2/streams",
                "/cctvf/cam1/2026-01-31/09/20260131T091500000Z_17_6000.ts",
                "/cctvf/cam1/20261399T091500000Z_17_6000.ts",
                "/cctvf/cam1/20260131T091500000Z_99999999999999999999_6000.ts",
            })
    void get_hostilePath_isRefusedWithoutTheStore(String path) throws IOException {
        RawClient.Response response = edge.get(path);

        assertThat(response.status()).isIn(400, 404);
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(response.text()).doesNotContain("passwd", "secret", "%");
        assertThat(edge.store.gets()).isZero();
    }

    @Test
    void get_nameAsLongAsALineMayBe_isRefused() throws IOException {
        assertThat(edge.get("/cctvf/" + "a".repeat(4_000) + ".m3u8").status()).isEqualTo(400);
        assertThat(edge.get("/cctvf/" + "a".repeat(64 * 1024) + ".m3u8").status())
                .isEqualTo(414);
    }
}
