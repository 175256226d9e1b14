package io.weir.camera;

import io.weir.name.StreamName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The registry at one place of its log. A pure function of each stream's latest record and its offset, so that all who have
 * read equally far have the same, whatever compaction has taken. Immutable.
 *
 * <p>No two streams have one source: writers see to that. Should the log say otherwise all the same, because somebody else
 * wrote into it, the stream that took it first has it, and the others are refused.
 */
public final class CameraSnapshot {
    /** Nothing read yet. */
    public static final CameraSnapshot EMPTY = new CameraSnapshot(List.of(), List.of(), 0, -1);

    private final NavigableMap<StreamName, CameraEntry> entries = new TreeMap<>();
    private final Map<String, Holder> holders = new HashMap<>();
    private final Map<String, SourceTest> tests = new TreeMap<>();
    private final long position;
    private final long lastOffset;

    /**
     * Who has a source.
     *
     * @param since the offset of the record in which it took it
     * @param releasing whether it has given it up, and the pull is not proven over
     */
    public record Holder(StreamName stream, long since, boolean releasing) {
        private boolean isBefore(Holder other) {
            return since != other.since ? since < other.since : stream.compareTo(other.stream) < 0;
        }
    }

    /**
     * A snapshot.
     *
     * @param position the offset behind all that has been read
     * @param lastOffset of the last record that was read; -1 for none
     */
    CameraSnapshot(Collection<CameraEntry> all, Collection<SourceTest> tested, long position, long lastOffset) {
        this.position = position;
        this.lastOffset = lastOffset;
        tested.forEach(test -> tests.put(test.source(), test));
        for (CameraEntry entry : all) {
            entries.put(entry.stream(), entry);
            Camera camera = entry.camera();
            if (camera != null) {
                claim(camera.source().canonical(), new Holder(entry.stream(), entry.since(), false));
            }
            entry.releasing().forEach(given -> claim(given.source(), new Holder(entry.stream(), given.since(), true)));
        }
    }

    private void claim(String canonical, Holder claimant) {
        holders.merge(canonical, claimant, (a, b) -> b.isBefore(a) ? b : a);
    }

    /** The offset behind all that has been read. */
    public long position() {
        return position;
    }

    /** The offset of the last record that was read; -1 for none. */
    long lastOffset() {
        return lastOffset;
    }

    /** Every stream that has a camera or gives one up, in the order of their names. */
    public Collection<CameraEntry> entries() {
        return java.util.Collections.unmodifiableCollection(entries.values());
    }

    /** What is said of a stream, or null. */
    public @Nullable CameraEntry entry(StreamName stream) {
        return entries.get(stream);
    }

    /** Every camera, in the order of their streams' names; refused ones too. */
    public List<Camera> cameras() {
        return entries.values().stream()
                .map(CameraEntry::camera)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Those that are to be pulled: enabled, and none of a source that another stream has. */
    public List<Camera> active() {
        return cameras().stream()
                .filter(camera -> camera.enabled() && otherHolder(camera).isEmpty())
                .toList();
    }

    /** Who has the source of that canonical form. */
    public Optional<Holder> holder(String canonical) {
        return Optional.ofNullable(holders.get(canonical));
    }

    /** The test of the source of that canonical form, if there is one. */
    public Optional<SourceTest> test(String canonical) {
        return Optional.ofNullable(tests.get(canonical));
    }

    /** Every test that has not been said to be over. */
    public Collection<SourceTest> tests() {
        return java.util.Collections.unmodifiableCollection(tests.values());
    }

    /** Which other stream has the camera's source; empty if it is the camera's own or nobody's. */
    public Optional<Holder> otherHolder(Camera camera) {
        return holder(camera.source().canonical())
                .filter(holder -> !holder.stream().equals(camera.stream()));
    }

    /** Whether both say the same of every stream; how far each has read does not count. */
    public boolean saysTheSameAs(CameraSnapshot other) {
        return entries.equals(other.entries) && tests.equals(other.tests);
    }
}
