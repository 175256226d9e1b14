package io.weir.camera.api;

import io.weir.camera.Camera;
import io.weir.camera.CameraEntry;
import io.weir.camera.CameraForm;
import io.weir.camera.CameraProbe;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraSnapshot;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraStatus;
import io.weir.camera.CameraTransport;
import io.weir.name.StreamName;
import io.weir.runtime.ManagementReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tests cameras. A source that a stream has is pulled by some node, or may be at any moment: a second connection could be one
 * too many for it, so none is opened, and the answer is how the pull is. Other sources are connected to, one at a time each.
 */
final class CameraTrial {
    private static final long READ_TIMEOUT_S = 15;
    private static final long PROBE_TIMEOUT_S = 60;

    /** So many at a time; each keeps one of the API's threads. */
    private static final int MAX_PROBES = 2;

    private final CameraRegistry registry;
    private final CameraViews views;
    private final @Nullable CameraProbe probe;
    private final Set<String> probed = new HashSet<>();

    CameraTrial(CameraRegistry registry, CameraViews views, @Nullable CameraProbe probe) {
        this.registry = registry;
        this.views = views;
        this.probe = probe;
    }

    /** Tests the stream's camera. */
    ManagementReply camera(Call call) {
        CameraSnapshot snapshot = views.loaded();
        Camera camera = CameraViews.requireCamera(snapshot, call.stream());
        return held(
                snapshot,
                snapshot.otherHolder(camera).map(CameraSnapshot.Holder::stream).orElse(camera.stream()));
    }

    /** Tests a source that the body names. */
    ManagementReply source(Call call) {
        List<String> problems = new ArrayList<>();
        CameraForm form = CameraJson.form(call.body(ManagementReply.JSON));
        CameraSource source = form.source(problems);
        CameraTransport transport = form.transport(problems);
        if (source == null || transport == null) {
            throw ApiException.invalidCamera(problems);
        }
        String canonical = source.canonical();
        begin(canonical);
        try {
            CameraSnapshot snapshot = Call.await(registry.current(), READ_TIMEOUT_S);
            Optional<CameraSnapshot.Holder> holder = snapshot.holder(canonical);
            return holder.isPresent()
                    ? held(snapshot, holder.get().stream())
                    : CameraJson.reply(200, CameraJson.probed(source, probe(source, transport)));
        } finally {
            end(canonical);
        }
    }

    private CameraProbe.Result probe(CameraSource source, CameraTransport transport) {
        if (source.hasStoredCredentials()) {
            throw new ApiException(400, "nothing_stored", "nothing is stored of this source");
        }
        if (probe == null) {
            throw new ApiException(501, "cannot_connect", "this node cannot connect to cameras");
        }
        return Call.await(probe.probe(source, transport), PROBE_TIMEOUT_S);
    }

    private synchronized void begin(String canonical) {
        if (probed.contains(canonical)) {
            throw new ApiException(409, "being_tested", "this source is being tested already");
        }
        if (probed.size() >= MAX_PROBES) {
            throw new ApiException(409, "being_tested", MAX_PROBES + " sources are being tested already");
        }
        probed.add(canonical);
    }

    private synchronized void end(String canonical) {
        probed.remove(canonical);
    }

    private ManagementReply held(CameraSnapshot snapshot, StreamName holder) {
        CameraEntry entry = snapshot.entry(holder);
        Camera camera = entry == null ? null : entry.camera();
        CameraStatus status = camera == null
                ? CameraStatus.of(CameraStatus.Phase.WAITING, "its source is being given up")
                : views.status(snapshot, camera);
        return CameraJson.reply(200, CameraJson.held(holder, status));
    }
}
