package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.Secret;
import io.weir.config.Settings;
import io.weir.storage.RetentionLimits;
import io.weir.storage.StoreReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    private static final StoreReport STORE = new StoreReport(
            "/var/weir/media", new RetentionLimits(Duration.ofDays(1), 21_600_000_000L), 400_000_000_000L);

    @Test
    void print_loopback_urlsWithoutKey() {
        String text = printed(new Welcome("127.0.0.1", 1935, 8080, null, null), false, Map.of());

        assertThat(text)
                .contains("http://127.0.0.1:8080/\n")
                .contains("rtmp://127.0.0.1:1935/live/cam1\n")
                .contains("server rtmp://127.0.0.1:1935/live, stream key cam1)")
                .contains("http://127.0.0.1:8080/live/cam1.m3u8\n")
                .contains("/var/weir/media")
                .doesNotContain("demo")
                .doesNotContain("key=");
    }

    @Test
    void print_demo_namesItsPlaylist() {
        assertThat(printed(new Welcome("127.0.0.1", 1935, 8080, null, null), true, Map.of()))
                .contains("http://127.0.0.1:8080/live/demo.m3u8");
    }

    @Test
    void print_generatedKey_pushUrlsComplete() {
        String text =
                printed(new Welcome("192.0.2.7", 1, 2, new Secret("abc"), null), false, Map.of("publish.key", "abc"));

        assertThat(text).contains("rtmp://192.0.2.7:1/live/cam1?key=abc\n").contains("stream key cam1?key=abc)");
    }

    @Test
    void print_givenKey_notShown() {
        assertThat(printed(new Welcome("192.0.2.7", 1, 2, null, null), false, Map.of("publish.key", "hunter2")))
                .contains("?key=<publish.key>")
                .doesNotContain("hunter2");
    }

    @Test
    void print_store_folderLimitAndHowManyDaysItHolds() {
        String text = printed(new Welcome("127.0.0.1", 1935, 8080, null, null), false, Map.of());

        assertThat(text)
                .contains("  media   /var/weir/media\n")
                .contains("kept for 1 day, at most 21.6 GB (400.0 GB free), which is about 1.0 days of one stream");
    }

    private static String printed(Welcome welcome, boolean demo, Map<String, String> settings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        welcome.print(out, demo, Settings.of(settings), STORE);
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
