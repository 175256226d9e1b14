package io.weir.ownership;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.weir.name.StreamName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's map of streams as one process sees and keeps it: what it announced itself, a copy of all, and the repair
 * that brings the three together.
 */
final class ClusterStreams {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterStreams.class);

    private final IMap<String, Announcement> map;
    private final String incarnation;
    private final ChangeListeners changes;
    private final Map<StreamName, Announcement> own = new ConcurrentHashMap<>();
    private final KnownStreams known = new KnownStreams();

    ClusterStreams(IMap<String, Announcement> map, String incarnation, ChangeListeners changes) {
        this.map = map;
        this.incarnation = incarnation;
        this.changes = changes;
    }

    /** Keeps the copy up to date from now on. */
    void follow() {
        map.addEntryListener(new MapEvents(), true);
    }

    /** Those that live processes announced. Returns at once. */
    Map<StreamName, StreamStatus> streams(Set<String> liveIncarnations) {
        return known.streams(liveIncarnations);
    }

    /** Waits for the cluster; what it does not take now, the next repair brings. */
    void announce(StreamName stream, StreamStatus status) {
        Announcement announcement = new Announcement(incarnation, status);
        Announcement kept = own.merge(stream, announcement, (old, made) -> old.isNewerThan(made) ? old : made);
        if (kept.isNewerThan(announcement)) {
            return; // told late
        }
        known.put(stream, announcement);
        changes.tell();
        try {
            map.set(stream.toString(), announcement);
        } catch (RuntimeException e) {
            LOG.warn("{} is not announced yet, and will be tried again: {}", stream, e.toString());
        }
    }

    /** Waits for the cluster. */
    void withdraw(StreamName stream, long epoch) {
        own.computeIfPresent(
                stream, (name, announcement) -> announcement.status().epoch() == epoch ? null : announcement);
        try {
            Announcement there = map.get(stream.toString());
            if (there != null && there.status().epoch() == epoch && map.remove(stream.toString(), there)) {
                known.remove(stream);
                changes.tell();
            }
        } catch (RuntimeException e) {
            LOG.warn("{} is not withdrawn yet, and will be tried again: {}", stream, e.toString());
        }
    }

    /**
     * Compares with the whole map: takes over what events have not told, puts again what the cluster has lost of this
     * process's, and removes what it has withdrawn. Waits for the cluster, and throws what that throws.
     *
     * @param removeDead whether to remove as well what dead processes have left
     */
    void repair(Supplier<Set<String>> liveIncarnations, boolean removeDead) {
        known.beginRead();
        Map<StreamName, Announcement> there = readAll();
        if (known.endRead(there)) {
            changes.tell();
        }
        Set<String> live = liveIncarnations.get(); // asked after the reading: who came meanwhile is alive
        putWhatIsLost(there, live);
        there.forEach((stream, announcement) -> {
            boolean dead = removeDead && !live.contains(announcement.incarnation());
            boolean withdrawn = announcement.incarnation().equals(incarnation) && !own.containsKey(stream);
            if (dead || withdrawn) {
                map.remove(stream.toString(), announcement);
            }
        });
    }

    private Map<StreamName, Announcement> readAll() {
        Map<StreamName, Announcement> read = new HashMap<>();
        for (Map.Entry<String, Announcement> entry : map.entrySet()) {
            StreamName stream = StreamName.parse(entry.getKey());
            if (stream != null) {
                read.put(stream, entry.getValue());
            }
        }
        return read;
    }

    private void putWhatIsLost(Map<StreamName, Announcement> there, Set<String> live) {
        own.forEach((stream, mine) -> {
            Announcement other = there.get(stream);
            boolean stands = other != null
                    && live.contains(other.incarnation())
                    && !mine.isNewerThan(other)
                    && !isOwnButOld(other, mine);
            if (!stands && mine.equals(own.get(stream))) {
                map.set(stream.toString(), mine);
            }
        });
    }

    private boolean isOwnButOld(Announcement there, Announcement mine) {
        return there.incarnation().equals(incarnation) && !there.equals(mine);
    }

    /** Called in the order of a key's changes. */
    private final class MapEvents
            implements EntryAddedListener<String, Announcement>,
                    EntryUpdatedListener<String, Announcement>,
                    EntryMergedListener<String, Announcement>,
                    EntryRemovedListener<String, Announcement> {
        @Override
        public void entryAdded(EntryEvent<String, Announcement> event) {
            put(event);
        }

        @Override
        public void entryUpdated(EntryEvent<String, Announcement> event) {
            put(event);
        }

        @Override
        public void entryMerged(EntryEvent<String, Announcement> event) {
            put(event);
        }

        @Override
        public void entryRemoved(EntryEvent<String, Announcement> event) {
            StreamName stream = StreamName.parse(event.getKey());
            if (stream != null) {
                known.remove(stream);
                changes.tell();
            }
        }

        private void put(EntryEvent<String, Announcement> event) {
            StreamName stream = StreamName.parse(event.getKey());
            if (stream != null) {
                known.put(stream, event.getValue());
                changes.tell();
            }
        }
    }
}
