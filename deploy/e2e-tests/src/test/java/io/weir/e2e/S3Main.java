package io.weir.e2e;

import io.weir.storage.S3ProxyServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** An S3 server alone: {@code S3Main FILE} writes its URL to the file. */
public final class S3Main {
    private S3Main() {}

    public static void main(String[] arguments) throws Exception {
        S3ProxyServer server = S3ProxyServer.start();
        Path whole = Path.of(arguments[0] + ".new");
        Files.writeString(whole, server.endpoint().toString());
        Files.move(whole, Path.of(arguments[0]));
        Thread.currentThread().join();
    }
}
