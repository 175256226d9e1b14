package io.weir.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.weir.config.Settings;
import io.weir.runtime.Health;
import io.weir.runtime.HealthCheck;
import io.weir.runtime.Lifecycle;
import io.weir.runtime.ManagementServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a process gives its nodes.
 *
 * @param settings complete: the broker's address is in them, the embedded one's too
 * @param lifecycle starts and stops what the nodes are made of
 * @param health takes the nodes' checks
 * @param log whether Kafka answers
 * @param meters takes the nodes' meters
 * @param management serves what the nodes add to it
 * @param mediaFolder where segments go if no S3 is named; null in a cluster
 */
record NodeContext(
        Settings settings,
        Lifecycle lifecycle,
        Health health,
        HealthCheck log,
        MeterRegistry meters,
        ManagementServer management,
        @Nullable Path mediaFolder) {}
