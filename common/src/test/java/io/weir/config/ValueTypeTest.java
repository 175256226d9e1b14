package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    private static final ValueType<Duration> ANY_TIME = ValueType.duration("0s", "1000000d");
    private static final ValueType<Long> ANY_SIZE = ValueType.size("0B", "9000000TB");

    @ParameterizedTest
    @CsvSource({"2s,2000", "500ms,500", "24h,86400000", "1 m,60000", "1min,60000", "7d,604800000", "2S,2000", "0s,0"})
    void duration_wellFormed_read(String text, long ms) {
        assertThat(ANY_TIME.parse(text)).isEqualTo(Duration.ofMillis(ms));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1h30m", "2 weeks", "999999999999999999d", "1s ", "٣s"})
    void duration_malformed_refused(String text) {
        assertThat(ANY_TIME.parse(text)).isNull();
    }

    @Test
    void duration_bounds_included() {
        ValueType<Duration> type = ValueType.duration("1s", "10s");

        assertThat(type.parse("1s")).isNotNull();
        assertThat(type.parse("10000ms")).isNotNull();
        assertThat(type.parse("999ms")).isNull();
        assertThat(type.parse("10001ms")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "10GiB,10737418240",
        "512MB,512000000",
        "1B,1",
        "2 KiB,2048",
        "3kb,3000",
        "1TiB,1099511627776",
        "1TB,1000000000000"
    })
    void size_wellFormed_read(String text, long bytes) {
        assertThat(ANY_SIZE.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10G", "10Gib ", "-1B", "1.5GiB", "999999999999999999TiB", "GiB"})
    void size_malformed_refused(String text) {
        assertThat(ANY_SIZE.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0,true", "1935,true", "65535,true", "65536,false", "-1,false", "x,false", "999999999999,false"})
    void port_text_readOrRefused(String text, boolean valid) {
        assertThat(ValueType.PORT.parse(text) != null).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,true",
        "::,true",
        "fe80::1%eth0,true",
        "kafka-1.example.org,true",
        "my_broker,true",
        "a b,false",
        "'',false",
        "http://x,false",
        "-x,false"
    })
    void hostAddress_text_readOrRefused(String text, boolean valid) {
        assertThat(ValueType.HOST_ADDRESS.parse(text) != null).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "'a:1',true",
        "'a:1, b:2',true",
        "'[::1]:9092',true",
        "'',true",
        "a,false",
        "a:0,false",
        "'a:1,',false",
        "'::1:9092',false",
        "a:65536,false"
    })
    void hostPorts_text_readOrRefused(String text, boolean valid) {
        assertThat(ValueType.HOST_PORTS.parse(text) != null).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9000,true",
        "https://s3.example.org,true",
        "https://s3.example.org/,true",
        "s3.example.org:9000,false",
        "ftp://x,false",
        "http://user:pass@x,false",
        "http://x/bucket,false",
        "http://,false",
        "http://a b,false"
    })
    void httpUrl_text_readOrRefused(String text, boolean valid) {
        assertThat(ValueType.HTTP_URL.parse(text) != null).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "/hls/{stream}.m3u8,true",
        "/{app}/hls/{stream}/index.m3u8,true",
        "hls/{stream}.m3u8,false",
        "/hls/stream.m3u8,false",
        "/{stream}/{stream}.m3u8,false",
        "/{name}.m3u8,false",
        "/{stream}?x=1,false"
    })
    void streamPath_text_readOrRefused(String text, boolean valid) {
        assertThat(ValueType.STREAM_PATH.parse(text) != null).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1 KiB", "1610612736,1.5 GiB", "10737418240,10 GiB", "1099511627776,1 TiB"
    })
    void showBytes_amount_readable(long bytes, String shown) {
        assertThat(Quantities.showBytes(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0,0 s", "500,500 ms", "2000,2 s", "60000,1 min", "5400000,90 min", "86400000,24 h", "172800000,2 days"
    })
    void showDuration_amount_readable(long ms, String shown) {
        assertThat(Quantities.showDuration(Duration.ofMillis(ms))).isEqualTo(shown);
    }
}
