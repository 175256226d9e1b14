package io.weir.simulation;

import io.weir.hls.MediaPlaylist;
import io.weir.hls.MediaSegment;
import io.weir.hls.PlaylistEncoder;
import io.weir.hls.PlaylistHistory;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.reader.MemoryIndex;
import io.weir.ingest.publish.SimulatedLog;
import io.weir.ingest.publish.SimulatedPublisher;
import io.weir.name.ObjectName;
import io.weir.name.SegmentName;
import io.weir.segmenter.SimulatedSegmenter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Judges what a seed has come to. */
final class Verdict {
    /** Playlists are read as text again; that is slow. */
    private static final int SEEDS_FOR_A_HISTORY = 8;

    private final SimulatedLog log;
    private final List<SimulatedPublisher> publishers;
    private final List<SimulatedSegmenter> segmenters;
    private final SimulatedStore store;
    private final SimulatedIndex index;
    private final Befallen befallen;
    private final long seed;
    private final List<Accepted> chain;

    /** Segments whose names other objects had, by number. */
    private final Map<Long, String> beside;

    Verdict(
            SimulatedLog log,
            List<SimulatedPublisher> publishers,
            List<SimulatedSegmenter> segmenters,
            SimulatedStore store,
            SimulatedIndex index,
            Befallen befallen,
            long seed) {
        this.log = log;
        this.publishers = publishers;
        this.segmenters = segmenters;
        this.store = store;
        this.index = index;
        this.befallen = befallen;
        this.seed = seed;
        this.chain = index.chain();
        this.beside = beside(store.keys());
    }

    void pass() {
        for (SimulatedPublisher publisher : publishers) {
            String why = publisher.endedBecause();
            Invariant.NO_FAULT.require(why == null || !why.contains("fault of this server"), why);
        }
        judgeChain();
        LostOffsets lost = LostOffsets.of(chain, log);
        FrameVerdict frames = new FrameVerdict(log, publishers, lost);
        SegmentBytes segments = new SegmentBytes();
        for (Accepted accepted : chain) {
            IndexRecord record = accepted.record();
            befallen.note("record " + record.kind());
            if (record.kind() == IndexRecord.Kind.SEGMENT) {
                MediaSegment entry = last(record);
                frames.segment(entry, segments.read(object(entry.name()), entry.map() == null));
            } else {
                frames.noMedia();
            }
        }
        frames.pass();
        Invariant.COUNTERS.require(segments.problem() == null, segments.problem());
        if (lost.isEmpty()) {
            new PureVerdict(log, chain, this::last, this::object).pass();
            requireNoStray();
        } else {
            befallen.note("media lost to retention");
        }
        judgeReaders();
        if (seed % SEEDS_FOR_A_HISTORY == 0 && !isRenamed()) {
            judgePlaylists();
        }
    }

    /** The entry that a record adds; by the name of other bytes' neighbour, where it was announced before that was known. */
    private MediaSegment last(IndexRecord record) {
        MediaSegment entry = record.window().get(record.window().size() - 1);
        return beside.containsKey(entry.msn()) ? entry.withName(beside.get(entry.msn())) : entry;
    }

    private static Map<Long, String> beside(Set<String> keys) {
        Map<Long, String> beside = new HashMap<>();
        for (String key : keys) {
            String fileName = key.substring(key.lastIndexOf('/') + 1);
            SegmentName name = SegmentName.parse(fileName);
            if (name != null && name.conflict() != null) {
                beside.put(name.msn(), fileName);
            }
        }
        return beside;
    }

    private static String key(String fileName) {
        ObjectName name = Objects.requireNonNull(ObjectName.parse(fileName), fileName);
        return name.key(WholePath.STREAM);
    }

    private byte[] object(String fileName) {
        byte[] bytes = store.object(key(fileName));
        Invariant.OBJECT_BEFORE_RECORD.require(bytes != null, fileName);
        return Objects.requireNonNull(bytes);
    }

    private void judgeChain() {
        for (int i = 1; i < chain.size(); i++) {
            IndexRecord before = chain.get(i - 1).record();
            IndexRecord record = chain.get(i).record();
            Invariant.NUMBERS.require(record.msn() == before.msn() + 1, record.msn() + " behind " + before.msn());
            boolean chained = record.predecessor().equals(chain.get(i - 1).hash());
            if (!chained && index.compactsEarly()) {
                befallen.note("another predecessor, for compaction took one");
                continue;
            }
            Invariant.CHAINED.require(chained, record.msn());
        }
    }

    private void requireNoStray() {
        Set<String> keys = store.keys();
        Set<String> named = new HashSet<>();
        for (Accepted accepted : chain) {
            if (accepted.record().kind() == IndexRecord.Kind.SEGMENT) {
                MediaSegment entry = last(accepted.record());
                named.add(key(entry.name()));
                if (entry.map() != null) {
                    named.add(key(entry.map()));
                }
            }
        }
        keys.removeAll(named);
        Invariant.NO_STRAY.require(keys.isEmpty(), keys);
    }

    private void judgeReaders() {
        Accepted latest = index.latest();
        MemoryIndex.Reader cold = index.reader((stream, accepted) -> {});
        Accepted begun = Objects.requireNonNull(cold.latest(WholePath.STREAM));
        Invariant.READERS_AGREE.require(
                begun.equals(latest),
                begun.record().msn() + " for " + latest.record().msn() + " of" + index);
        Invariant.READERS_AGREE.require(Arrays.equals(playlist(begun), playlist(latest)), "playlists");
        for (SimulatedSegmenter segmenter : segmenters) {
            Accepted read = segmenter.latest();
            boolean agrees = read == null || read.equals(latest);
            // Who has not read what compaction took early may hold another record of that number, until the next one.
            boolean lateForOne = index.compactsEarly()
                    && read != null
                    && read.record().msn() == latest.record().msn();
            Invariant.READERS_AGREE.require(agrees || lateForOne, "a segmenter");
        }
    }

    /** Whether a later record mended the name of a segment that was announced under another object's. */
    private boolean isRenamed() {
        return chain.stream()
                .flatMap(accepted -> accepted.record().window().stream())
                .anyMatch(entry ->
                        beside.containsKey(entry.msn()) && !entry.name().equals(beside.get(entry.msn())));
    }

    private void judgePlaylists() {
        PlaylistHistory history = new PlaylistHistory();
        try {
            chain.forEach(accepted -> {
                var unused = history.accept(new String(playlist(accepted), StandardCharsets.UTF_8));
            });
        } catch (AssertionError e) {
            throw Invariant.PLAYLISTS.broken(e.getMessage());
        }
    }

    private static byte[] playlist(Accepted accepted) {
        IndexRecord record = accepted.record();
        MediaPlaylist playlist = new MediaPlaylist(
                record.targetDurationS(),
                record.discontinuitySequence(),
                record.independentSegments(),
                record.ended(),
                record.window());
        return PlaylistEncoder.media(playlist, "cam/");
    }
}
