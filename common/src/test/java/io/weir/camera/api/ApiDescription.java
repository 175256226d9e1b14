package io.weir.camera.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The served description, to hold answers against. */
final class ApiDescription {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final JsonNode root;

    ApiDescription() throws IOException {
        try (InputStream in = Objects.requireNonNull(CameraApi.class.getResourceAsStream("openapi.json"))) {
            root = MAPPER.readTree(in);
        }
    }

    JsonNode root() {
        return root;
    }

    /** Each operation, such as {@code GET /api/v1/cameras}. */
    List<String> operations() {
        List<String> operations = new ArrayList<>();
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!"parameters".equals(method)) {
                        operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Fails unless the answer, and a body that was taken, are as described. */
    void check(String method, String path, @Nullable String type, @Nullable String body, ApiServer.Answer answer) {
        String plain = path.replaceFirst("\\?.*", "");
        if (!plain.startsWith("/api/v1/") || "HEAD".equals(method)) {
            return;
        }
        JsonNode operation = operation(method, plain);
        if (operation == null) {
            assertThat(answer.status()).isIn(404, 405);
            require("{\"$ref\":\"#/components/schemas/Error\"}", answer.body());
            return;
        }
        JsonNode response = operation.get("responses").get(String.valueOf(answer.status()));
        assertThat(response)
                .as("%s %s does not tell of %s: %s", method, plain, answer.status(), answer.body())
                .isNotNull();
        JsonNode content = resolved(response).get("content");
        if (content == null) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        String answered = Objects.requireNonNull(answer.header("content-type")).replaceFirst(";.*", "");
        assertThat(content.has(answered)).as(answered).isTrue();
        if (ApiServer.JSON.equals(answered)) {
            require(content.get(answered).get("schema").toString(), answer.body());
        }
        if (answer.status() == 200 && ApiServer.JSON.equals(type) && body != null) {
            require(
                    operation
                            .get("requestBody")
                            .get("content")
                            .get(type)
                            .get("schema")
                            .toString(),
                    body);
        }
    }

    private @Nullable JsonNode operation(String method, String path) {
        JsonNode templates = root.get("paths");
        JsonNode found = templates.get(path);
        String name = method.toLowerCase(Locale.ROOT);
        if (found == null) {
            String end = path.endsWith("/test") ? "/test" : "";
            boolean one = path.matches("/api/v1/cameras/[^/]+/[^/]+" + end);
            found = one ? templates.get("/api/v1/cameras/{app}/{stream}" + end) : null;
        }
        return found == null ? null : found.get(name);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").textValue().substring(1)) : node;
    }

    /** A schema stands alone, where the description's components are its definitions. */
    private static String inDefinitions(String schema) {
        return schema.replace("#/components/schemas/", "#/$defs/");
    }

    private void require(String schema, String body) {
        try {
            ObjectNode whole = (ObjectNode) MAPPER.readTree(inDefinitions(schema));
            whole.set(
                    "$defs",
                    MAPPER.readTree(inDefinitions(root.at("/components/schemas").toString())));
            assertThat(schemas.getSchema(whole, CONFIG).validate(body, InputFormat.JSON))
                    .as(body)
                    .isEmpty();
        } catch (IOException e) {
            throw new AssertionError(schema, e);
        }
    }
}
