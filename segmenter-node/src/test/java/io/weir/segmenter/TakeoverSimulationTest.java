package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.hls.MediaSegment;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.log.LogRecord;
import io.weir.name.ObjectName;
import io.weir.name.SegmentName;
import io.weir.segmenter.SimulatedCluster.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Several nodes that all believe they own the stream, frozen and killed at any step, with a store and an index that fail in
 * every way: what comes out is what one cutter makes of the log, once, in order, byte for byte.
 */
class TakeoverSimulationTest {
    private static final int SEEDS = Integer.getInteger("weir.simulation.seeds", 100);
    private static final long AT_MOST_MS = 3_600_000;

    /**
     * A life with segments, silence, a publication that continues, an end, and another publication. Every other one turns to
     * HEVC, and so to fragments with an init segment.
     */
    private static List<LogRecord> log(long seed) {
        byte[] later = seed % 2 == 0 ? LogScript.AVC : LogScript.HEVC;
        LogScript script = new LogScript(seed).target(1_000).tracks(LogScript.AVC, null);
        script.epoch().play(0, 12_000, 200, 1_000).gap(2).tracks(later, null).play(12_500, 16_500, 200, 1_000);
        for (int at = 17_500; at <= 20_500; at += 1_000) {
            script.tick(LogScript.WALL_MS + at);
        }
        script.epochContinues().play(21_000, 26_000, 200, 1_000).end(LogScript.WALL_MS + 26_500);
        script.wallAtZero(LogScript.WALL_MS + 30_000).epoch().play(0, 10_000, 200, 1_000);
        return script.end(LogScript.WALL_MS + 41_000).records(3);
    }

    private static List<Cut> cuts(List<LogRecord> log) {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cuts::add);
        log.forEach(cutter::accept);
        return cuts;
    }

    @Test
    void owners_anyDelaysFaultsAndKills_indexIsWholeAndEachSegmentOnce() {
        Map<Event, Integer> counts = new EnumMap<>(Event.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<LogRecord> log = log(seed % 10);
            List<Cut> expected = cuts(log);
            SimulatedCluster cluster = new SimulatedCluster(seed, log, 2 + (int) (seed % 2));

            assertThat(cluster.runUntil(expected.size(), AT_MOST_MS))
                    .as("seed %d comes to %d records: %s", seed, expected.size(), cluster)
                    .isTrue();
            check(seed, cluster, expected);
            assertThat(cluster.coldLatest())
                    .as("seed %d: who begins now and who has read all agree", seed)
                    .isEqualTo(cluster.observed());
            cluster.counts().forEach((event, times) -> counts.merge(event, times, Integer::sum));
        }
        assertThat(counts).as("what befell in %d seeds", SEEDS).containsOnlyKeys(Event.values());
        assertThat(counts)
                .allSatisfy((event, times) -> assertThat(times).as(event.name()).isGreaterThan(SEEDS / 20));
    }

    private static void check(long seed, SimulatedCluster cluster, List<Cut> expected) {
        List<IndexRecord> chain = cluster.chain();
        Map<Long, MediaSegment> entries = latestEntries(chain);
        Set<String> names = new HashSet<>();
        int at = 0;
        for (IndexRecord record : chain) {
            assertThat(record.msn())
                    .as("seed %d, entry %d", seed, at)
                    .isEqualTo(chain.get(0).msn() + chain.indexOf(record));
            Cut cut = expected.get(at++);
            assertThat(record.checkpoint()).isEqualTo(cut.after());
            if (cut instanceof Cut.Media media) {
                MediaSegment entry = entries.get(record.msn());
                assertThat(entry).isNotNull();
                assertThat(names.add(entry.name()))
                        .as("seed %d: %s once", seed, entry.name())
                        .isTrue();
                assertThat(object(cluster, storedName(cluster, entry, media)))
                        .as("seed %d: %s", seed, entry.name())
                        .isEqualTo(bytes(media.bytes()));
                assertThat(entry.map() == null ? null : object(cluster, entry.map()))
                        .as("seed %d: init of %s", seed, entry.name())
                        .isEqualTo(media.init() == null ? null : bytes(media.init()));
            } else {
                assertThat(record.kind())
                        .isEqualTo(cut instanceof Cut.Gap ? IndexRecord.Kind.GAP : IndexRecord.Kind.FINAL);
            }
        }
        assertThat(at).as("seed %d", seed).isEqualTo(expected.size());
    }

    /** Its own, unless that turned out to be another object's when it had left the window. */
    private static String storedName(SimulatedCluster cluster, MediaSegment entry, Cut.Media media) {
        String digits = Accepted.hash(bytes(media.bytes())).substring(0, 8);
        SegmentName beside = NextRecord.name(media, entry.msn(), digits);
        return cluster.store().keys().contains(beside.key(SimulatedCluster.STREAM)) ? beside.fileName() : entry.name();
    }

    /** As playlists told them last: a name that was another object's is mended by a later record. */
    private static Map<Long, MediaSegment> latestEntries(List<IndexRecord> chain) {
        Map<Long, MediaSegment> entries = new HashMap<>();
        chain.forEach(record -> record.window().forEach(entry -> entries.put(entry.msn(), entry)));
        return entries;
    }

    private static byte[] object(SimulatedCluster cluster, String fileName) {
        ObjectName name = ObjectName.parse(fileName);
        assertThat(name).isNotNull();
        return cluster.store().get(name.key(SimulatedCluster.STREAM)).join();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
