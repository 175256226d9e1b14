package io.weir.camera.api;

import io.weir.camera.CameraRefusal;
import io.weir.name.StreamName;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request.
 *
 * @param reason a word for programs
 * @param text a sentence for people, without secrets
 * @param line of the CSV, from 1; 0 where there are no lines
 * @param stream which camera it is about, or null
 * @param holder the stream that has the source already, or null
 */
record ApiProblem(
        String reason,
        String text,
        int line,
        @Nullable StreamName stream,
        @Nullable StreamName holder) {
    /** The reason of what breaks a rule in itself, whatever the registry holds. */
    static final String INVALID = "invalid";

    /** A sentence about the whole request. */
    static ApiProblem of(String reason, String text) {
        return new ApiProblem(reason, text, 0, null, null);
    }

    /** Sentences about one camera. */
    static List<ApiProblem> invalid(List<String> texts) {
        return texts.stream().map(text -> of(INVALID, text)).toList();
    }

    /** What the registry refuses. */
    static ApiProblem of(CameraRefusal refusal, int line) {
        return new ApiProblem(
                refusal.reason().name().toLowerCase(Locale.ROOT),
                refusal.text(),
                line,
                refusal.stream(),
                refusal.holder());
    }
}
