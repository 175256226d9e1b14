package io.weir.camera.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraTransport;
import io.weir.camera.Credentials;
import io.weir.camera.InvalidCameraException;
import io.weir.name.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraFileTest {
    private static final String OWNER = "cameras.yaml";

    @Test
    void parse_wholeAndShortForm_bothAreCameras() {
        List<Camera> cameras = parse("""
                # the gate and the yard
                cameras:
                  live/gate:
                    source: rtsp://10.0.0.5/stream1
                    user: admin
                    password: 0123
                    transport: udp
                    on_demand: true
                    enabled: false
                    labels: {site: north, floor: 1}
                  live/yard: rtsp://viewer:p%40ss@10.0.0.6/stream1
                """);

        assertThat(cameras)
                .containsExactly(
                        new Camera(
                                new StreamName("live", "gate"),
                                CameraSource.parse("rtsp://10.0.0.5/stream1")
                                        .withCredentials(Credentials.of("admin", "0123")),
                                CameraTransport.UDP,
                                true,
                                false,
                                Map.of("site", "north", "floor", "1"),
                                OWNER),
                        Camera.of(
                                        new StreamName("live", "yard"),
                                        CameraSource.parse("rtsp://viewer:p%40ss@10.0.0.6/stream1"))
                                .withFile(OWNER));
    }

    @Test
    void parse_noCameras_none() {
        assertThat(parse("cameras: {}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123", "1e3", "1_000", "0x1F", "true", "12:30", "'***'", "2026-01-02", "+1"})
    void parse_password_isAsWritten(String written) {
        List<Camera> cameras = parse("cameras: {live/a: {source: 'rtsp://h/', user: u, password: " + written + "}}");

        Credentials credentials = Objects.requireNonNull(cameras.get(0).source().credentials());
        assertThat(credentials.password().reveal()).isEqualTo(written.replace("'", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "cameras:",
                "camera: {}",
                "cameras: [hunter2]",
                "cameras: {}\nhunter2: 1",
                "cameras: {}\n---\ncameras: {}",
                "cameras:\n\tlive/a: rtsp://h/",
                "cameras: {live/a: 'rtsp://u:hunter2@h/', live/a: 'rtsp://u:hunter2@h/'}",
                "cameras: {live: 'rtsp://u:hunter2@h/'}",
                "cameras: {hunter2: 'rtsp://h/'}",
                "cameras: {live/a: {user: hunter2}}",
                "cameras: {live/a: {source: 'rtsp://h/', hunter2: x}}",
                "cameras: {live/a: {source: 'rtsp://h/', enabled: hunter2}}",
                "cameras: {live/a: {source: 'rtsp://h/', password: {hunter2: x}}}",
                "cameras: {live/a: {source: 'rtsp://h/', user: u, password: *hunter2}}",
                "cameras: {live/a: {source: 'rtsp://h/', labels: [hunter2]}}",
                "cameras: {live/a: {source: 'rtsp://h/', labels: {a: {hunter2: x}}}}",
                "cameras: {live/a: {source: 'rtsp://h/', labels: {'-': hunter2}}}",
                "cameras: {live/a: {source: 'rtsp://u:hunter2/x@h/'}}",
                "cameras: {live/a: {source: 'rtsp://h/', user: u, password: 'hunter2}}",
                "cameras: {live/a: null}",
            })
    void parse_broken_isToldWithoutItsText(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(InvalidCameraException.class, e -> {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.toString()).doesNotContain("hunter2");
        });
    }

    @Test
    void parse_severalBroken_tellsLineAndCameraOfEach() {
        String text = """
                cameras:
                  live/a:
                    source: http://h/
                  live/b: rtsp://h/
                  live/c:
                    source: rtsp://h/c
                    transport: sctp
                """;

        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        InvalidCameraException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "line 2: live/a: the source must begin with rtsp://, rtsps://, rtmp:// or rtmps://",
                                        "line 5: live/c: transport must be tcp or udp"));
    }

    private static List<Camera> parse(String text) {
        return CameraFile.parse(text, OWNER);
    }
}
