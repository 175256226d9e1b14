package io.weir.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepresentationTest {
    private static final byte[] DIGITS = "0123456789".getBytes(ISO_8859_1);
    private static final Representation MEDIA =
            Representation.media(DIGITS, "video/mp2t", "seg", "public, max-age=31536000, immutable");
    private static final Representation TEXT =
            Representation.text("#EXTM3U\n".repeat(99).getBytes(ISO_8859_1), "text/plain", "rec", "max-age=1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                     | 200 | 0123456789 | -",
                "bytes=0-3             | 206 | 0123       | bytes 0-3/10",
                "bytes=9-9             | 206 | 9          | bytes 9-9/10",
                "bytes=4-              | 206 | 456789     | bytes 4-9/10",
                "bytes=4-99            | 206 | 456789     | bytes 4-9/10",
                "bytes=-3              | 206 | 789        | bytes 7-9/10",
                "bytes=-99             | 206 | 0123456789 | bytes 0-9/10",
                "Bytes = 1 - 2         | 206 | 12         | bytes 1-2/10",
                "bytes=0-99999999999999999999 | 206 | 0123456789 | bytes 0-9/10",
                "bytes=10-             | 416 | -          | bytes */10",
                "bytes=10-12           | 416 | -          | bytes */10",
                "bytes=-0              | 416 | -          | bytes */10",
                "bytes=99999999999999999999- | 416 | -    | bytes */10",
                "bytes=3-1             | 200 | 0123456789 | -",
                "bytes=-               | 200 | 0123456789 | -",
                "bytes=a-b             | 200 | 0123456789 | -",
                "bytes=0-1,4-5         | 200 | 0123456789 | -",
                "lines=0-1             | 200 | 0123456789 | -",
                "bytes 0-1             | 200 | 0123456789 | -",
            })
    void answer_range_isServed(
            @Nullable String range, int status, @Nullable String body, @Nullable String contentRange) {
        Reply reply = range == null ? MEDIA.answer(get()) : MEDIA.answer(get("Range", range));

        assertThat(reply.status().code()).isEqualTo(status);
        assertThat(header(reply, "content-range")).isEqualTo(contentRange);
        if (body != null) {
            assertThat(text(reply)).isEqualTo(body);
            assertThat(header(reply, "etag")).isEqualTo("\"seg\"");
            assertThat(header(reply, "accept-ranges")).isEqualTo("bytes");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"seg\"                            | 206",
                "W/\"seg\"                          | 200",
                "\"other\"                          | 200",
                "Sun, 01 Feb 2026 00:00:00 GMT      | 200",
            })
    void answer_ifRange_servesARangeOnlyOfTheSameBytes(String condition, int status) {
        Reply reply = MEDIA.answer(get("Range", "bytes=0-1", "If-Range", condition));

        assertThat(reply.status().code()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"rec\"             | 304",
                "W/\"rec\"           | 304",
                "\"rec-gzip\"        | 304",
                "*                   | 304",
                "\"a\", \"rec\"      | 304",
                "\"a\",W/\"rec-gzip\"| 304",
                "\"other\"           | 200",
                "rec                 | 200",
                "\"\"                | 200",
            })
    void answer_ifNoneMatch_savesTheBody(String known, int status) {
        Reply reply = TEXT.answer(get("If-None-Match", known));

        assertThat(reply.status().code()).isEqualTo(status);
        assertThat(header(reply, "etag")).isEqualTo("\"rec\"");
        assertThat(header(reply, "cache-control")).isEqualTo("max-age=1");
        assertThat(header(reply, "vary")).isEqualToIgnoringCase("accept-encoding");
        assertThat(reply.body().hasRemaining()).isEqualTo(status == 200);
    }

    @Test
    void answer_ifNoneMatchBeforeRange_is304() {
        Reply reply = MEDIA.answer(get("Range", "bytes=0-1", "If-None-Match", "\"seg\""));

        assertThat(reply.status().code()).isEqualTo(304);
    }

    @Test
    void answer_ifNoneMatchInSeveralLines_isOneList() {
        Reply reply = TEXT.answer(get("If-None-Match", "\"a\"", "If-None-Match", "\"rec\""));

        assertThat(reply.status().code()).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                     | true",
                "gzip, deflate, br, zstd  | true",
                "br;q=1.0, GZIP;q=0.5     | true",
                "x-gzip                   | true",
                "*                        | true",
                "gzip;q=0                 | false",
                "gzip; q=0.000            | false",
                "*;q=0                    | false",
                "identity                 | false",
                "gzip;q=0, *              | false",
            })
    void answer_acceptEncoding_choosesTheForm(String accepted, boolean compressed) throws IOException {
        Reply reply = TEXT.answer(get("Accept-Encoding", accepted));

        assertThat(header(reply, "content-encoding")).isEqualTo(compressed ? "gzip" : null);
        assertThat(header(reply, "etag")).isEqualTo(compressed ? "\"rec-gzip\"" : "\"rec\"");
        if (compressed) {
            byte[] body = new byte[reply.body().remaining()];
            reply.body().duplicate().get(body);
            assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
                    .hasSize(8 * 99);
        }
    }

    @Test
    void answer_rangeOfText_isIgnored() {
        assertThat(TEXT.answer(get("Range", "bytes=0-1")).status().code()).isEqualTo(200);
    }

    @Test
    void answer_headWithRange_ignoresTheRange() {
        Request head = new Request(HttpMethod.HEAD, List.of("a"), new DefaultHttpHeaders().add("Range", "bytes=0-1"));

        assertThat(MEDIA.answer(head).status().code()).isEqualTo(200);
    }

    private static Request get(String... headers) {
        DefaultHttpHeaders all = new DefaultHttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return new Request(HttpMethod.GET, List.of("a"), all);
    }

    private static @Nullable String header(Reply reply, String name) {
        return reply.headers().stream()
                .filter(header -> header.name().toString().equalsIgnoreCase(name))
                .map(Reply.Header::value)
                .findFirst()
                .orElse(null);
    }

    private static String text(Reply reply) {
        return ISO_8859_1.decode(reply.body().duplicate()).toString();
    }
}
