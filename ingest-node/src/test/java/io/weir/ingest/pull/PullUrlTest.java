package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.Secret;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PullUrlTest {
    @ParameterizedTest
    @CsvSource({
        "rtsp://cam/a/b?c=d,                  rtsp://10.0.0.9:554/a/b?c=d,               rtsp://cam:554",
        "RTSP://cam:8554/a,                   rtsp://10.0.0.9:8554/a,                    rtsp://cam:8554",
        "rtsps://cam/a,                       rtsps://10.0.0.9:322/a,                    rtsps://cam:322",
        "rtmp://cam/live/x,                   rtmp://10.0.0.9:1935/live/x,               rtmp://cam:1935",
        "rtmps://cam/live/x,                  rtmps://10.0.0.9:443/live/x,               rtmps://cam:443",
        "rtsp://me:word@cam/a,                rtsp://me:word@10.0.0.9:554/a,             rtsp://cam:554",
        "rtsp://me:w@rd@cam/a,                rtsp://me:w%40rd@10.0.0.9:554/a,           rtsp://cam:554",
        "rtsp://me:w%2Frd@cam,                rtsp://me:w%2Frd@10.0.0.9:554,             rtsp://cam:554",
        "rtsp://[fd00::7]:99/a,               rtsp://10.0.0.9:99/a,                      rtsp://[fd00::7]:99",
        "rtsp://cam?user=me&password=word,    rtsp://10.0.0.9:554?user=me&password=word, rtsp://cam:554",
        "rtsp://cam/user=me_password=w@r_0,   rtsp://10.0.0.9:554/user=me_password=w@r_0, rtsp://cam:554",
    })
    void parse_ofAUrl_pinsTheAddressAndShowsNoSecret(String text, String pinned, String shown) throws Exception {
        PullUrl url = PullUrl.parse(new Secret(text));
        assertThat(url.at(InetAddress.getByName("10.0.0.9")).reveal()).isEqualTo(pinned);
        assertThat(url).hasToString(shown);
    }

    @Test
    void at_ofIpv6_isBracketedWithoutZone() throws Exception {
        PullUrl url = PullUrl.parse(new Secret("rtsp://cam/a"));
        assertThat(url.at(InetAddress.getByName("fe80::1%1")).reveal()).isEqualTo("rtsp://[fe80:0:0:0:0:0:0:1]:554/a");
    }

    @Test
    void tcUrl_ofRtmp_namesTheHostWithoutUser() {
        assertThat(PullUrl.parse(new Secret("rtmp://me:word@cam/live/inner/x?k=v"))
                        .tcUrl()
                        .reveal())
                .isEqualTo("rtmp://cam:1935/live/inner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rtsp:",
                "rtsp://",
                "rtsp:///secretpath",
                "file:///etc/secretpath",
                "http://cam/secretpath",
                "https://cam/secretpath",
                "rtsp://cam:0/secretpath",
                "rtsp://cam:65536/secretpath",
                "rtsp://cam:999999/secretpath",
                "rtsp://cam/secretpath\r\nX: y",
                "rtsp://cam/secret path",
                "rtsp://cam/secretpath\u00e4",
                "rtsp://c,m/secretpath",
                "concat:rtsp://cam/secretpath",
            })
    void parse_ofAnythingElse_isRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> PullUrl.parse(new Secret(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void parse_ofTooLong_isRefused() {
        String longPath = "x".repeat(PullUrl.MAX_CHARS);
        assertThatThrownBy(() -> PullUrl.parse(new Secret("rtsp://cam/" + longPath)))
                .hasMessageContaining("at most 2048");
        String longUser = "u".repeat(PullUrl.MAX_USER_CHARS + 1);
        assertThatThrownBy(() -> PullUrl.parse(new Secret("rtsp://" + longUser + "@cam/")))
                .hasMessageContaining("at most 255");
    }
}
