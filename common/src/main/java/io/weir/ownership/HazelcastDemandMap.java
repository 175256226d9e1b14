package io.weir.ownership;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.weir.name.StreamName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Signs of demand as entries of a map of the cluster's, with a time to live. */
final class HazelcastDemandMap implements DemandMap {
    /** Longer than a player leaves between two requests, so that an ingest node that comes finds what is wanted. */
    private static final long KEPT_S = 15;

    private final IMap<String, String> map;

    HazelcastDemandMap(IMap<String, String> map) {
        this.map = map;
    }

    @Override
    public void put(StreamName stream, String sign) {
        map.set(stream.toString(), sign, KEPT_S, TimeUnit.SECONDS);
    }

    @Override
    public Map<StreamName, String> read() {
        Map<StreamName, String> signs = new HashMap<>();
        for (Map.Entry<String, String> entry : map.entrySet()) {
            StreamName stream = StreamName.parse(entry.getKey());
            if (stream != null) {
                signs.put(stream, entry.getValue());
            }
        }
        return signs;
    }

    @Override
    public void listen(BiConsumer<StreamName, String> listener) {
        map.addEntryListener(new Events(listener), true);
    }

    private record Events(BiConsumer<StreamName, String> listener)
            implements EntryAddedListener<String, String>,
                    EntryUpdatedListener<String, String>,
                    EntryMergedListener<String, String> {
        @Override
        public void entryAdded(EntryEvent<String, String> event) {
            tell(event);
        }

        @Override
        public void entryUpdated(EntryEvent<String, String> event) {
            tell(event);
        }

        @Override
        public void entryMerged(EntryEvent<String, String> event) {
            tell(event);
        }

        private void tell(EntryEvent<String, String> event) {
            StreamName stream = StreamName.parse(event.getKey());
            if (stream != null) {
                listener.accept(stream, event.getValue());
            }
        }
    }
}
