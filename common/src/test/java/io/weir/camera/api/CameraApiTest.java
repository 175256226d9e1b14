package io.weir.camera.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.camera.Camera;
import io.weir.camera.CameraStatus;
import io.weir.camera.Credentials;
import io.weir.camera.TestCameras;
import io.weir.name.StreamName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraApiTest {
    private static final String CAM1 = "/api/v1/cameras/live/cam1";
    private static final String CAM2 = "/api/v1/cameras/live/cam2";
    private static final String WITH_SECRET = "{\"source\":\"rtsp://admin:hunter2@10.0.0.5/one\"}";

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
    void put_newCamera_isAnsweredAndRegistered() {
        ApiServer.Answer answer = api.put(
                CAM1,
                "{\"source\":\"rtsp://admin:hunter2@10.0.0.5/one\",\"transport\":\"udp\",\"on_demand\":true,"
                        + "\"enabled\":false,\"labels\":{\"site\":\"north\"}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        JsonNode camera = answer.json();
        assertThat(camera.get("app").textValue()).isEqualTo("live");
        assertThat(camera.get("stream").textValue()).isEqualTo("cam1");
        assertThat(camera.get("source").textValue()).isEqualTo("rtsp://***@10.0.0.5:554/one");
        assertThat(camera.get("has_credentials").booleanValue()).isTrue();
        assertThat(camera.get("transport").textValue()).isEqualTo("udp");
        assertThat(camera.get("on_demand").booleanValue()).isTrue();
        assertThat(camera.get("enabled").booleanValue()).isFalse();
        assertThat(camera.get("labels").get("site").textValue()).isEqualTo("north");
        assertThat(camera.get("state").get("phase").textValue()).isEqualTo("disabled");
        assertThat(stored().source().credentials()).isEqualTo(Credentials.of("admin", "hunter2"));
        assertThat(api.get(CAM1).json()).isEqualTo(camera);
    }

    @Test
    void put_userAndPasswordAsMembers_areTheCredentials() {
        api.put(CAM1, "{\"source\":\"rtsp://10.0.0.5/one\",\"user\":\"admin\",\"password\":\"hunter2/@:%\"}");

        assertThat(stored().source().credentials()).isEqualTo(Credentials.of("admin", "hunter2/@:%"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"source\":\"rtsp://10.0.0.5/one\",\"on_demand\":true}",
                "{\"source\":\"rtsp://***@10.0.0.5:554/one\",\"on_demand\":true}"
            })
    void put_sameSourceWithoutCredentials_keepsThem(String body) {
        api.put(CAM1, WITH_SECRET);

        assertThat(api.put(CAM1, body).json().get("has_credentials").booleanValue())
                .isTrue();
        assertThat(stored().onDemand()).isTrue();
        assertThat(stored().source().credentials()).isEqualTo(Credentials.of("admin", "hunter2"));
    }

    @Test
    void put_whatWasRead_changesNothing() {
        api.put(CAM1, "{\"source\":\"rtsp://admin:hunter2@10.0.0.5/one?password=hunter2&x=1\"}");
        String read = api.get(CAM1).body();
        Camera before = stored();
        int writes = api.registry.writes();

        assertThat(api.put(CAM1, read).body()).isEqualTo(read);
        assertThat(stored()).isEqualTo(before);
        assertThat(api.registry.writes()).isEqualTo(writes);
    }

    @Test
    void put_hiddenPathWithNewCredentials_takesBoth() {
        api.put(CAM1, "{\"source\":\"rtsp://admin:old@10.0.0.5/one?token=hunter2\"}");

        api.put(CAM1, "{\"source\":\"rtsp://root:new@10.0.0.5/one?token=***\"}");

        assertThat(stored().source().revealUrl()).isEqualTo("rtsp://root:new@10.0.0.5:554/one?token=hunter2");
    }

    @Test
    void put_otherHostWithoutCredentials_hasNone() {
        api.put(CAM1, WITH_SECRET);

        JsonNode moved = api.put(CAM1, "{\"source\":\"rtsp://10.6.6.6/one\"}").json();

        assertThat(moved.get("has_credentials").booleanValue()).isFalse();
        assertThat(stored().source().credentials()).isNull();
    }

    @Test
    void put_otherHostThatAsksForStoredCredentials_refused() {
        api.put(CAM1, WITH_SECRET);

        ApiServer.Answer answer = api.put(CAM1, "{\"source\":\"rtsp://***@10.6.6.6/one\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(reason(answer)).isEqualTo("nothing_stored");
        assertThat(stored().source().host()).isEqualTo("10.0.0.5");
    }

    @Test
    void put_sourceOfAnotherStream_409NamesIt() {
        api.put(CAM1, WITH_SECRET);

        ApiServer.Answer answer = api.put(CAM2, "{\"source\":\"RTSP://viewer:other@10.0.0.5:554/%6fne/\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(reason(answer)).isEqualTo("source_taken");
        assertThat(answer.json().get("holder").textValue()).isEqualTo("live/cam1");
        assertThat(answer.json().get("error").textValue())
                .isEqualTo("the source rtsp://***@10.0.0.5:554/%6fne/ of live/cam2 is pulled as live/cam1 already:"
                        + " a camera is one stream's");
        assertThat(api.get(CAM2).status()).isEqualTo(404);
    }

    @Test
    void put_sourceThatIsStillBeingGivenUp_409UntilReleased() {
        api.put(CAM1, WITH_SECRET);
        api.delete(CAM1);

        ApiServer.Answer early = api.put(CAM2, WITH_SECRET);
        JsonNode releasing = api.get("/api/v1/cameras").json().get("releasing");
        api.registry.releaseAll();

        assertThat(reason(early)).isEqualTo("source_releasing");
        assertThat(early.json().get("holder").textValue()).isEqualTo("live/cam1");
        assertThat(releasing.toString()).isEqualTo("[{\"stream\":\"live/cam1\",\"source\":\"10.0.0.5:554/one\"}]");
        assertThat(api.put(CAM2, WITH_SECRET).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|source is missing",
                "[]|the body must be a JSON object",
                "{\"source\":|the body is no JSON (line 1)",
                "{\"source\":\"http://admin:hunter2@10.0.0.5/\"}|must begin with rtsp://",
                "{\"source\":\"rtsp://admin:hunter2/x@10.0.0.5/\"}|port must be a number",
                "{\"source\":\"rtsp://h/\",\"sorce\":\"admin\"}|a member that is none of",
                "{\"source\":\"rtsp://h/\",\"enabled\":\"admin\"}|enabled must be true or false",
                "{\"source\":\"rtsp://h/\",\"source\":\"rtsp://h/\"}|the body is no JSON",
                "{\"source\":\"rtsp://h/\",\"labels\":{\"a\":1}}|labels must be an object of strings",
                "{\"source\":\"rtsp://h/\",\"labels\":{\"app\":\"x\"}}|no label may be named app",
                "{\"source\":\"rtmp://h/\",\"transport\":\"udp\"}|transport udp is for rtsp only",
                "{\"source\":\"rtsp://h/\",\"password\":\"hunter2\"}|a password needs a user",
            })
    void put_brokenBody_400TellsWhy(String body, String why) {
        ApiServer.Answer answer = api.put(CAM1, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(reason(answer)).isEqualTo("invalid");
        assertThat(answer.json().get("error").textValue()).contains(why);
        assertThat(api.registry.writes()).isZero();
    }

    @Test
    void put_severalRulesBroken_tellsEach() {
        ApiServer.Answer answer =
                api.put(CAM1, "{\"source\":\"rtsp://h\",\"transport\":\"sctp\",\"labels\":{\"-\":\"\"}}");

        assertThat(answer.json().get("problems")).hasSize(2);
    }

    @Test
    void put_badStreamName_400() {
        assertThat(api.put("/api/v1/cameras/api/cam1", WITH_SECRET).status()).isEqualTo(400);
        assertThat(api.put("/api/v1/cameras/live/..%2f", WITH_SECRET).status()).isEqualTo(400);
    }

    @Test
    void put_otherType_415() {
        ApiServer.Answer answer = api.send("PUT", CAM1, "text/plain", WITH_SECRET);

        assertThat(answer.status()).isEqualTo(415);
        assertThat(reason(answer)).isEqualTo("type");
    }

    @Test
    void put_byAWebPage_403() {
        ApiServer.Answer answer =
                api.send("PUT", CAM1, ApiServer.JSON, WITH_SECRET, "Origin", "http://rebound.example:9400");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(reason(answer)).isEqualTo("web_page");
        assertThat(api.registry.writes()).isZero();
    }

    @Test
    void put_bodyTooLong_413() {
        ApiServer.Answer answer = api.put(CAM1, " ".repeat((4 << 20) + 1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(reason(answer)).isEqualTo("body_too_long");
    }

    @Test
    void put_ofAnotherVersion_412() {
        String first = Objects.requireNonNull(api.put(CAM1, WITH_SECRET).header("etag"));
        String changed = "{\"source\":\"rtsp://10.0.0.5/one\",\"on_demand\":true}";

        assertThat(api.send("PUT", CAM1, ApiServer.JSON, changed, "If-Match", first)
                        .status())
                .isEqualTo(200);
        ApiServer.Answer late = api.send("DELETE", CAM1, null, null, "If-Match", first);
        assertThat(late.status()).isEqualTo(412);
        assertThat(reason(late)).isEqualTo("changed");
        assertThat(api.send("DELETE", CAM1, null, null, "If-Match", "x").status())
                .isEqualTo(400);
    }

    @Test
    void putAndDelete_ownedByFile_refusedUnlessForced() {
        api.registry
                .put(TestCameras.camera(TestCameras.CAM1, "rtsp://10.0.0.5/one").withFile("cameras.yaml"))
                .join();

        ApiServer.Answer put = api.put(CAM1, "{\"source\":\"rtsp://10.0.0.5/other\"}");
        ApiServer.Answer delete = api.delete(CAM1);

        assertThat(put.status()).isEqualTo(409);
        assertThat(reason(put)).isEqualTo("owned_by_file");
        assertThat(put.body()).contains("is in the file cameras.yaml: change it there");
        assertThat(reason(delete)).isEqualTo("owned_by_file");
        assertThat(api.get(CAM1).json().get("file").textValue()).isEqualTo("cameras.yaml");
        assertThat(api.delete(CAM1 + "?force=true").status()).isEqualTo(204);
    }

    @Test
    void delete_camera_204ThenGone() {
        api.put(CAM1, WITH_SECRET);

        assertThat(api.delete(CAM1).status()).isEqualTo(204);
        assertThat(api.get(CAM1).status()).isEqualTo(404);
        ApiServer.Answer again = api.delete(CAM1);
        assertThat(again.status()).isEqualTo(404);
        assertThat(reason(again)).isEqualTo("not_there");
    }

    @Test
    void list_byLabel_thoseOfIt() {
        api.put(CAM1, "{\"source\":\"rtsp://h/1\",\"labels\":{\"site\":\"a=b\"}}");
        api.put(CAM2, "{\"source\":\"rtsp://h/2\",\"labels\":{\"site\":\"south\"}}");

        assertThat(streams("/api/v1/cameras")).containsExactly("cam1", "cam2");
        assertThat(streams("/api/v1/cameras?label=site%3Dsouth")).containsExactly("cam2");
        assertThat(streams("/api/v1/cameras?label=site=a=b")).containsExactly("cam1");
        assertThat(streams("/api/v1/cameras?label=place=south")).isEmpty();
        assertThat(api.get("/api/v1/cameras?label=south").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/cameras?label=%25zz").status()).isEqualTo(400);
    }

    @Test
    void list_fileIsBroken_isTold() {
        assertThat(api.get("/api/v1/cameras").body()).isEqualTo("{\"cameras\":[],\"releasing\":[]}");

        api.fileProblem = "cameras.yaml: it is not UTF-8";

        assertThat(api.get("/api/v1/cameras").json().get("file_problem").textValue())
                .isEqualTo("cameras.yaml: it is not UTF-8");
    }

    @Test
    void get_pullHasState_isTold() {
        api.put(CAM1, WITH_SECRET);
        api.states.put(
                TestCameras.CAM1,
                new CameraStatus(
                        CameraStatus.Phase.BACKING_OFF,
                        "the camera refuses the password (401)",
                        "node-2",
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Instant.parse("2026-01-02T03:03:05Z"),
                        List.of("audio opus")));

        assertThat(api.get(CAM1).json().get("state").toString())
                .isEqualTo("{\"phase\":\"backing_off\",\"cause\":\"the camera refuses the password (401)\","
                        + "\"node\":\"node-2\",\"next_try\":\"2026-01-02T03:04:05Z\",\"since\":\"2026-01-02T03:03:05Z\","
                        + "\"left_out\":[\"audio opus\"]}");
    }

    @Test
    void registryIsAway_writesAre503ReadsAreNot() {
        api.put(CAM1, WITH_SECRET);
        api.registry.away("the change was not made: Kafka is away");

        ApiServer.Answer answer = api.delete(CAM1);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(reason(answer)).isEqualTo("unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("2");
        assertThat(api.get(CAM1).status()).isEqualTo(200);
    }

    @Test
    void registryIsNotRead_readsAre503() {
        api.registry.loaded(false);

        assertThat(api.get("/api/v1/cameras").status()).isEqualTo(503);
        assertThat(api.get(CAM1).status()).isEqualTo(503);
    }

    @Test
    void otherMethods_405() {
        ApiServer.Answer answer = api.send("PATCH", CAM1, ApiServer.JSON, "{}");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("DELETE, GET, PUT");
        assertThat(reason(answer)).isEqualTo("method");
    }

    @Test
    void otherPaths_404() {
        assertThat(reason(api.get("/api/v1/"))).isEqualTo("not_there");
        assertThat(reason(api.get("/api/v1/cameras/live"))).isEqualTo("not_there");
        assertThat(api.get("/api/v2/cameras").status()).isEqualTo(404);
    }

    @Test
    void head_camera_hasNoBody() {
        api.put(CAM1, WITH_SECRET);

        ApiServer.Answer answer = api.send("HEAD", CAM1, null, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    private List<String> streams(String path) {
        return api.get(path).json().get("cameras").findValuesAsText("stream");
    }

    private static @Nullable String reason(ApiServer.Answer answer) {
        return answer.json().get("reason").textValue();
    }

    private Camera stored() {
        StreamName stream = TestCameras.CAM1;
        return Objects.requireNonNull(
                Objects.requireNonNull(api.registry.cameras().entry(stream)).camera());
    }
}
