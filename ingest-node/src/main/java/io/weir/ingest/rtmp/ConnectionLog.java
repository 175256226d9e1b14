package io.weir.ingest.rtmp;

import io.weir.name.StreamName;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines of one connection, each with its peer and, once there is one, its stream. */
final class ConnectionLog {
    private static final Logger LOG = LoggerFactory.getLogger(RtmpConnection.class);

    private final String peer;
    private final Supplier<@Nullable StreamName> stream;

    ConnectionLog(String peer, Supplier<@Nullable StreamName> stream) {
        this.peer = peer;
        this.stream = stream;
    }

    void note(String event) {
        LOG.info("RTMP {}: {}", subject(), event);
    }

    void warn(String problem) {
        LOG.warn("RTMP {}: {}", subject(), problem);
    }

    /** It did, or wanted, what it may not. */
    void refused(String cause) {
        LOG.warn("RTMP {}: closed: {}", subject(), cause);
    }

    /** It has come to its end. */
    void ended(String cause) {
        LOG.info("RTMP {}: closed: {}", subject(), cause);
    }

    /** It has come to an end that nobody needs to know of. */
    void endedQuietly(String cause) {
        LOG.debug("RTMP {}: closed: {}", subject(), cause);
    }

    void failed(Throwable cause) {
        LOG.error("RTMP {}: closed by a fault of this server", subject(), cause);
    }

    private String subject() {
        StreamName name = stream.get();
        return name == null ? peer : peer + " " + name;
    }
}
