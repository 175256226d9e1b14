package io.weir.storage;

import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Makes the SDK's client with time-outs and a bounded number of connections; the SDK's own waits five minutes. */
final class S3Connection {
    private static final int KEEP_ALIVE_MINUTES = 5;

    private S3Connection() {}

    /** A client that closes all it holds. Certificates come from the JDK, and from {@code
     * SSL_CERT_FILE} and {@code SSL_CERT_DIR} where those are set. */
    static MinioAsyncClient open(S3Settings settings) {
        ExecutorService executor = Executors.newCachedThreadPool(IoThreads.named("weir-s3-http"));
        Dispatcher dispatcher = new Dispatcher(executor);
        dispatcher.setMaxRequests(settings.maxConcurrent());
        dispatcher.setMaxRequestsPerHost(settings.maxConcurrent());
        OkHttpClient http = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(
                        isTls(settings) ? List.of(ConnectionSpec.MODERN_TLS) : List.of(ConnectionSpec.CLEARTEXT))
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(settings.maxConcurrent(), KEEP_ALIVE_MINUTES, TimeUnit.MINUTES))
                .connectTimeout(settings.connectTimeout())
                .readTimeout(settings.requestTimeout())
                .writeTimeout(settings.requestTimeout())
                .callTimeout(settings.requestTimeout())
                .build();
        return MinioAsyncClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .httpClient(needsOwnCertificates(settings) ? withOwnCertificates(http) : http, true)
                .build();
    }

    /** Without it no certificates are read, which takes half a second of a start. */
    private static boolean isTls(S3Settings settings) {
        return "https".equals(settings.endpoint().getScheme());
    }

    /** Asked first, for reading a system's certificates takes seconds. */
    private static boolean needsOwnCertificates(S3Settings settings) {
        return isTls(settings) && (System.getenv("SSL_CERT_FILE") != null || System.getenv("SSL_CERT_DIR") != null);
    }

    private static OkHttpClient withOwnCertificates(OkHttpClient http) {
        try {
            return Http.enableExternalCertificatesFromEnv(http);
        } catch (MinioException e) {
            throw new StorageException("cannot read the certificates of SSL_CERT_FILE or SSL_CERT_DIR", e);
        }
    }
}
