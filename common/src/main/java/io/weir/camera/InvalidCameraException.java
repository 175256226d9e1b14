package io.weir.camera;

import java.util.List;

/** A camera, or a text that describes some, breaks rules. Its sentences hold no secret. */
public final class InvalidCameraException extends RuntimeException {
    private final transient List<String> problems;

    public InvalidCameraException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each rule that is broken. */
    public List<String> problems() {
        return problems;
    }
}
