package io.weir.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.slf4j.LoggerFactory;

/** An S3 server in this process, on loopback, with its objects in memory. It checks signatures and conditions. */
public final class S3ProxyServer implements AutoCloseable {
    public static final String ACCESS_KEY = "access";
    public static final String SECRET_KEY = "secretsecret";

    private final TransientNio2BlobStore objects = new TransientNio2BlobStore();
    private S3Proxy proxy;
    private final int port;

    private S3ProxyServer() {
        ((Logger) LoggerFactory.getLogger("org.gaul")).setLevel(Level.WARN);
        proxy = listen(0);
        port = proxy.getPort();
    }

    /** A server on a free port. */
    public static S3ProxyServer start() {
        return new S3ProxyServer();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Settings for a bucket of this server, which need not exist. */
    public S3Settings settings(String bucket) {
        return S3Settings.of(endpoint(), bucket, ACCESS_KEY, SECRET_KEY);
    }

    /** Closes the port; the objects stay. */
    public void goAway() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop S3Proxy", e);
        }
    }

    /** Opens the same port again. */
    public void comeBack() {
        proxy = listen(port);
    }

    @Override
    public void close() {
        goAway();
        objects.close();
    }

    private S3Proxy listen(int wantedPort) {
        try {
            S3Proxy server = S3Proxy.builder()
                    .blobStore(objects)
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .endpoint(URI.create("http://127.0.0.1:" + wantedPort))
                    .stopTimeout(0)
                    .build();
            server.start();
            return server;
        } catch (Exception e) {
            throw new IllegalStateException("cannot start S3Proxy", e);
        }
    }
}
