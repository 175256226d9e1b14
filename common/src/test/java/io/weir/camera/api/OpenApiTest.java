package io.weir.camera.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the description tells of all that there is, and of nothing else; its answers are checked wherever the API is tested. */
class OpenApiTest {
    private ApiServer api;

    @BeforeEach
    void serve() throws IOException {
        api = new ApiServer();
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void get_description_isServed() {
        ApiServer.Answer answer = api.get("/api/v1/openapi.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(api.description().root());
        assertThat(answer.json().get("openapi").textValue()).startsWith("3.1");
    }

    @Test
    void description_everyPath_hasTheMethodsThatAreAnswered() {
        List<String> described = api.description().operations();
        List<String> answered = described.stream()
                .map(operation -> operation.substring(operation.indexOf(' ') + 1))
                .distinct()
                .flatMap(path -> Arrays.stream(allowed(path)).map(method -> method + " " + path))
                .toList();

        assertThat(answered).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void description_everyReference_leadsSomewhere() {
        assertThat(api.description().root().findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(api.description()
                                .root()
                                .at(reference.substring(1))
                                .isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    private String[] allowed(String path) {
        String concrete = path.replace("{app}", "live").replace("{stream}", "cam1");
        return Objects.requireNonNull(
                        api.send("PATCH", concrete, ApiServer.JSON, "{}").header("allow"))
                .split(", ", -1);
    }
}
