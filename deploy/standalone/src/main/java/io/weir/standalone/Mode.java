package io.weir.standalone;

import io.weir.config.Keys;
import io.weir.config.SettingsReader;
import io.weir.ownership.NodeRole;
import io.weir.runtime.ListenAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one process is to be: the word after {@code weir} on the command line. */
enum Mode {
    DEMO("everything in this process, and a looped clip to look at", null),
    UP("everything in this process", null),
    INGEST("one ingest node of a cluster: takes publishers, writes Kafka", NodeRole.INGEST),
    SEGMENTER("one segmenter node of a cluster: reads Kafka, writes S3", NodeRole.SEGMENTER),
    EDGE("one edge node of a cluster: serves viewers", NodeRole.EDGE);

    private static final ListenAddress RTMP = new ListenAddress(Keys.LISTEN, Keys.RTMP_PORT);
    private static final ListenAddress HTTP = new ListenAddress(Keys.LISTEN, Keys.HTTP_PORT);
    static final ListenAddress MANAGEMENT = new ListenAddress(Keys.MANAGEMENT_LISTEN, Keys.MANAGEMENT_PORT);

    private final String description;
    private final @Nullable NodeRole onlyRole;

    Mode(String description, @Nullable NodeRole onlyRole) {
        this.description = description;
        this.onlyRole = onlyRole;
    }

    /** The word itself. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line for the help. */
    String description() {
        return description;
    }

    Set<NodeRole> roles() {
        return onlyRole == null ? EnumSet.allOf(NodeRole.class) : EnumSet.of(onlyRole);
    }

    /** Whether the process brings its own Kafka and store where none is named. */
    boolean isStandalone() {
        return onlyRole == null;
    }

    /** Where the process listens. */
    List<ListenAddress> listenAddresses() {
        List<ListenAddress> addresses = new ArrayList<>();
        if (roles().contains(NodeRole.INGEST)) {
            addresses.add(RTMP);
        }
        if (roles().contains(NodeRole.EDGE)) {
            addresses.add(HTTP);
        }
        addresses.add(MANAGEMENT);
        return addresses;
    }

    /** Adds what a node of a cluster cannot do without. */
    void requireKeys(SettingsReader reader) {
        if (isStandalone()) {
            return;
        }
        reader.require(Keys.KAFKA_BOOTSTRAP_SERVERS, "a node of a cluster meets the others in Kafka");
        if (roles().contains(NodeRole.SEGMENTER) || roles().contains(NodeRole.EDGE)) {
            String why = "a cluster's segments are in S3";
            reader.require(Keys.S3_ENDPOINT, why);
            reader.require(Keys.S3_ACCESS_KEY, why);
            reader.require(Keys.S3_SECRET_KEY, why);
        }
    }
}
