package io.weir.camera.api;

import io.weir.camera.CameraRefusal;
import java.util.List;

/** A request that is answered with an error. */
final class ApiException extends RuntimeException {
    private final int status;
    private final transient List<ApiProblem> problems;

    /**
     * An error of several problems.
     *
     * @param problems at least one; the first one's reason is the whole error's
     */
    ApiException(int status, String error, List<ApiProblem> problems) {
        super(error);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    ApiException(int status, String reason, String error) {
        this(status, error, List.of(ApiProblem.of(reason, error)));
    }

    /** 400: the request breaks rules in itself. */
    static ApiException invalid(String error) {
        return new ApiException(400, ApiProblem.INVALID, error);
    }

    /** 400 with a sentence for each rule that the camera breaks. */
    static ApiException invalidCamera(List<String> problems) {
        return new ApiException(400, String.join("; ", problems), ApiProblem.invalid(problems));
    }

    /** The registry says no. */
    static ApiException of(CameraRefusal refusal) {
        int status = switch (refusal.reason()) {
            case NOT_THERE -> 404;
            case CHANGED -> 412;
            case NOTHING_STORED -> 400;
            case SOURCE_TAKEN, SOURCE_RELEASING, BEING_TESTED, TOO_MANY_RELEASING, OWNED_BY_FILE, TOO_MANY -> 409;
        };
        return new ApiException(status, refusal.text(), List.of(ApiProblem.of(refusal, 0)));
    }

    int status() {
        return status;
    }

    List<ApiProblem> problems() {
        return problems;
    }
}
