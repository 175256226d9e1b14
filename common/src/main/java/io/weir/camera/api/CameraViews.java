package io.weir.camera.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.camera.Camera;
import io.weir.camera.CameraEntry;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraSnapshot;
import io.weir.camera.CameraStates;
import io.weir.camera.CameraStatus;
import io.weir.camera.RegistryUnavailableException;
import io.weir.name.StreamName;
import io.weir.runtime.ManagementReply;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What is answered of cameras: from memory, at once, also while Kafka is away. */
final class CameraViews {
    private final CameraRegistry registry;
    private final CameraStates states;
    private final Supplier<Optional<String>> fileProblem;

    CameraViews(CameraRegistry registry, CameraStates states, Supplier<Optional<String>> fileProblem) {
        this.registry = registry;
        this.states = states;
        this.fileProblem = fileProblem;
    }

    /** All cameras, or those of a label. */
    ManagementReply list(Call call) {
        CameraSnapshot snapshot = loaded();
        List<ObjectNode> nodes = selected(snapshot, call).stream()
                .map(camera -> node(snapshot, camera))
                .toList();
        ObjectNode list = CameraJson.list(nodes, snapshot.entries());
        registry.problem().ifPresent(problem -> list.put("registry_problem", problem));
        fileProblem.get().ifPresent(problem -> list.put("file_problem", problem));
        return CameraJson.reply(200, list);
    }

    /** The same as CSV. */
    ManagementReply export(Call call) {
        return ManagementReply.of(200, CameraCsv.TYPE + "; charset=utf-8", CameraCsv.write(selected(loaded(), call)))
                .with("Content-Disposition", "attachment; filename=\"cameras.csv\"");
    }

    private static List<Camera> selected(CameraSnapshot snapshot, Call call) {
        String label = call.parameters().get("label");
        if (label == null) {
            return snapshot.cameras();
        }
        int equals = label.indexOf('=');
        if (equals < 1) {
            throw ApiException.invalid("label must be of the form name=value");
        }
        String name = label.substring(0, equals);
        String value = label.substring(equals + 1);
        return snapshot.cameras().stream()
                .filter(camera -> value.equals(camera.labels().get(name)))
                .toList();
    }

    /** One camera. */
    ManagementReply show(Call call) {
        return show(loaded(), call.stream());
    }

    /** The stream's camera as the snapshot has it. */
    ManagementReply show(CameraSnapshot snapshot, StreamName stream) {
        Camera camera = requireCamera(snapshot, stream);
        CameraEntry entry = Objects.requireNonNull(snapshot.entry(stream));
        return CameraJson.reply(200, node(snapshot, camera)).with("ETag", "\"" + entry.version() + "\"");
    }

    private ObjectNode node(CameraSnapshot snapshot, Camera camera) {
        CameraEntry entry = Objects.requireNonNull(snapshot.entry(camera.stream()));
        return CameraJson.camera(camera, entry, status(snapshot, camera));
    }

    /** How the camera's pull is, as far as is known here. */
    CameraStatus status(CameraSnapshot snapshot, Camera camera) {
        return snapshot.otherHolder(camera)
                .map(other -> CameraStatus.of(
                        CameraStatus.Phase.REFUSED, "its source is " + other.stream() + "'s: a camera is one stream's"))
                .or(() -> states.of(camera.stream()))
                .orElseGet(() -> camera.enabled()
                        ? CameraStatus.of(CameraStatus.Phase.WAITING, "no node has told of it yet")
                        : CameraStatus.of(CameraStatus.Phase.DISABLED, null));
    }

    /** The registry as it is known here. */
    CameraSnapshot loaded() {
        if (!registry.isLoaded()) {
            throw new RegistryUnavailableException(registry.problem().orElse("the cameras are still being read"));
        }
        return registry.cameras();
    }

    static Camera requireCamera(CameraSnapshot snapshot, StreamName stream) {
        CameraEntry entry = snapshot.entry(stream);
        Camera camera = entry == null ? null : entry.camera();
        if (camera == null) {
            throw new ApiException(404, "not_there", "there is no camera " + stream);
        }
        return camera;
    }
}
