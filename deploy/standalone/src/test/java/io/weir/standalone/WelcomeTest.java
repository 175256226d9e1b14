package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.Secret;
import io.weir.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WelcomeTest {
    private static final Path MEDIA = Path.of("/var/weir/media");

    @Test
    void print_loopback_urlsWithoutKey() {
        String text = printed(new Welcome("127.0.0.1", 1935, 8080, null), false, Map.of());

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
        assertThat(printed(new Welcome("127.0.0.1", 1935, 8080, null), true, Map.of()))
                .contains("http://127.0.0.1:8080/live/demo.m3u8");
    }

    @Test
    void print_generatedKey_pushUrlsComplete() {
        String text = printed(new Welcome("192.0.2.7", 1, 2, new Secret("abc")), false, Map.of("publish.key", "abc"));

        assertThat(text).contains("rtmp://192.0.2.7:1/live/cam1?key=abc\n").contains("stream key cam1?key=abc)");
    }

    @Test
    void print_givenKey_notShown() {
        assertThat(printed(new Welcome("192.0.2.7", 1, 2, null), false, Map.of("publish.key", "hunter2")))
                .contains("?key=<publish.key>")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "1h, 10GiB, 'kept for 1 h, at most 10 GiB: about 1 h of one stream of 2 Mbps'",
        "24h, 10GiB, 'kept for 24 h, at most 10 GiB: about 12 h of one stream of 2 Mbps'",
        "24h, 1TiB, 'kept for 24 h, at most 1 TiB: about 24 h of one stream of 2 Mbps'",
        "30d, 1TiB, 'kept for 30 days, at most 1 TiB: about 30 days of one stream of 2 Mbps'",
        "90d, 1TiB, 'kept for 90 days, at most 1 TiB: about 51 days of one stream of 2 Mbps'",
        "24h, 100MiB, 'kept for 24 h, at most 100 MiB: about 6 min of one stream of 2 Mbps'"
    })
    void limits_ageAndSize_smallerOneIsTheEstimate(String retention, String maxBytes, String shown) {
        Settings settings = Settings.of(Map.of("store.retention", retention, "store.max-bytes", maxBytes));

        assertThat(Welcome.limits(settings)).isEqualTo(shown);
    }

    @Test
    void limits_ageAlone_saysSo() {
        assertThat(Welcome.limits(Settings.of(Map.of()))).isEqualTo("kept for 24 h, however much that is");
    }

    private static String printed(Welcome welcome, boolean demo, Map<String, String> settings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        welcome.print(out, demo, Settings.of(settings), MEDIA);
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
