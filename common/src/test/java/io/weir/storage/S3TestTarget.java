package io.weir.storage;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The server that the tests of S3 run against: {@code WEIR_TEST_S3_ENDPOINT}, with {@code WEIR_TEST_S3_ACCESS_KEY},
 * {@code WEIR_TEST_S3_SECRET_KEY} and {@code WEIR_TEST_S3_REGION}, if that is set; else one inside this process. Test support.
 */
public final class S3TestTarget implements AutoCloseable {
    private final @Nullable S3ProxyServer embedded;
    private final S3Settings settings;

    private S3TestTarget(@Nullable S3ProxyServer embedded, S3Settings settings) {
        this.embedded = embedded;
        this.settings = settings;
    }

    /** Finds the server, or starts one. */
    public static S3TestTarget open() {
        Map<String, String> environment = System.getenv();
        String bucket = "weir-test-" + UUID.randomUUID();
        String endpoint = environment.get("WEIR_TEST_S3_ENDPOINT");
        if (endpoint != null) {
            S3Settings settings = S3Settings.of(
                    URI.create(endpoint),
                    bucket,
                    environment.getOrDefault("WEIR_TEST_S3_ACCESS_KEY", S3ProxyServer.ACCESS_KEY),
                    environment.getOrDefault("WEIR_TEST_S3_SECRET_KEY", S3ProxyServer.SECRET_KEY));
            return new S3TestTarget(
                    null,
                    settings.withRegion(environment.getOrDefault("WEIR_TEST_S3_REGION", S3Settings.DEFAULT_REGION)));
        }
        S3ProxyServer server = S3ProxyServer.start();
        return new S3TestTarget(server, server.settings(bucket));
    }

    /** Settings for a bucket that does not exist yet. */
    public S3Settings settings() {
        return settings;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
