package io.weir.standalone;

import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.ownership.NodeRole;
import io.weir.runtime.HeapShares;
import io.weir.runtime.StartupException;
import java.util.Set;

/** How much memory an edge's cache takes: what is set, if it fits beside what else is in the process. */
final class SegmentMemory {
    private SegmentMemory() {}

    /** The bytes. */
    static long bytes(Settings settings, Set<NodeRole> roles) {
        return bytes(settings, roles, HeapShares.ofThisProcess());
    }

    /**
     * The bytes.
     *
     * @throws StartupException if they are set by somebody and cannot fit; the default is cut down to what does
     */
    static long bytes(Settings settings, Set<NodeRole> roles, HeapShares heap) {
        long room = heap.cacheBytes(roles.contains(NodeRole.INGEST), roles.contains(NodeRole.SEGMENTER));
        long wanted = settings.get(Keys.HTTP_CACHE_BYTES);
        if (wanted > room && settings.isGiven(Keys.HTTP_CACHE_BYTES)) {
            throw new StartupException(Keys.HTTP_CACHE_BYTES.spelling() + " is " + mebibytes(wanted)
                    + " and takes that twice;"
                    + " this process's heap of " + mebibytes(heap.heapBytes()) + " has room for " + mebibytes(room)
                    + ": set no more, or give the JVM more memory, such as WEIR_JAVA_OPTS=-Xmx8g");
        }
        return Math.min(wanted, room);
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
