package io.weir.camera.api;

import io.weir.camera.CameraProbe;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraStates;
import io.weir.camera.InvalidCameraException;
import io.weir.camera.RegistryUnavailableException;
import io.weir.runtime.ManagementReply;
import io.weir.runtime.ManagementRequest;
import io.weir.runtime.ManagementRoutes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/cameras}: lists, shows, puts, deletes, imports, exports and tests cameras. {@code openapi.json} beside this
 * class describes it, and is served.
 */
public final class CameraApi implements ManagementRoutes {
    private static final int MAX_BODY_BYTES = 4 << 20;
    private static final String RETRY_AFTER_S = "2";
    private static final String ONE = "/api/v1/cameras/(?<app>[^/]+)/(?<stream>[^/]+)";

    private final List<Route> routes;

    /** What answers, by method. */
    private record Route(Pattern path, Map<String, Function<Call, ManagementReply>> methods) {
        Route(String path, Map<String, Function<Call, ManagementReply>> methods) {
            this(Pattern.compile(path), methods);
        }
    }

    /**
     * The API on that registry.
     *
     * @param fileProblem what is wrong with the file of cameras, if there is one
     * @param probe null if this node cannot connect to cameras
     */
    public CameraApi(
            CameraRegistry registry,
            CameraStates states,
            Supplier<Optional<String>> fileProblem,
            @Nullable CameraProbe probe) {
        CameraViews views = new CameraViews(registry, states, fileProblem);
        CameraEdits edits = new CameraEdits(registry, views);
        CameraTrial trial = new CameraTrial(registry, views, probe);
        routes = List.of(
                new Route("/api/v1/openapi\\.json", Map.of("GET", call -> OpenApi.reply())),
                new Route("/api/v1/cameras", Map.of("GET", views::list)),
                new Route(
                        "/api/v1/cameras\\.csv",
                        Map.of("GET", views::export, "POST", edits::importCsv, "PUT", edits::importCsv)),
                new Route("/api/v1/cameras/test", Map.of("POST", trial::source)),
                new Route(ONE + "/test", Map.of("POST", trial::camera)),
                new Route(ONE, Map.of("GET", views::show, "PUT", edits::put, "DELETE", edits::delete)));
    }

    @Override
    public String prefix() {
        return "/api/v1/";
    }

    @Override
    public int maxBodyBytes() {
        return MAX_BODY_BYTES;
    }

    @Override
    public ManagementReply answer(ManagementRequest request) {
        try {
            return route(request);
        } catch (ApiException e) {
            return CameraJson.error(e);
        } catch (InvalidCameraException e) {
            return CameraJson.error(ApiException.invalidCamera(e.problems()));
        } catch (RegistryUnavailableException e) {
            return CameraJson.error(new ApiException(503, "unavailable", String.valueOf(e.getMessage())))
                    .with("Retry-After", RETRY_AFTER_S);
        }
    }

    private ManagementReply route(ManagementRequest request) {
        String method = "HEAD".equals(request.method()) ? "GET" : request.method();
        if (!"GET".equals(method) && request.header("origin") != null) {
            // Whatever name it has given this address: a browser tells where the page is from.
            throw new ApiException(403, "web_page", "no web page may change cameras here");
        }
        for (Route route : routes) {
            Matcher path = route.path().matcher(request.path());
            if (path.matches()) {
                Function<Call, ManagementReply> answer = route.methods().get(method);
                if (answer != null) {
                    return answer.apply(new Call(request, path));
                }
                String allowed = String.join(", ", new TreeSet<>(route.methods().keySet()));
                return CameraJson.error(new ApiException(405, "method", "only " + allowed + " are answered here"))
                        .with("Allow", allowed);
            }
        }
        throw new ApiException(404, "not_there", "there is nothing here; /api/v1/openapi.json tells what there is");
    }
}
