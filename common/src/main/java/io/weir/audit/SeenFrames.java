package io.weir.audit;

import io.weir.audit.media.FrameId;
import java.util.HashSet;
import java.util.Set;

/** The frames that were found last: at least {@value #GENERATION} of them, at most twice as many. */
final class SeenFrames {
    static final int GENERATION = 50_000;

    private Set<FrameId> older = Set.of();
    private Set<FrameId> newer = new HashSet<>();

    void add(FrameId id) {
        newer.add(id);
        if (newer.size() >= GENERATION) {
            older = newer;
            newer = new HashSet<>();
        }
    }

    boolean contains(FrameId id) {
        return newer.contains(id) || older.contains(id);
    }
}
