package io.weir.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraSourceTest {
    private static final String PASSWORD = "s3cr3t";

    @ParameterizedTest
    @CsvSource({
        "rtsp://10.0.0.5/stream1, 10.0.0.5:554/stream1",
        "RTSP://10.0.0.5:554/stream1, 10.0.0.5:554/stream1",
        "rtsp://10.0.0.5:/stream1, 10.0.0.5:554/stream1",
        "rtsps://cam.example/a, cam.example:322/a",
        "rtmp://cam.example/a, cam.example:1935/a",
        "rtmps://cam.example/a, cam.example:443/a",
        "rtsp://admin:pw@Cam.Example./a, cam.example:554/a",
        "rtsp://cam.example, cam.example:554/",
        "rtsp://cam.example?x=1, cam.example:554/?x=1",
        "rtsp://cam.example/a/, cam.example:554/a",
        "rtsp://cam.example//a///b/, cam.example:554/a/b",
        "rtsp://cam.example/a?, cam.example:554/a",
        "rtsp://cam.example/a?subtype=0&channel=1, cam.example:554/a?channel=1&subtype=0",
        "rtsp://cam.example/%41%7e%2f%c3%a4, cam.example:554/A~%2F%C3%A4",
        "rtsp://cam.example/ä, cam.example:554/%C3%A4",
        "rtsp://cam.example/Streaming/Channels/101, cam.example:554/Streaming/Channels/101",
        "rtsp://bücher.example/a, xn--bcher-kva.example:554/a",
        "rtsp://cam_1/a, cam_1:554/a",
        "rtsp://[2001:DB8:0:0::5]/a, [2001:db8::5]:554/a",
        "rtsp://[::ffff:10.0.0.5]:8554/a, 10.0.0.5:8554/a",
    })
    void canonical_spellings_alike(String url, String canonical) {
        assertThat(CameraSource.parse(url).canonical()).isEqualTo(canonical);
    }

    @Test
    void canonical_path_keepsItsCase() {
        assertThat(CameraSource.parse("rtsp://a/Live").canonical())
                .isNotEqualTo(CameraSource.parse("rtsp://a/live").canonical());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "rtsp://admin:a%40b%3A%2F%25@h/x, admin, a@b:/%",
                "rtsp://admin:p@ss@h/x, admin, p@ss",
                "rtsp://admin:a:b@h/x, admin, a:b",
                "rtsp://us%65r:%C3%A4@h/x, user, ä",
                "rtsp://admin:ä@h/x, admin, ä",
                "rtsp://admin@h/x, admin, ''",
                "rtsp://h/x, -, -",
            })
    void parse_credentials_decoded(String url, @Nullable String user, @Nullable String password) {
        Credentials credentials = CameraSource.parse(url).credentials();

        assertThat(credentials == null ? null : credentials.user().reveal()).isEqualTo(user);
        assertThat(credentials == null ? null : credentials.password().reveal()).isEqualTo(password);
    }

    @Test
    void revealUrl_parsedAgain_sameSource() {
        CameraSource source = CameraSource.parse("rtsp://ad%20min:p%40s%2Fs%25@[2001:db8::5]/a//b/?x=1");

        assertThat(source.revealUrl()).isEqualTo("rtsp://ad%20min:p%40s%2Fs%25@[2001:db8::5]:554/a//b/?x=1");
        assertThat(CameraSource.parse(source.revealUrl())).isEqualTo(source);
    }

    @Test
    void toString_anySource_showsNoCredentials() {
        CameraSource source = CameraSource.parse("rtsp://admin:" + PASSWORD + "@cam.example/x");

        assertThat(source.toString()).isEqualTo("rtsp://***@cam.example:554/x");
        assertThat(source.toString() + source.credentials() + Camera.of(TestCameras.CAM1, source))
                .doesNotContain(PASSWORD, "admin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://h/user=admin&password=s3cr3t&channel=1&stream=0.sdp?",
                "rtsp://h/live?channel=1&Pwd=s3cr3t",
                "rtsp://h/user=admin_password=s3cr3t_channel=1_stream=0.sdp",
                "rtsp://h/live;token=s3cr3t",
            })
    void shown_passwordInThePath_hidden(String url) {
        CameraSource source = CameraSource.parse(url);

        assertThat(source.shown()).doesNotContain(PASSWORD).contains("=***");
        assertThat(source.revealUrl()).contains(PASSWORD);
        assertThat(new Reservation(source.canonical(), 1, 2).toString()).doesNotContain(PASSWORD);
    }

    @Test
    void parse_hiddenCredentials_meansTheStored() {
        CameraSource source = CameraSource.parse("rtsp://***@h/x");

        assertThat(source.hasStoredCredentials()).isTrue();
        assertThat(source.credentials()).isNull();
        assertThat(source.shown()).isEqualTo("rtsp://***@h:554/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cam.example",
                "http://h/s3cr3t",
                "file:///etc/s3cr3t",
                "rtsp:/h/s3cr3t",
                "rtsp:///s3cr3t",
                "rtsp://admin:s3cr3t@/x",
                "rtsp://admin:s3/cr3t@h/x",
                "rtsp://admin:s3cr3t%zz@h/x",
                "rtsp://admin:s3cr3t%4@h/x",
                "rtsp://admin:s3cr3t%00@h/x",
                "rtsp://admin:s3cr3t%ff@h/x",
                "rtsp://:s3cr3t@h/x",
                "rtsp://h:0/s3cr3t",
                "rtsp://h:65536/s3cr3t",
                "rtsp://h:99999999999/s3cr3t",
                "rtsp://h:-1/s3cr3t",
                "rtsp://h:5 5/s3cr3t",
                "rtsp://h /s3cr3t",
                "rtsp://h\\s3cr3t",
                "rtsp://-h/s3cr3t",
                "rtsp://h..x/s3cr3t",
                "rtsp://a%41/s3cr3t",
                "rtsp://10.0.0/s3cr3t",
                "rtsp://10.0.0.256/s3cr3t",
                "rtsp://010.0.0.1/s3cr3t",
                "rtsp://0x7f000001/s3cr3t",
                "rtsp://2130706433/s3cr3t",
                "rtsp://::1/s3cr3t",
                "rtsp://[::1/s3cr3t",
                "rtsp://[::1]x/s3cr3t",
                "rtsp://[10.0.0.5]/s3cr3t",
                "rtsp://[fe80::1%25eth0]/s3cr3t",
                "rtsp://h/s3cr3t#x",
                "rtsp://h/s3cr3t x",
                "rtsp://h/s3cr3t\u0000",
                "rtsp://h/s3cr3t\r\nX: y",
                "rtsp://h/s3cr3t%",
                "rtsp://h/s3cr3t%4",
                "rtsp://h/s3cr3t\"x",
                "rtsp://h/../s3cr3t",
                "rtsp://h/s3cr3t/..",
                "rtsp://h/s3cr3t/%2e%2E/x",
                "rtsp://h/s3cr3t/./x",
            })
    void parse_noSource_refusedWithoutRepeatingIt(String url) {
        assertThatExceptionOfType(InvalidCameraException.class)
                .isThrownBy(() -> CameraSource.parse(url))
                .satisfies(e -> assertThat(e.problems()).isNotEmpty())
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3", "cr3t"));
    }

    @Test
    void parse_severalThingsWrong_allTold() {
        assertThatExceptionOfType(InvalidCameraException.class)
                .isThrownBy(() -> CameraSource.parse("rtsp://u:%zz@-h:0/a b"))
                .satisfies(e -> assertThat(e.problems()).hasSize(4));
    }

    @Test
    void parse_lengths_bounded() {
        String head = "rtsp://h/";
        String longest = head + "x".repeat(SourceParser.MAX_URL_CHARS - head.length());

        assertThat(CameraSource.parse(longest).path()).hasSize(SourceParser.MAX_URL_CHARS - head.length() + 1);
        assertThatExceptionOfType(InvalidCameraException.class).isThrownBy(() -> CameraSource.parse(longest + "x"));
        assertThatExceptionOfType(InvalidCameraException.class)
                .isThrownBy(() -> CameraSource.parse("rtsp://u:" + "p".repeat(257) + "@h/"));
        assertThatExceptionOfType(InvalidCameraException.class)
                .isThrownBy(() -> CameraSource.parse("rtsp://" + "a.".repeat(127) + "/"));
    }

    @Test
    void parse_cutAndMutatedUrls_sourceOrRefusal() {
        String url = "rtsp://us%65r:p%40ss@[2001:db8::5]:8554/a/%41b?x=1&y=ä";
        for (int at = 0; at <= url.length(); at++) {
            parseOrRefuse(url.substring(0, at));
            for (char c : new char[] {'%', '@', ':', '/', '[', ']', '#', '\u0000', '\ud800', 'ß'}) {
                parseOrRefuse(url.substring(0, at) + c + url.substring(at));
            }
        }
    }

    private static void parseOrRefuse(String url) {
        try {
            CameraSource source = CameraSource.parse(url);
            assertThat(CameraSource.parse(source.revealUrl()).canonical()).isEqualTo(source.canonical());
        } catch (InvalidCameraException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }
}
