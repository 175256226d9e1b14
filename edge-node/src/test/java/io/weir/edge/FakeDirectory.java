package io.weir.edge;

import io.weir.name.StreamName;
import io.weir.ownership.MemoryDirectory;
import io.weir.ownership.StreamStatus;

/** A directory of one member. */
final class FakeDirectory extends MemoryDirectory {
    FakeDirectory() {
        super("fake");
    }

    void publish(StreamName stream, long sinceMs) {
        announce(stream, new StreamStatus(self(), 1, "192.0.2.1:40000", sinceMs));
    }
}
