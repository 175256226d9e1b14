package io.weir.camera.api;

import io.weir.camera.Camera;
import io.weir.camera.CameraChanges;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraRegistry;
import io.weir.runtime.ManagementReply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Changes of cameras. What is answered with success is on Kafka. */
final class CameraEdits {
    private static final long WRITE_TIMEOUT_S = 45;

    private final CameraRegistry registry;
    private final CameraViews views;

    CameraEdits(CameraRegistry registry, CameraViews views) {
        this.registry = registry;
        this.views = views;
    }

    /** The stream's camera is to be as the body says. */
    ManagementReply put(Call call) {
        List<String> problems = new ArrayList<>();
        Camera camera = CameraJson.form(call.body(ManagementReply.JSON)).camera(call.stream(), null, problems);
        if (camera == null) {
            throw ApiException.invalidCamera(problems);
        }
        change(CameraChanges.put(camera), call);
        return views.show(registry.cameras(), camera.stream());
    }

    /** The stream is to have no camera. */
    ManagementReply delete(Call call) {
        change(CameraChanges.delete(call.stream()), call);
        return ManagementReply.empty(204);
    }

    /** The streams' cameras are to be as the CSV says; if one row cannot stand nothing is done, unless the parts are wanted. */
    ManagementReply importCsv(Call call) {
        CsvImport read = CsvImport.read(call.body(CameraCsv.TYPE));
        boolean partial = call.isSet("partial");
        List<ApiProblem> problems = new ArrayList<>(read.problems());
        if (partial || problems.isEmpty()) {
            CameraChanges changes = new CameraChanges(read.cameras(), Set.of(), !partial, false, null);
            Call.await(registry.change(changes), WRITE_TIMEOUT_S)
                    .forEach(refusal -> problems.add(ApiProblem.of(refusal, read.line(refusal.stream()))));
        }
        if (!partial && !problems.isEmpty()) {
            throw new ApiException(
                    read.problems().isEmpty() ? 409 : 400,
                    "nothing was imported: " + problems.size() + " rows cannot stand",
                    problems);
        }
        problems.sort(Comparator.comparingInt(ApiProblem::line));
        int refused = problems.size() - read.problems().size();
        return CameraJson.reply(200, CameraJson.imported(read.cameras().size() - refused, problems));
    }

    private void change(CameraChanges changes, Call call) {
        CameraChanges whole = call.isSet("force") ? changes.forced() : changes;
        Long version = call.version();
        List<CameraRefusal> refusals =
                Call.await(registry.change(version == null ? whole : whole.ifVersion(version)), WRITE_TIMEOUT_S);
        if (!refusals.isEmpty()) {
            throw ApiException.of(refusals.get(0));
        }
    }
}
