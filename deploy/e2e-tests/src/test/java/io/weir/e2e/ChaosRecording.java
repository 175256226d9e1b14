package io.weir.e2e;

import io.weir.storage.ObjectStore;
import io.weir.ts.TsInspector;
import io.weir.ts.TsPes;
import io.weir.ts.TsReport;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that the store holds of a stream, taken apart: which numbered frames are in which segment. */
final class ChaosRecording {
    private static final Pattern NAME = Pattern.compile(".*/\\d{8}T\\d{9}Z_(\\d+)_(\\d+)(_d)?\\.ts");

    /**
     * A segment.
     *
     * @param key in the store
     * @param discontinuity whether its name says that one stands before it
     */
    record Segment(long msn, String key, boolean discontinuity, byte[] bytes, List<Long> pictures, List<Long> sounds) {}

    /** What the inspector says of times that go back; they begin anew at a discontinuity. */
    private static final String TIMES = "not after that of the PES packet before";

    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    private ChaosRecording() {}

    /** Reads all segments of a stream. */
    static ChaosRecording read(ObjectStore store, String name, int stream) throws Exception {
        ChaosRecording recording = new ChaosRecording();
        String last = "";
        List<ObjectStore.Entry> page;
        do {
            page = store.list("live/" + name + "/", last, ObjectStore.MAX_PAGE).get();
            Map<String, CompletableFuture<byte[]>> bodies = new LinkedHashMap<>();
            page.forEach(entry -> bodies.put(entry.key(), store.get(entry.key())));
            for (Map.Entry<String, CompletableFuture<byte[]>> body : bodies.entrySet()) {
                recording.add(body.getKey(), body.getValue().get(), stream);
                last = body.getKey();
            }
        } while (page.size() == ObjectStore.MAX_PAGE);
        recording.inspectWhole();
        return recording;
    }

    /** How many segments the store has of a stream. */
    static long count(ObjectStore store, String name) throws Exception {
        long count = 0;
        String last = "";
        List<ObjectStore.Entry> page;
        do {
            page = store.list("live/" + name + "/", last, ObjectStore.MAX_PAGE).get();
            count += page.size();
            last = page.isEmpty() ? last : page.get(page.size() - 1).key();
        } while (page.size() == ObjectStore.MAX_PAGE);
        return count;
    }

    /** Takes the objects of a stream by key. */
    static ChaosRecording of(Map<String, byte[]> objects, int stream) {
        ChaosRecording recording = new ChaosRecording();
        objects.forEach((key, bytes) -> recording.add(key, bytes, stream));
        recording.inspectWhole();
        return recording;
    }

    private void add(String key, byte[] bytes, int stream) {
        Matcher form = NAME.matcher(key);
        if (!form.matches()) {
            violations.add("a strange object: " + key);
            return;
        }
        TsReport report = TsInspector.inspect(bytes);
        long msn = Long.parseLong(form.group(1));
        Segment segment = new Segment(
                msn,
                key,
                form.group(3) != null,
                bytes,
                numbersIn(report.video(), stream),
                numbersIn(report.audio(), stream));
        Segment other = segments.putIfAbsent(msn, segment);
        if (other != null) {
            violations.add("two objects of one number: " + other.key() + " and " + key);
        }
    }

    private static List<Long> numbersIn(List<TsPes> packets, int stream) {
        List<Long> numbers = new ArrayList<>();
        packets.forEach(pes -> numbers.addAll(ChaosMark.numbersIn(pes.payload(), stream)));
        return numbers;
    }

    /** Counters of the transport stream run on from segment to segment; so do times, from one discontinuity to the next. */
    private void inspectWhole() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (Segment segment : segments.values()) {
            if (segment.discontinuity() && run.size() > 0) {
                violations.addAll(TsInspector.inspect(run.toByteArray()).problems());
                run.reset();
            }
            run.writeBytes(segment.bytes());
            all.writeBytes(segment.bytes());
        }
        violations.addAll(TsInspector.inspect(run.toByteArray()).problems());
        TsInspector.inspect(all.toByteArray()).problems().stream()
                .filter(problem -> !problem.contains(TIMES))
                .forEach(violations::add);
    }

    /** By media sequence number. */
    NavigableMap<Long, Segment> segments() {
        return segments;
    }

    List<String> violations() {
        return violations;
    }
}
