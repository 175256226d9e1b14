package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreReportTest {
    private static final long GB = 1_000_000_000;

    @Test
    void text_limitBelowTheFreeSpace_countsTheLimit() {
        assertThat(new StoreReport("/data", new RetentionLimits(Duration.ofDays(1), 50 * GB), 312_400_000_000L).text())
                .isEqualTo("media is in /data: kept for 1 day, at most 50.0 GB (312.4 GB free), which is about 2.3 days"
                        + " of one stream at 2 Mbit/s");
    }

    @Test
    void text_limitAboveTheFreeSpace_countsTheSpace() {
        assertThat(new StoreReport("/data", new RetentionLimits(Duration.ofHours(1), 50 * GB), 2_160_000_000L).text())
                .isEqualTo("media is in /data: kept for 1 hour, at most 50.0 GB (2.2 GB free), which is about 0.1 days"
                        + " of one stream at 2 Mbit/s");
    }

    @Test
    void text_bucketWithoutLimits_saysForEverAndShowsNoKey() {
        S3Settings settings = S3Settings.of(URI.create("http://s3:9000"), "media", "my-access", "my-secret");
        RetentionLimits limits = new RetentionLimits(RetentionLimits.FOREVER, RetentionLimits.UNLIMITED_BYTES);

        assertThat(StoreReport.of(settings, limits).text())
                .isEqualTo("media is in bucket media at http://s3:9000: kept for ever");
    }

    @Test
    void of_directory_knowsTheFreeSpace(@TempDir Path folder) {
        StoreReport report = StoreReport.of(folder, new RetentionLimits(Duration.ofMinutes(90), GB));

        assertThat(report.freeBytes()).isPositive();
        assertThat(report.text()).contains(folder.toString(), "for 90 minutes", "at most 1.0 GB");
    }
}
