package io.weir.simulation;

import io.weir.hls.MediaSegment;
import io.weir.ingest.publish.SimulatedLog;
import io.weir.ingest.publish.SimulatedPublisher;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.simulation.NumberedMedia.Found;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges segments by the numbers that encoders gave to their frames: by nothing that the log's keys say of them. */
final class FrameVerdict {
    /** The first and last numbers of a segment. */
    private record Range(int push, int first, int last) {}

    private final SimulatedLog log;
    private final List<SimulatedPublisher> publishers;
    private final LostOffsets lost;
    private final Map<Integer, BitSet> cut = new HashMap<>();
    private final Map<Found, Set<Long>> landings = new HashMap<>();
    private @Nullable Range before;
    private boolean mediaEnded;

    FrameVerdict(SimulatedLog log, List<SimulatedPublisher> publishers, LostOffsets lost) {
        this.log = log;
        this.publishers = publishers;
        this.lost = lost;
    }

    /** The next entry has no media. */
    void noMedia() {
        mediaEnded = true;
    }

    /** The next entry is a segment of these frames: those of one track after the other. */
    void segment(MediaSegment entry, List<Found> frames) {
        Invariant.RANGES.require(!frames.isEmpty(), "no frame in " + entry.name());
        int push = frames.get(0).push();
        BitSet known = cut.computeIfAbsent(push, begun -> new BitSet());
        BitSet numbers = new BitSet();
        for (int i = 0; i < frames.size(); i++) {
            Found frame = frames.get(i);
            Invariant.RANGES.require(frame.push() == push, "frames of " + push + " and " + frame.push());
            Invariant.NOTHING_TWICE.require(!known.get(frame.number()) && !numbers.get(frame.number()), frame);
            boolean follows = i == 0
                    || frames.get(i - 1).video() != frame.video()
                    || frames.get(i - 1).number() < frame.number();
            Invariant.IN_ORDER.require(follows, frame);
            numbers.set(frame.number());
        }
        Range range = new Range(push, numbers.nextSetBit(0), numbers.length() - 1);
        Invariant.IN_ORDER.require(known.length() <= range.first(), range);
        Invariant.RANGES.require(numbers.cardinality() == range.last() - range.first() + 1, range);
        List<Boolean> breaks = publishers.get(push).breaks();
        Invariant.RANGES.require(
                !breaks.subList(range.first() + 1, range.last() + 1).contains(true), range);
        boolean begins = before == null;
        boolean goesOn = before != null
                && !mediaEnded
                && before.push() == push
                && before.last() + 1 == range.first()
                && !breaks.get(range.first());
        Invariant.DISCONTINUITIES.require(entry.discontinuity() == (!begins && !goesOn), entry + ", " + range);
        requireNewer(range);
        known.or(numbers);
        before = range;
        mediaEnded = false;
    }

    private void requireNewer(Range range) {
        if (before != null && before.push() != range.push()) {
            Invariant.NEWEST_WINS.require(
                    claimedAt(before.push()) < claimedAt(range.push()), range + " behind " + before);
        }
    }

    private long claimedAt(int push) {
        for (int offset = 0; offset < log.end(); offset++) {
            if (isClaim(log.landed().get(offset), push)) {
                return offset;
            }
        }
        return -1;
    }

    private static boolean isClaim(SimulatedLog.Landed record, int push) {
        return record.producer() == push
                && record.key().kind() == RecordKind.CLAIM
                && !record.key().continues();
    }

    /** All segments have been given. */
    void pass() {
        if (!lost.isEmpty()) {
            findLandings();
        }
        for (SimulatedPublisher publisher : publishers) {
            BitSet found = cut.getOrDefault(publisher.index(), new BitSet());
            for (Found frame : publisher.acknowledged()) {
                Invariant.ACKNOWLEDGED_ONCE.require(
                        found.get(frame.number()) || isLost(publisher.index(), frame.number()), frame);
            }
            BitSet told = gaps(publisher.index());
            for (int number = found.nextClearBit(0);
                    number < publisher.sent();
                    number = found.nextClearBit(number + 1)) {
                boolean cutOff = number >= found.length() && mayBeCutOff(publisher);
                Invariant.LOSS_IS_TOLD.require(
                        told.get(number) || cutOff || isLost(publisher.index(), number),
                        "frame " + number + " of " + publisher.index());
            }
        }
    }

    private BitSet gaps(int push) {
        BitSet gaps = new BitSet();
        for (SimulatedLog.Landed record : log.landed()) {
            TagKey key = record.key();
            if (record.producer() == push && key.kind() == RecordKind.GAP) {
                gaps.set((int) key.firstSequence(), (int) key.firstSequence() + key.count());
            }
        }
        return gaps;
    }

    /** Whether its process died, another has claimed the stream since, or the log lost what it had to read. */
    private boolean mayBeCutOff(SimulatedPublisher publisher) {
        long claimed = claimedAt(publisher.index());
        return publisher.isDead()
                || claimed < 0
                || log.begin() > 0
                || publishers.stream().anyMatch(other -> claimedAt(other.index()) > claimed);
    }

    private void findLandings() {
        for (int offset = 0; offset < log.end(); offset++) {
            SimulatedLog.Landed record = log.landed().get(offset);
            if (record.key().kind() == RecordKind.TAGS) {
                long at = offset;
                NumberedMedia.find(record.value(), record.value().length)
                        .forEach(frame -> landings.computeIfAbsent(frame, begun -> new HashSet<>())
                                .add(at));
            }
        }
    }

    private boolean isLost(int push, int number) {
        for (boolean video : new boolean[] {true, false}) {
            if (landings.getOrDefault(new Found(push, number, video), Set.of()).stream()
                    .anyMatch(lost::contains)) {
                return true;
            }
        }
        return false;
    }
}
