package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the cluster's map. Single changes come as events; the whole map is read now and then, in case an
 * event was lost. A key that changed while the whole was being read keeps its change, for what was read of it may be
 * older. Safe for use by several threads; no method blocks for longer than a copy.
 */
final class KnownStreams {
    private final Map<StreamName, Announcement> announcements = new HashMap<>();
    private final Set<StreamName> changedSinceRead = new HashSet<>();
    private @Nullable Map<StreamName, StreamStatus> live;
    private Set<String> liveIncarnations = Set.of();

    synchronized void put(StreamName stream, Announcement announcement) {
        announcements.put(stream, announcement);
        changed(stream);
    }

    synchronized void remove(StreamName stream) {
        announcements.remove(stream);
        changed(stream);
    }

    private void changed(StreamName stream) {
        changedSinceRead.add(stream);
        live = null;
    }

    /** The whole map is about to be read. */
    synchronized void beginRead() {
        changedSinceRead.clear();
    }

    /**
     * The whole map has been read.
     *
     * @return whether this changed anything
     */
    synchronized boolean endRead(Map<StreamName, Announcement> read) {
        Map<StreamName, Announcement> merged = new HashMap<>(read);
        for (StreamName stream : changedSinceRead) {
            Announcement kept = announcements.get(stream);
            if (kept == null) {
                merged.remove(stream);
            } else {
                merged.put(stream, kept);
            }
        }
        changedSinceRead.clear();
        if (merged.equals(announcements)) {
            return false;
        }
        announcements.clear();
        announcements.putAll(merged);
        live = null;
        return true;
    }

    /** The streams that live processes announced. */
    synchronized Map<StreamName, StreamStatus> streams(Set<String> incarnations) {
        Map<StreamName, StreamStatus> known = live;
        if (known == null || !incarnations.equals(liveIncarnations)) {
            Map<StreamName, StreamStatus> found = new HashMap<>();
            announcements.forEach((stream, announcement) -> {
                if (incarnations.contains(announcement.incarnation())) {
                    found.put(stream, announcement.status());
                }
            });
            known = Map.copyOf(found);
            live = known;
            liveIncarnations = Set.copyOf(incarnations);
        }
        return known;
    }
}
