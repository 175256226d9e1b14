package io.weir.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Media that is missing and said to be, between two frames.
 *
 * @param fromMs when the last frame before it was taken, or what tells of it was written; wall clock
 * @param untilMs when the first frame behind it was taken; null if there is none yet
 * @param frames how many are said to be missing; 0 where nobody knows, or only the times break off
 * @param causes in their order, each once
 */
public record Gap(long fromMs, @Nullable Long untilMs, long frames, List<String> causes) {
    public Gap {
        causes = List.copyOf(causes);
    }
}
