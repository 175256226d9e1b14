package io.weir.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.log.LogRecord;
import io.weir.name.InitName;
import io.weir.name.StreamName;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that some streams leave behind, a line for each cut: the object's key, SHA-256 of its bytes, duration,
 * discontinuity, SHA-256 of the checkpoint and of the index record. As a program it says first what machine it runs on.
 */
final class CutListing {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC_ID = "topic";

    private CutListing() {}

    /** Prints {@link #machine} in one line, then {@link #linesOfTakeovers}. In UTF-8, whatever the default is. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.println(machine());
        linesOfTakeovers().forEach(out::println);
        out.flush();
    }

    /** What this Java makes of its options, as it shows in what code does by default. */
    static String machine() {
        List<String> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .toList();
        return String.join(
                ", ",
                "zone " + TimeZone.getDefault().getID(),
                "seventeen " + String.format("%d", 17),
                "lower case " + "TITLE".toLowerCase(Locale.getDefault()),
                "charset " + Charset.defaultCharset(),
                System.getProperty("java.vm.info"),
                "collectors " + collectors);
    }

    /** The lines of one cutter that reads each stream from its beginning to its end. */
    static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<LogRecord>> life : lives().entrySet()) {
            List<Cut> cuts = new ArrayList<>();
            SegmentCutter cutter = new SegmentCutter(CutState.start(0), cuts::add);
            life.getValue().forEach(cutter::accept);
            lines.addAll(lines(life.getKey(), cuts));
        }
        return lines;
    }

    /** The lines where another cutter goes on from every checkpoint. */
    static List<String> linesOfTakeovers() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<LogRecord>> life : lives().entrySet()) {
            List<Cut> cuts = new ArrayList<>();
            Cut next = firstCut(CutState.start(0), life.getValue());
            while (next != null) {
                cuts.add(next);
                next = firstCut(JSON.readValue(checkpoint(next), CutState.class), life.getValue());
            }
            lines.addAll(lines(life.getKey(), cuts));
        }
        return lines;
    }

    private static @Nullable Cut firstCut(CutState from, List<LogRecord> records) {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(from, cuts::add);
        for (int i = (int) from.mark().offset(); i < records.size() && cuts.isEmpty(); i++) {
            cutter.accept(records.get(i));
        }
        return cuts.isEmpty() ? null : cuts.get(0);
    }

    private static List<String> lines(String name, List<Cut> cuts) throws IOException {
        StreamName stream = new StreamName("live", name);
        List<String> lines = new ArrayList<>();
        Accepted last = null;
        for (Cut cut : cuts) {
            String said;
            IndexRecord record;
            if (cut instanceof Cut.Media media) {
                var object = NextRecord.name(media, NextRecord.msn(last, media), null);
                byte[] bytes = new byte[media.bytes().remaining()];
                media.bytes().duplicate().get(bytes);
                said = object.key(stream) + " " + Accepted.hash(bytes) + " " + media.durationMs() + " "
                        + media.discontinuity() + (media.init() == null ? "" : " " + InitName.of(media.init()));
                record = NextRecord.segment(last, TOPIC_ID, media, object);
            } else if (last == null) {
                throw new IllegalStateException("a life begins with media");
            } else if (cut instanceof Cut.Gap gap) {
                said = stream + " gap " + gap.startMs() + " " + gap.durationMs();
                record = NextRecord.gap(last, TOPIC_ID, gap);
            } else {
                Cut.End end = (Cut.End) cut;
                said = stream + " end " + end.endedMs();
                record = NextRecord.ended(last, TOPIC_ID, end);
            }
            last = new Accepted(record, Accepted.hash(record.encode()));
            lines.add(said + " " + Accepted.hash(checkpoint(cut)) + " " + last.hash());
        }
        return lines;
    }

    private static byte[] checkpoint(Cut cut) throws IOException {
        return JSON.writeValueAsBytes(cut.after());
    }

    /** Short ones: this runs in an interpreter too. */
    private static Map<String, List<LogRecord>> lives() {
        Map<String, List<LogRecord>> lives = new TreeMap<>();
        lives.put("b-frames", bFrames().records(3));
        lives.put("forced-cut", begin(2).play(0, 12_000, 200, 60_000).records(25));
        lives.put("gap", gapAndSilence().records(4));
        lives.put(
                "jump",
                begin(4).play(0, 3_000, 200, 1_000)
                        .play(86_400_000, 86_403_000, 200, 1_000)
                        .records(5));
        lives.put(
                "config",
                begin(5).play(0, 3_000, 200, 1_000)
                        .tracks(LogScript.AVC_OTHER, LogScript.AAC)
                        .play(3_000, 6_000, 200, 1_000)
                        .records(6));
        lives.put("fragmented", fragmented().records(5));
        LogScript sound = new LogScript(6).target(2_000).tracks(null, LogScript.AAC);
        lives.put("sound", sound.epoch().config(0).play(0, 5_000, 23, 1).records(7));
        return lives;
    }

    private static LogScript begin(long seed) {
        return new LogScript(seed)
                .target(2_000)
                .tracks(LogScript.AVC, LogScript.AAC)
                .epoch();
    }

    /** H.264, then HEVC whose pictures are shown before their decode time now and then. */
    private static LogScript fragmented() {
        LogScript script = begin(7).play(0, 3_000, 200, 1_000).tracks(LogScript.HEVC, LogScript.AAC);
        int[] compositionMs = {80, -40, 0};
        for (int i = 0; i < 60; i++) {
            int at = 3_000 + i * 80;
            if (i % 13 == 0) {
                script.config(at);
            }
            script.video(i % 13 == 0, at, compositionMs[i % 3]).sound(at + 3);
        }
        return script.end(LogScript.WALL_MS + 8_000);
    }

    /** Pictures that are shown before their decode time, as some encoders' B-frames are, and 32-bit times that wrap. */
    private static LogScript bFrames() {
        LogScript script = begin(1);
        int[] compositionMs = {80, -40, 0};
        for (int i = 0; i < 80; i++) {
            int at = i * 80 - 3_200;
            if (i % 13 == 0) {
                script.config(at);
            }
            script.video(i % 13 == 0, at, compositionMs[i % 3]).sound(at + 3);
        }
        return script;
    }

    /** What is left out, a publisher that is away and comes back, and one that ends and begins again. */
    private static LogScript gapAndSilence() {
        LogScript script = begin(3).play(0, 3_000, 200, 1_000)
                .gap(3)
                .config(3_100)
                .play(3_100, 4_000, 200, 1_000)
                .gap(0);
        for (int at = 4_000; at <= 9_000; at += 1_000) {
            script.tick(LogScript.WALL_MS + at);
        }
        return script.epochContinues()
                .play(10_000, 13_000, 200, 1_000)
                .end(LogScript.WALL_MS + 13_000)
                .epoch()
                .play(20_000, 23_000, 200, 1_000)
                .end(LogScript.WALL_MS + 23_000);
    }
}
