package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.weir.storage.ObjectStore.PutOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3ObjectStoreTest extends ObjectStoreContractTest {
    private static S3TestTarget target;
    private static S3ObjectStore store;

    @BeforeAll
    static void startServer() {
        target = S3TestTarget.open();
        store = new S3ObjectStore(target.settings());
        await(store.probe());
    }

    @AfterAll
    static void stopServer() {
        store.close();
        target.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore openAnother() {
        return new S3ObjectStore(target.settings());
    }

    @Test
    void delete_moreThanOneRequestTakes_deletesAll() {
        List<String> keys = IntStream.rangeClosed(0, S3Bucket.MAX_DELETE)
                .mapToObj(n -> "many/" + n)
                .toList();
        String last = keys.get(S3Bucket.MAX_DELETE);
        await(store.putIfAbsent(last, bytes("media"), "text/plain"));

        await(store.delete(keys));

        assertThat(failure(store.get(last))).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void putIfAbsent_objectOfAnotherToolWithoutHash_isComparedByItsBytes() {
        String key = "other/tool";
        MinioAsyncClient client = S3Connection.open(target.settings());
        byte[] body = "media".getBytes(StandardCharsets.US_ASCII);
        PutObjectAPIArgs put = PutObjectAPIArgs.builder()
                .bucket(target.settings().bucket())
                .object(key)
                .data(body, body.length)
                .headers(new Http.Headers())
                .build();
        await(client.putObject(put));
        client.close();

        assertThat(await(store.putIfAbsent(key, bytes("media"), "text/plain"))).isEqualTo(PutOutcome.ALREADY_EQUAL);
        assertThat(await(store.putIfAbsent(key, bytes("medio"), "text/plain"))).isEqualTo(PutOutcome.CONFLICT);
    }

    @Test
    void probe_bucketIsMissing_isMadeOnceByManyAtTheSameTime() {
        S3Settings settings = withBucket(target.settings(), target.settings().bucket() + "-new");
        List<S3ObjectStore> stores =
                IntStream.range(0, 4).mapToObj(n -> new S3ObjectStore(settings)).toList();

        List<CompletableFuture<Void>> probes =
                stores.stream().map(S3ObjectStore::probe).toList();

        probes.forEach(ObjectStoreContractTest::await);
        stores.forEach(S3ObjectStore::close);
    }

    @Test
    void probe_bucketIsMissingAndMayNotBeMade_saysSo() {
        S3Settings settings = withBucket(target.settings(), target.settings().bucket() + "-no")
                .withCreateBucket(false);

        assertFailure(settings, "NoSuchBucket", settings.bucket(), "make the bucket");
    }

    @Test
    void probe_wrongSecretKey_saysWhatToCheckAndShowsNoKey() {
        S3Settings right = target.settings();
        S3Settings wrong = new S3Settings(
                right.endpoint(),
                right.bucket(),
                right.accessKey(),
                "not-the-secret",
                right.region(),
                true,
                right.connectTimeout(),
                right.requestTimeout(),
                1);

        Throwable failure = assertFailure(wrong, "check the access key and the secret key");

        assertThat(failure).hasNoCause();
        assertThat(failure.toString()).doesNotContain("not-the-secret").doesNotContain("Signature=");
    }

    @Test
    void probe_nobodyListens_failsNamingTheEndpoint() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertFailure(settingsFor(port), "http://127.0.0.1:" + port, "weir-bucket");
    }

    @Test
    void probe_serverNeverAnswers_failsAfterTheTimeout() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            S3Settings settings =
                    settingsFor(socket.getLocalPort()).withTimeouts(Duration.ofMillis(200), Duration.ofMillis(200));

            assertFailure(settings, "no answer within 200 ms");
        }
    }

    @Test
    void operations_serverGoesAwayAndComesBack_failAndThenSucceed() {
        try (S3ProxyServer server = S3ProxyServer.start();
                S3ObjectStore away = new S3ObjectStore(server.settings("weir-bucket"))) {
            await(away.probe());
            await(away.putIfAbsent("a", bytes("media"), "text/plain"));

            server.goAway();
            assertThat(failure(away.probe())).isInstanceOf(StorageException.class);

            server.comeBack();
            await(away.probe());
            assertThat(await(away.putIfAbsent("a", bytes("media"), "text/plain")))
                    .isEqualTo(PutOutcome.ALREADY_EQUAL);
        }
    }

    @Test
    void settings_anyText_showNoKey() {
        S3Settings settings =
                S3Settings.of(URI.create("http://127.0.0.1:9000"), "weir-bucket", "my-access", "my-secret");

        assertThat(settings.toString()).contains("weir-bucket").doesNotContain("my-access", "my-secret");
    }

    @Test
    void settings_wrongEndpointOrBucket_areRefusedWithoutShowingKeys() {
        for (String endpoint : List.of("localhost:9000", "ftp://a", "http://u:p@a", "http://a/b", "http://a?b=c")) {
            assertThatThrownBy(() -> S3Settings.of(URI.create(endpoint), "weir-bucket", "my-access", "my-secret"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("endpoint");
        }
        assertThatThrownBy(() -> S3Settings.of(URI.create("http://a"), "No_Bucket", "my-access", "my-secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bucket")
                .hasMessageNotContaining("my-secret");
        assertThatThrownBy(() -> S3Settings.of(URI.create("http://a"), "weir-bucket", "my-access", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key");
    }

    private static Throwable assertFailure(S3Settings settings, String... parts) {
        try (S3ObjectStore other = new S3ObjectStore(settings)) {
            Throwable failure = failure(other.probe());
            assertThat(failure).isInstanceOf(StorageException.class).hasMessageContainingAll(parts);
            return failure;
        }
    }

    private static S3Settings settingsFor(int port) {
        return S3Settings.of(URI.create("http://127.0.0.1:" + port), "weir-bucket", "access", "secretsecret");
    }

    private static S3Settings withBucket(S3Settings settings, String bucket) {
        return S3Settings.of(settings.endpoint(), bucket, settings.accessKey(), settings.secretKey())
                .withRegion(settings.region());
    }
}
