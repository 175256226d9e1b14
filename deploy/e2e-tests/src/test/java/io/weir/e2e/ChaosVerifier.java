package io.weir.e2e;

import io.weir.e2e.ChaosLog.Place;
import io.weir.e2e.ChaosRecording.Segment;
import io.weir.hls.PlaylistText.Entry;
import io.weir.ts.MediaHashes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges a stream by what its publisher says that it has sent: each frame is in one segment, in order, or missing where
 * the log has a GAP or another epoch, and viewers see a discontinuity; and nowhere else is one.
 */
final class ChaosVerifier {
    /**
     * Frames in a row that were sent and are in no segment.
     *
     * @param kind picture or sound
     * @param lengthMs how much of the media it is
     * @param causes what the log says between the frames before and behind
     */
    record Missing(
            String kind, long from, long to, long lengthMs, long sentFromMs, long sentToMs, List<String> causes) {
        long frames() {
            return to - from + 1;
        }
    }

    private final ChaosLog log;
    private final ChaosRecording recording;
    private final NavigableMap<Long, Entry> listed = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final Map<Long, Long> segmentOfPicture = new HashMap<>();
    private final Map<Long, Long> segmentOfSound = new HashMap<>();

    ChaosVerifier(ChaosLog log, ChaosRecording recording) {
        this.log = log;
        this.recording = recording;
        violations.addAll(log.violations());
        violations.addAll(recording.violations());
    }

    /** Adds what a viewer has seen in the playlists of one edge. */
    void listed(Map<Long, Entry> entries) {
        entries.forEach((msn, entry) -> {
            Entry known = listed.putIfAbsent(msn, entry);
            if (known != null && !known.equals(entry)) {
                violations.add("edges list different entries: " + known + " and " + entry);
            }
        });
    }

    /**
     * Judges; the violations are then known.
     *
     * @param served hashes of what viewers got, by URI
     */
    void judge(SentFrames pictures, SentFrames sounds, Map<String, String> served) {
        compareWithPlaylists(served);
        placeSegments();
        findMissing("picture", pictures, ChaosPublisher.FRAME_MS, log.pictures(), segmentOfPicture);
        findMissing("sound", sounds, ChaosPublisher.SOUND_MS, log.sounds(), segmentOfSound);
    }

