package io.weir.camera.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.camera.Camera;
import io.weir.camera.CameraEntry;
import io.weir.camera.CameraForm;
import io.weir.camera.CameraProbe;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraStatus;
import io.weir.name.StreamName;
import io.weir.runtime.ManagementReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cameras as JSON. What is written shows no credentials; what is read must be of the form, member by member. */
final class CameraJson {
    private static final int MAX_DEPTH = 8;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
    }

    private static final Set<String> MEMBERS =
            Set.of("source", "user", "password", "transport", "on_demand", "enabled", "labels");

    /** What is answered of a camera; taken in and passed over, so that what was read may be written back. */
    private static final Set<String> ANSWERED = Set.of("app", "stream", "has_credentials", "version", "file", "state");

    private CameraJson() {}

    /**
     * The camera that a body describes.
     *
     * @throws ApiException 400, with all that is wrong
     */
    static CameraForm form(byte[] body) {
        JsonNode root = read(body);
        List<String> problems = new ArrayList<>();
        root.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name) && !ANSWERED.contains(name)) {
                problems.add("a member that is none of source, user, password, transport, on_demand, enabled, labels");
            }
        });
        CameraForm form = new CameraForm(
                text(root, "source", problems),
                text(root, "user", problems),
                text(root, "password", problems),
                text(root, "transport", problems),
                flag(root, "on_demand", problems),
                flag(root, "enabled", problems),
                labels(root.get("labels"), problems));
        if (!problems.isEmpty()) {
            throw ApiException.invalidCamera(problems);
        }
        return form;
    }

    private static JsonNode read(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            if (root != null && root.isObject()) {
                return root;
            }
            throw ApiException.invalid("the body must be a JSON object");
        } catch (JsonProcessingException e) {
            // Jackson's own message repeats what it read.
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw ApiException.invalid("the body is no JSON" + (line > 0 ? " (line " + line + ")" : ""));
        } catch (IOException e) {
            throw ApiException.invalid("the body is no JSON");
        }
    }

    private static @Nullable String text(JsonNode root, String name, List<String> problems) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            problems.add(name + " must be a string");
            return null;
        }
        return value.textValue();
    }

    private static @Nullable Boolean flag(JsonNode root, String name, List<String> problems) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            problems.add(name + " must be true or false");
            return null;
        }
        return value.booleanValue();
    }

    private static Map<String, String> labels(@Nullable JsonNode value, List<String> problems) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (value == null || value.isNull()) {
            return labels;
        }
        if (!value.isObject()) {
            problems.add("labels must be an object of strings");
            return labels;
        }
        value.properties().forEach(label -> {
            if (label.getValue().isTextual()) {
                labels.put(label.getKey(), label.getValue().textValue());
            } else {
                problems.add("labels must be an object of strings");
            }
        });
        return labels;
    }

    /** A camera and how its pull is. */
    static ObjectNode camera(Camera camera, CameraEntry entry, CameraStatus status) {
        ObjectNode node = JSON.createObjectNode();
        node.put("app", camera.stream().app());
        node.put("stream", camera.stream().stream());
        node.put("source", camera.source().shown());
        node.put("has_credentials", camera.source().credentials() != null);
        node.put("transport", camera.transport().word());
        node.put("on_demand", camera.onDemand());
        node.put("enabled", camera.enabled());
        ObjectNode labels = node.putObject("labels");
        camera.labels().forEach(labels::put);
        if (camera.file() != null) {
            node.put("file", camera.file());
        }
        node.put("version", entry.version());
        node.set("state", status(status));
        return node;
    }

    private static ObjectNode status(CameraStatus status) {
        ObjectNode node = JSON.createObjectNode();
        node.put("phase", status.phase().word());
        putIfThere(node, "cause", status.cause());
        putIfThere(node, "node", status.node());
        putIfThere(node, "next_try", status.nextTry());
        putIfThere(node, "since", status.since());
        strings(node.putArray("left_out"), status.leftOut());
        return node;
    }

    /** All cameras, and what streams have given up. */
    static ObjectNode list(List<ObjectNode> cameras, Iterable<CameraEntry> entries) {
        ObjectNode node = JSON.createObjectNode();
        node.putArray("cameras").addAll(cameras);
        ArrayNode releasing = node.putArray("releasing");
        for (CameraEntry entry : entries) {
            entry.releasing()
                    .forEach(given -> releasing
                            .addObject()
                            .put("stream", entry.stream().toString())
                            .put("source", given.shownSource()));
        }
        return node;
    }

    /** A test that opened nothing. */
    static ObjectNode held(StreamName holder, CameraStatus status) {
        ObjectNode node = JSON.createObjectNode();
        node.put("opened", false);
        node.put("holder", holder.toString());
        node.set("state", status(status));
        return node;
    }

    /** A test that connected, or tried to. */
    static ObjectNode probed(CameraSource source, CameraProbe.Result result) {
        ObjectNode node = JSON.createObjectNode();
        node.put("opened", true);
        node.put("source", source.shown());
        node.put("ok", result.cause() == null);
        putIfThere(node, "cause", result.cause());
        strings(node.putArray("tracks"), result.tracks());
        strings(node.putArray("left_out"), result.leftOut());
        node.put("took_ms", result.tookMs());
        return node;
    }

    /** What was imported, and what of it was not. */
    static ObjectNode imported(int cameras, List<ApiProblem> problems) {
        ObjectNode node = JSON.createObjectNode().put("cameras", cameras);
        problems(node, problems);
        return node;
    }

    /** What went wrong. */
    static ManagementReply error(ApiException e) {
        ApiProblem first = e.problems().get(0);
        ObjectNode node = JSON.createObjectNode();
        node.put("error", String.valueOf(e.getMessage()));
        node.put("reason", first.reason());
        putIfThere(node, "holder", first.holder());
        problems(node, e.problems());
        return reply(e.status(), node);
    }

    private static void problems(ObjectNode node, List<ApiProblem> problems) {
        ArrayNode array = node.putArray("problems");
        for (ApiProblem problem : problems) {
            ObjectNode one = array.addObject();
            if (problem.line() > 0) {
                one.put("line", problem.line());
            }
            putIfThere(one, "stream", problem.stream());
            one.put("reason", problem.reason());
            one.put("text", problem.text());
            putIfThere(one, "holder", problem.holder());
        }
    }

    /** The body as an answer. */
    static ManagementReply reply(int status, ObjectNode body) {
        return ManagementReply.of(status, ManagementReply.JSON, body.toString());
    }

    private static void putIfThere(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
