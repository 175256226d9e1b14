package io.weir.standalone;

import io.micrometer.core.instrument.Gauge;
import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.ownership.NodeRole;
import io.weir.runtime.ProbeCheck;
import io.weir.storage.DirectoryObjectStore;
import io.weir.storage.ObjectStore;
import io.weir.storage.RetentionLimits;
import io.weir.storage.S3ObjectStore;
import io.weir.storage.S3Settings;
import io.weir.storage.StoreReport;
import java.time.Duration;
import java.util.Set;

/** Where this process's media lies: the folder of one process, or S3. */
final class MediaStore {
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(2_500); // a store that hangs is told within 9 s

    private final NodeContext context;
    private final Settings settings;

    MediaStore(NodeContext context) {
        this.context = context;
        this.settings = context.settings();
    }

    ObjectStore open() {
        if (context.mediaFolder() != null) {
            return DirectoryObjectStore.open(context.mediaFolder());
        }
        S3Settings s3 = s3();
        return new S3ObjectStore(
                settings.find(Keys.S3_REGION).map(s3::withRegion).orElse(s3));
    }

    /**
     * Asks it again and again. An edge alone that has seen it once is ready without it, for it serves live streams from the log;
     * what is wrong is a metric and a line in the log.
     */
    void check(ObjectStore store, Set<NodeRole> roles) {
        boolean cuts = roles.contains(NodeRole.SEGMENTER);
        ProbeCheck check = context.lifecycle()
                .start(
                        "the check of the store",
                        () -> new ProbeCheck(
                                "store",
                                () -> cuts ? store.probe() : store.list("", "", 1),
                                PROBE_INTERVAL,
                                PROBE_TIMEOUT));
        context.health().add(cuts ? check : new OnceWell(check));
        Gauge.builder("weir.store.ok", check, probe -> probe.problem().isEmpty() ? 1 : 0)
                .description("Whether the store answers")
                .register(context.meters());
    }

    RetentionLimits limits() {
        return new RetentionLimits(
                settings.get(Keys.STORE_RETENTION),
                settings.find(Keys.STORE_MAX_BYTES).orElse(RetentionLimits.UNLIMITED_BYTES));
    }

    StoreReport report() {
        return context.mediaFolder() == null
                ? StoreReport.of(s3(), limits())
                : StoreReport.of(context.mediaFolder(), limits());
    }

    private S3Settings s3() {
        return S3Settings.of(
                settings.get(Keys.S3_ENDPOINT),
                settings.get(Keys.S3_BUCKET),
                settings.get(Keys.S3_ACCESS_KEY),
                settings.get(Keys.S3_SECRET_KEY).reveal());
    }
}
