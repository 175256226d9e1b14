package io.weir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/live/cam1.m3u8, live+cam1.m3u8",
        "/live/cam1.m3u8?_=1&x=%00, live+cam1.m3u8",
        "/live/%63am1%2Em3u8, live+cam1.m3u8",
        "/a/, a+",
        "//a, +a",
        "http://host:8080/a/b, a+b",
        "HTTPS://host/a, a",
        "/...a, ...a",
    })
    void parse_path_isItsDecodedParts(String target, String parts) {
        assertThat(RequestPath.parse(target)).containsExactly(parts.split("\\+", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/?a=b", "http://host", "http://host/"})
    void parse_root_hasNoParts(String target) {
        assertThat(RequestPath.parse(target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "live/cam1",
                "host:80",
                "ftp://host/a",
                "/..",
                "/../etc/passwd",
                "/live/../../etc/passwd",
                "/live/.",
                "/%2e%2e/etc/passwd",
                "/%2E%2E",
                "/.%2e",
                "/a%2fb",
                "/a%5cb",
                "/a\\b",
                "/a%00",
                "/%0d%0aSet-Cookie:x",
                "/a%",
                "/a%4",
                "/a%4g",
                "/a%zz",
                "/%C3%A9",
                "/\u00e9",
                "/a%252e",
                "/a b",
                "/a#b",
                "/a;b",
                "/<script>",
            })
    void parse_whatNoUrlOfOursHas_isRefused(String target) {
        assertThat(RequestPath.parse(target)).isNull();
    }

    @Test
    void parse_everyByteDecoded_isOfOursOrRefused() {
        for (int value = 0; value < 256; value++) {
            boolean ours = Character.toString(value).matches("[A-Za-z0-9._~-]");
            assertThat(RequestPath.parse(String.format("/x%%%02x", value)) != null)
                    .as("%02x", value)
                    .isEqualTo(ours);
        }
    }
}
