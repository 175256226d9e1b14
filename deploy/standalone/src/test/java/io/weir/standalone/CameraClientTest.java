package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.Camera;
import io.weir.camera.CameraProbe;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraStatus;
import io.weir.camera.CameraTransport;
import io.weir.camera.Credentials;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.camera.api.CameraApi;
import io.weir.name.StreamName;
import io.weir.runtime.Health;
import io.weir.runtime.ManagementServer;
import io.weir.runtime.Meters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir camera}, from its command line to the registry and back. */
class CameraClientTest {
    private static final StreamName GATE = new StreamName("live", "gate");

    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private final Map<StreamName, CameraStatus> states = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> prompts = new ArrayList<>();
    private final Meters meters = new Meters();
    private CameraProbe.Result probed =
            new CameraProbe.Result(null, List.of("H.264 1920x1080"), List.of("audio opus"), 5);
    private @Nullable String typed;
    private ManagementServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new ManagementServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Health(meters.registry()),
                meters.registry());
        server.serve(new CameraApi(
                registry,
                stream -> Optional.ofNullable(states.get(stream)),
                Optional::empty,
                (source, transport) -> CompletableFuture.completedFuture(probed)));
        environment.put(
                "WEIR_MANAGEMENT_PORT", Integer.toString(server.address().getPort()));
    }

    @AfterEach
    void close() {
        assertThat(text(out) + text(err)).doesNotContain("hunter2");
        server.close();
        meters.close();
    }

    @Test
    void add_userInUrl_passwordIsAskedFor() {
        typed = "hunter2 /@";

        int code = weir(
                "camera",
                "add",
                "live/gate",
                "rtsp://admin@10.0.0.5/one",
                "--udp",
                "--on-demand",
                "--label",
                "site=north");

        assertThat(code).isZero();
        assertThat(text(out)).isEqualTo("live/gate is pulled from rtsp://***@10.0.0.5:554/one\n");
        assertThat(prompts).containsExactly("Password of admin for 10.0.0.5: ");
        assertThat(registry.cameras().cameras())
                .containsExactly(new Camera(
                        GATE,
                        CameraSource.parse("rtsp://10.0.0.5/one")
                                .withCredentials(Credentials.of("admin", "hunter2 /@")),
                        CameraTransport.UDP,
                        true,
                        true,
                        Map.of("site", "north"),
                        null));
    }

    @Test
    void add_passwordInEnvironment_nobodyIsAsked() {
        environment.put("WEIR_CAMERA_PASSWORD", "hunter2");

        assertThat(weir("camera", "add", "live/gate", "rtsp://admin@10.0.0.5/one", "--disabled"))
                .isZero();

        assertThat(prompts).isEmpty();
        Camera camera = registry.cameras().cameras().get(0);
        assertThat(camera.enabled()).isFalse();
        assertThat(camera.source().credentials()).isEqualTo(Credentials.of("admin", "hunter2"));
        assertThat(text(err)).isEmpty();
    }

    @Test
    void add_passwordInUrl_takenWithAWarning() {
        assertThat(weir("camera", "add", "live/gate", "rtsp://admin:hunter2@10.0.0.5/one"))
                .isZero();

        assertThat(text(err)).contains("everyone on this machine can see", "WEIR_CAMERA_PASSWORD");
        assertThat(prompts).isEmpty();
    }

    @Test
    void add_sourceIsAnothers_failsNamingIt() {
        weir("camera", "add", "live/gate", "rtsp://10.0.0.5/one");

        assertThat(weir("camera", "add", "live/yard", "rtsp://10.0.0.5:554/one/"))
                .isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).startsWith("weir: ").contains("is pulled as live/gate already");
    }

    @Test
    void list_cameras_withStateAndCause() {
        weir("camera", "add", "live/gate", "rtsp://viewer@10.0.0.5/one", "--label", "site=north");
        weir("camera", "add", "live/yard", "rtsp://10.0.0.6/one");
        states.put(GATE, CameraStatus.of(CameraStatus.Phase.BACKING_OFF, "nothing answers"));
        out.reset();

        assertThat(weir("camera", "list")).isZero();
        assertThat(text(out).lines())
                .containsExactly(
                        "live/gate                backing_off  rtsp://***@10.0.0.5:554/one (nothing answers)",
                        "live/yard                waiting      rtsp://10.0.0.6:554/one (no node has told of it yet)");
        out.reset();
        weir("camera", "list", "--label", "site=north");
        assertThat(text(out)).contains("live/gate").doesNotContain("live/yard");
        out.reset();
        weir("camera", "list", "--label", "site=south");
        assertThat(text(out)).isEqualTo("there are no cameras of that label\n");
    }

    @Test
    void remove_camera_isGone() {
        weir("camera", "add", "live/gate", "rtsp://10.0.0.5/one");

        assertThat(weir("camera", "remove", "live/gate")).isZero();
        assertThat(registry.cameras().cameras()).isEmpty();
        assertThat(weir("camera", "remove", "live/gate")).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).isEqualTo("weir: there is no camera live/gate\n");
    }

    @Test
    void test_freeSource_tellsItsTracks() {
        assertThat(weir("camera", "test", "rtsp://10.0.0.5/one")).isZero();
        assertThat(text(out)).isEqualTo("it can be pulled:\n  H.264 1920x1080\n  left out: audio opus\n");

        probed = new CameraProbe.Result("nothing answers", List.of(), List.of(), 5);
        assertThat(weir("camera", "test", "rtsp://10.0.0.5/one")).isEqualTo(WeirMain.FAILED);
        assertThat(text(out)).contains("it cannot be pulled: nothing answers");
    }

    @Test
    void test_registeredCamera_tellsHowItsPullIs() {
        weir("camera", "add", "live/gate", "rtsp://10.0.0.5/one");
        states.put(GATE, CameraStatus.of(CameraStatus.Phase.LIVE, null));
        out.reset();

        assertThat(weir("camera", "test", "live/gate")).isZero();
        assertThat(weir("camera", "test", "rtsp://10.0.0.5/one")).isZero();
        assertThat(text(out)).isEqualTo("live/gate has it: live\nlive/gate has it: live\n");
    }

    @Test
    void camera_nobodyAnswers_failsNamingWhere() {
        server.close();

        assertThat(weir("camera", "list")).isEqualTo(WeirMain.FAILED);
        assertThat(text(err))
                .contains("http://127.0.0.1:" + server.address().getPort())
                .contains("--management");
    }

    @Test
    void camera_managementOption_countsBeforeSettings() {
        environment.put("WEIR_MANAGEMENT_PORT", "1");

        assertThat(weir(
                        "camera",
                        "list",
                        "--management",
                        "http://127.0.0.1:" + server.address().getPort()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camera",
                "camera ad",
                "camera add",
                "camera add live/gate",
                "camera add live/gate rtsp://h/ more",
                "camera add live/gate http://h/",
                "camera list --udp",
                "camera list --management nonsense",
            })
    void camera_wrongCommandLine_usage(String arguments) {
        assertThat(weir(arguments.split(" ", -1))).isEqualTo(WeirMain.USAGE);
        assertThat(text(err)).isNotBlank();
        assertThat(text(out)).isEmpty();
    }

    @Test
    void camera_help_onStdout() {
        assertThat(weir("camera", "--help")).isZero();
        assertThat(weir("camera", "add", "--help")).isZero();
        assertThat(text(out)).contains("remove", "STREAM URL", "WEIR_CAMERA_PASSWORD");
    }

    @Test
    void up_withCamera_isGivenToTheProcess() {
        typed = "hunter2";
        List<@Nullable Camera> given = new ArrayList<>();
        WeirMain.Runner runner = (mode, settings, camera, output) -> given.add(camera);

        assertThat(weir(runner, "up", "--camera", "rtsp://admin@10.0.0.5/one")).isZero();
        assertThat(weir(runner, "up", "--camera=rtsp://10.0.0.5/one", "--camera-name=live/gate"))
                .isZero();
        assertThat(weir(runner, "up")).isZero();

        assertThat(given)
                .containsExactly(
                        Camera.of(
                                new StreamName("live", "camera"),
                                CameraSource.parse("rtsp://admin:hunter2@10.0.0.5/one")),
                        Camera.of(GATE, CameraSource.parse("rtsp://10.0.0.5/one")),
                        null);
        assertThat(weir(runner, "up", "--camera", "http://10.0.0.5/one")).isEqualTo(WeirMain.USAGE);
        assertThat(weir(runner, "up", "--camera=rtsp://h/", "--camera-name=gate"))
                .isEqualTo(WeirMain.USAGE);
        assertThat(weir(runner, "edge", "--camera", "rtsp://h/")).isEqualTo(WeirMain.USAGE);
    }

    private int weir(String... arguments) {
        return weir(
                (mode, settings, camera, output) -> {
                    throw new AssertionError("nothing is to be run");
                },
                arguments);
    }

    private int weir(WeirMain.Runner runner, String... arguments) {
        PrintStream errors = print(err);
        CameraPassword password = new CameraPassword(
                environment,
                prompt -> {
                    prompts.add(prompt);
                    return typed;
                },
                errors);
        return new WeirMain(print(out), errors, environment, password, runner).execute(arguments);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
