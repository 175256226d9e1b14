package io.weir.camera.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraTransport;
import io.weir.camera.Credentials;
import io.weir.camera.TestCameras;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraCsvTest {
    private static final String CSV = "/api/v1/cameras.csv";

    private ApiServer api;

    @BeforeEach
    void serve() throws IOException {
        api = new ApiServer();
    }

    @AfterEach
    void close() {
        assertThat(api.bodies()).noneMatch(body -> body.contains("hunter2") || body.contains("admin"));
        api.close();
    }

    @Test
    void import_goodRows_allAreCameras() {
        ApiServer.Answer answer = post("""
                \uFEFFsource,stream,app,user,password,site,transport,enabled\r
                rtsp://10.0.0.5/one,cam1,live,admin,"hunter2,""x",north,udp,FALSE\r
                \r
                rtsp://10.0.0.6/one,cam2,live,,,,,\r
                """);

        assertThat(answer.body()).isEqualTo("{\"cameras\":2,\"problems\":[]}");
        assertThat(api.registry.cameras().cameras())
                .containsExactly(
                        new Camera(
                                TestCameras.CAM1,
                                CameraSource.parse("rtsp://10.0.0.5/one")
                                        .withCredentials(Credentials.of("admin", "hunter2,\"x")),
                                CameraTransport.UDP,
                                false,
                                false,
                                Map.of("site", "north"),
                                null),
                        TestCameras.camera(TestCameras.CAM2, "rtsp://10.0.0.6/one"));
    }

    @Test
    void import_byPut_isTheSame() {
        assertThat(api.send("PUT", CSV, "text/csv", "app,stream,source\nlive,cam1,rtsp://h/\n")
                        .status())
                .isEqualTo(200);
        assertThat(api.registry.cameras().cameras()).hasSize(1);
    }

    @Test
    void export_cameras_withoutCredentials() {
        post("""
                app,stream,source,site
                live,cam1,rtsp://admin:hunter2@10.0.0.5/one?token=hunter2,"a,b"
                live,cam2,rtsp://10.0.0.6/one,
                """);

        ApiServer.Answer answer = api.get(CSV);

        assertThat(answer.header("content-type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(answer.body()).isEqualTo("""
                        app,stream,source,transport,on_demand,enabled,site
                        live,cam1,rtsp://***@10.0.0.5:554/one?token=***,tcp,false,true,"a,b"
                        live,cam2,rtsp://10.0.0.6:554/one,tcp,false,true,
                        """);
        assertThat(api.get(CSV + "?label=site=a%2Cb").body()).contains("cam1").doesNotContain("cam2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "'=1",
                "''",
                "'plain",
                "＝1",
                "=cmd|' /C calc'!A0",
                "a=b",
                "\"",
                "a\"b,c"
            })
    void exportThenImport_label_isHarmlessAndComesBack(String value) {
        StreamName stream = new StreamName("live", "-2");
        Camera camera = new Camera(
                stream, CameraSource.parse("rtsp://h/"), CameraTransport.TCP, false, true, Map.of("site", value), null);
        api.registry.put(camera).join();

        String csv = api.get(CSV).body();
        api.registry.delete(stream).join();
        post(csv);

        assertThat(csv.lines().skip(1).toList())
                .allSatisfy(row -> assertThat(row).contains(",'-2,"));
        assertThat(csv).doesNotContainPattern("[,\n]\"?[=+@＝-]");
        assertThat(api.registry.cameras().cameras()).containsExactly(camera);
    }

    @Test
    void exportThenImport_whatIsRegistered_changesNothing() {
        post("app,stream,source,site\nlive,cam1,rtsp://admin:hunter2@10.0.0.5/one?token=hunter2,x\n");
        int writes = api.registry.writes();

        assertThat(post(api.get(CSV).body()).status()).isEqualTo(200);
        assertThat(api.registry.writes()).isEqualTo(writes);
    }

    @Test
    void exportThenImport_cameraOfAFile_staysTheFiles() {
        api.registry
                .put(TestCameras.camera(TestCameras.CAM1, "rtsp://admin:hunter2@10.0.0.1/")
                        .withFile("cameras.yaml"))
                .join();
        String csv = api.get(CSV).body();

        assertThat(post(csv).status()).isEqualTo(200);
        assertThat(post(csv.replace(",true", ",false")).status()).isEqualTo(409);
        assertThat(api.registry.writes()).isEqualTo(1);
    }

    @Test
    void import_oneRowIsBroken_nothingIsImportedAndEachRowIsTold() {
        ApiServer.Answer answer = post("""
                app,stream,source,note,on_demand
                live,cam1,rtsp://10.0.0.1/,"two
                lines",
                live,cam2,http://admin:hunter2@10.0.0.2/,,maybe
                live,cam3
                live,cam4,rtsp://10.0.0.4/,x,
                live,cam4,rtsp://10.0.0.5/,x,
                a-b,cam6,rtsp://10.0.0.6/,x,
                """);

        assertThat(answer.status()).isEqualTo(400);
        JsonNode problems = answer.json().get("problems");
        assertThat(answer.json().get("error").textValue()).isEqualTo("nothing was imported: 5 rows cannot stand");
        assertThat(problems.findValuesAsText("line")).containsExactly("2", "4", "5", "7", "8");
        assertThat(problems.get(0).get("text").textValue()).contains("none of them a control character");
        assertThat(problems.get(1).get("text").textValue()).contains("on_demand must be", "must begin with rtsp://");
        assertThat(problems.get(1).get("stream").textValue()).isEqualTo("live/cam2");
        assertThat(problems.get(2).get("text").textValue()).isEqualTo("it has 2 columns, the header has 5");
        assertThat(problems.get(3).get("text").textValue()).isEqualTo("live/cam4 stands on line 6 already");
        assertThat(api.registry.writes()).isZero();
    }

    @Test
    void import_sourceTaken_nothingIsImportedAndTheHolderIsTold() {
        post("app,stream,source\nlive,cam1,rtsp://10.0.0.1/\n");

        ApiServer.Answer answer = post(
                "app,stream,source\nlive,cam2,rtsp://10.0.0.2/\nlive,cam3,rtsp://x@10.0.0.1/\nlive,cam4,rtsp://10.0.0.2/\n");

        assertThat(answer.status()).isEqualTo(409);
        JsonNode problems = answer.json().get("problems");
        assertThat(problems.findValuesAsText("line")).containsExactly("3", "4");
        assertThat(problems.findValuesAsText("holder")).containsExactly("live/cam1", "live/cam2");
        assertThat(problems.findValuesAsText("reason")).containsOnly("source_taken");
        assertThat(api.registry.cameras().cameras()).hasSize(1);
    }

    @Test
    void importPartially_someRowsAreBroken_theOthersAreImported() {
        post("app,stream,source\nlive,cam1,rtsp://10.0.0.1/\n");

        ApiServer.Answer answer = api.send(
                "POST",
                CSV + "?partial=true",
                "text/csv",
                "app,stream,source\nlive,cam2,rtsp://10.0.0.1/\nlive,cam3,no\nlive,cam4,rtsp://10.0.0.4/\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("cameras").intValue()).isEqualTo(1);
        assertThat(answer.json().get("problems").findValuesAsText("line")).containsExactly("2", "3");
        assertThat(api.registry.cameras().cameras().stream().map(Camera::stream))
                .isEqualTo(List.of(TestCameras.CAM1, new StreamName("live", "cam4")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app,stream\nlive,cam1\n",
                "app;stream;source\nlive;cam1;rtsp://h/\n",
                "app,stream,source,source\nlive,cam1,rtsp://h/,x\n",
                "app,stream,source,bad name\nlive,cam1,rtsp://h/,x\n",
                "app,stream,source\nlive,cam1,\"rtsp://admin:hunter2@h/\n",
                "app,stream,source\nlive,cam1,\"rtsp://admin\"hunter2\n",
            })
    void import_noCsvOfCameras_400(String text) {
        ApiServer.Answer answer = post(text);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(api.registry.writes()).isZero();
    }

    @Test
    void import_tooMuch_400() {
        assertThat(post("app,stream,source,note\nlive,cam1,rtsp://h/," + "x".repeat(5_000))
                        .status())
                .isEqualTo(400);
        assertThat(post("app,stream,source" + ",x".repeat(70)).status()).isEqualTo(400);
        assertThat(post("app,stream,source\n" + "a\n".repeat(10_001)).status()).isEqualTo(400);
    }

    @Test
    void import_otherType_415() {
        assertThat(api.post(CSV, "app,stream,source\n").status()).isEqualTo(415);
    }

    private ApiServer.Answer post(String csv) {
        return api.send("POST", CSV, "text/csv", csv);
    }
}