    /** The store has what playlists listed, and nothing else; viewers got its bytes. */
    private void compareWithPlaylists(Map<String, String> served) {
        if (!listed.isEmpty() && listed.lastKey() - listed.firstKey() + 1 != listed.size()) {
            violations.add("media sequence numbers that no playlist listed, among " + listed.keySet());
        }
        for (Entry entry : listed.values()) {
            Segment segment = recording.segments().get(entry.msn());
            if (entry.gap() != (segment == null)) {
                violations.add(
                        entry + " is listed, and the store has " + (segment == null ? "nothing" : segment.key()));
            } else if (segment != null) {
                if (!fileName(entry.uri()).equals(fileName(segment.key()))) {
                    violations.add(entry.uri() + " is listed, and the store has " + segment.key());
                }
                String hash = served.get(entry.uri());
                if (hash != null && !hash.equals(MediaHashes.hash(segment.bytes()))) {
                    violations.add(entry.uri() + " was served with other bytes than the store has");
                }
            }
        }
        recording.segments().values().stream()
                .filter(segment -> !listed.containsKey(segment.msn()))
                .forEach(segment -> violations.add("the store has " + segment.key() + ", which no playlist listed"));
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Each segment is a range of the log that begins where the one before ended; breaks are where discontinuities are. */
    private void placeSegments() {
        int next = 0;
        int breaks = -1;
        int silences = 0;
        boolean discontinuity = false;
        boolean gap = false;
        for (long msn : merged()) {
            Entry entry = listed.get(msn);
            Segment segment = recording.segments().get(msn);
            gap |= entry != null && entry.gap();
            discontinuity |= entry != null && (entry.discontinuity() || entry.gap());
            if (segment == null) {
                continue;
            }
            List<Place> places = places(segment);
            if (places.isEmpty()) {
                violations.add(segment.key() + " holds no frame that counts in the log");
                continue;
            }
            for (Place place : places) {
                if (place.index() != next++) {
                    violations.add(segment.key() + " holds the log's frame " + place.index() + " where " + (next - 1)
                            + " is next");
                    next = place.index() + 1;
                }
            }
            int first = places.get(0).breaks();
            if (places.get(places.size() - 1).breaks() != first) {
                violations.add(segment.key() + " holds frames of both sides of a break");
            }
            boolean broken = breaks >= 0 && first != breaks;
            boolean silent = places.get(0).silences() != silences;
            if (broken ? !discontinuity : discontinuity && !(silent && gap)) {
                violations.add(segment.key()
                        + (broken
                                ? ": no discontinuity where the log has "
                                : ": a discontinuity, and the log has nothing but ")
                        + log.breaks().subList(Math.max(0, breaks), first));
            }
            breaks = places.get(places.size() - 1).breaks();
            silences = places.get(places.size() - 1).silences();
            discontinuity = false;
            gap = false;
        }
        if (next != log.frames()) {
            violations.add("the segments end with the log's frame " + (next - 1) + " of " + log.frames());
        }
    }

    private List<Long> merged() {
        return Stream.concat(listed.keySet().stream(), recording.segments().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private List<Place> places(Segment segment) {
        List<Place> places = new ArrayList<>();
        place(segment, segment.pictures(), log.pictures(), segmentOfPicture, places);
        place(segment, segment.sounds(), log.sounds(), segmentOfSound, places);
        places.sort((one, other) -> Integer.compare(one.index(), other.index()));
        return places;
    }

    private void place(
            Segment segment,
            List<Long> numbers,
            Map<Long, Place> inLog,
            Map<Long, Long> segmentOf,
            List<Place> places) {
        long last = -1;
        for (long number : numbers) {
            Place place = inLog.get(number);
            Long other = segmentOf.put(number, segment.msn());
            if (place == null || other != null || number <= last) {
                violations.add(segment.key() + " holds frame " + number
                        + (place == null
                                ? ", which the log does not count"
                                : other != null ? ", as " + other + " does" : " after " + last));
                continue;
            }
            last = number;
            places.add(place);
        }
    }

    private void findMissing(
            String kind, SentFrames sent, int frameMs, Map<Long, Place> inLog, Map<Long, Long> segmentOf) {
        for (long number : segmentOf.keySet()) {
            if (number >= sent.count()) {
                violations.add(kind + " " + number + " was never sent");
            }
        }
        for (long number = 0; number < sent.count(); number++) {
            if (segmentOf.containsKey(number)) {
                continue;
            }
            long from = number;
            while (number + 1 < sent.count() && !segmentOf.containsKey(number + 1)) {
                number++;
            }
            addMissing(kind, from, number, sent, frameMs, inLog, segmentOf);
        }
    }

    private void addMissing(
            String kind,
            long from,
            long to,
            SentFrames sent,
            int frameMs,
            Map<Long, Place> inLog,
            Map<Long, Long> segmentOf) {
        Place before = inLog.get(from - 1);
        Place behind = inLog.get(to + 1);
        int firstBreak = before == null ? 0 : before.breaks();
        int lastBreak = behind == null ? log.breaks().size() : behind.breaks();
        List<String> causes = log.breaks().subList(firstBreak, lastBreak).stream()
                .map(ChaosLog.Break::what)
                .toList();
        Missing run =
                new Missing(kind, from, to, (to - from + 1) * frameMs, sent.sentMs(from), sent.sentMs(to), causes);
        missing.add(run);
        if (causes.isEmpty()) {
            violations.add("missing without a word in the log: " + run);
        }
        @Nullable Long left = segmentOf.get(from - 1);
        @Nullable Long right = segmentOf.get(to + 1);
        if (left == null || right == null || left.equals(right)) {
            violations.add("missing, and not between two segments, but " + left + " and " + right + ": " + run);
        }
    }

    List<String> violations() {
        return violations;
    }

    List<Missing> missing() {
        return missing;
    }
}
