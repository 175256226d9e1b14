package io.weir.standalone;

import io.weir.runtime.HealthCheck;
import io.weir.segmenter.SegmenterNode;
import java.util.Optional;

/** Whether the segmenter reads its streams' logs. */
record SegmenterCheck(SegmenterNode segmenter) implements HealthCheck {
    @Override
    public String name() {
        return "segmenter";
    }

    @Override
    public Optional<String> problem() {
        return segmenter.problem();
    }
}
