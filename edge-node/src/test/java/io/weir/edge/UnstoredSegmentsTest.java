package io.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.index.Unstored;
import io.weir.log.LogRecord;
import io.weir.name.InitName;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.storage.ObjectNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the index names before the store has it. */
class UnstoredSegmentsTest {
    private static final StreamName CAM = new StreamName("live", "cam");
    private static final String TOPIC = "topic";

    private final Map<String, byte[]> stored = new HashMap<>();
    private final List<Long> made = new ArrayList<>();
    private final List<Cut.Media> cuts = new ArrayList<>();
    private final List<SegmentName> names = new ArrayList<>();
    private List<LogRecord> log = List.of();
    private @Nullable IndexRecord latest;
    private boolean away;
    private boolean expired;

    private final Remaker remaker = (stream, topicId, checkpoint) -> {
        long offset = checkpoint.mark().offset();
        made.add(offset);
        if (expired) {
            return CompletableFuture.failedFuture(new Remaker.LostException("gone"));
        }
        List<Cut> next = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(checkpoint, next::add);
        for (long at = offset; next.isEmpty(); at++) {
            cutter.accept(log.get((int) at));
        }
        return CompletableFuture.completedFuture(next.get(0));
    };

    private final UnstoredSegments objects = new UnstoredSegments(this::fromStore, stream -> latest, remaker);

    private CompletableFuture<byte[]> fromStore(String key) {
        if (away) {
            return CompletableFuture.failedFuture(new IOException("the store is away"));
        }
        byte[] bytes = stored.get(key);
        return bytes == null
                ? CompletableFuture.failedFuture(new ObjectNotFoundException(key))
                : CompletableFuture.completedFuture(bytes);
    }

    @BeforeEach
    void play() throws IOException {
        play(LogScript.AVC);
    }

    /** Six segments, of which the store has the first two. */
    private void play(byte[] codec) throws IOException {
        cuts.clear();
        names.clear();
        log = new LogScript(1)
                .tracks(codec, null)
                .epoch()
                .play(0, 40_000, 40, 2_000)
                .records(5);
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cut -> cuts.add((Cut.Media) cut));
        log.forEach(cutter::accept);
        Accepted last = null;
        for (Cut.Media cut : cuts) {
            SegmentName name = NextRecord.name(cut, NextRecord.msn(last, cut), null);
            names.add(name);
            Unstored from = names.size() < 3
                    ? null
                    : new Unstored(names.get(2).msn(), cuts.get(1).after());
            IndexRecord record = NextRecord.segment(last, TOPIC, cut, name).withUnstored(from);
            last = Accepted.of(record.encode());
            latest = last.record();
            if (from == null) {
                stored.put(name.key(CAM), bytes(cut.bytes()));
            }
        }
        away = true;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private CompletableFuture<byte[]> get(int segment) {
        return objects.get(names.get(segment).key(CAM));
    }

    @Test
    void get_storeIsAway_segmentsItLacksAreMadeTheSame() {
        for (int segment = 2; segment < 6; segment++) {
            assertThat(get(segment).join()).isEqualTo(bytes(cuts.get(segment).bytes()));
        }
        assertThat(made).as("each once, in order").hasSize(4).isSorted();
    }

    @Test
    void get_edgeThatReadTheIndexAllTheWhile_makesOnlyTheOneThatIsAskedFor() {
        IndexRecord record = latest;
        assertThat(record).isNotNull();
        objects.onAccepted(CAM, record(4));
        assertThat(get(5).join()).isEqualTo(bytes(cuts.get(5).bytes()));
        assertThat(made).containsExactly(cuts.get(4).after().mark().offset());
    }

    /** What the record of a segment tells of its checkpoint. */
    private IndexRecord record(int segment) {
        Cut.Media cut = cuts.get(segment);
        return NextRecord.segment(null, TOPIC, cut, names.get(segment))
                .withUnstored(new Unstored(names.get(2).msn(), cuts.get(1).after()));
    }

    @Test
    void get_segmentThatTheStoreHas_isItsAlone() {
        assertThat(get(0)).isCompletedExceptionally();
        away = false;
        assertThat(get(0).join()).isEqualTo(bytes(cuts.get(0).bytes()));
        assertThat(made).isEmpty();
    }

    @Test
    void get_logCannotMakeItAndTheStoreHasItByNow_isTheStores() {
        expired = true;
        away = false;
        stored.put(names.get(3).key(CAM), new byte[] {7});
        assertThat(get(3).join()).isEqualTo(new byte[] {7});
    }

    @Test
    void get_nameThatTheLogDoesNotMake_isAskedOfTheStore() {
        away = false;
        SegmentName other =
                new SegmentName(names.get(3).startMs() + 1, names.get(3).msn(), 6_000, false, null, null);
        assertThat(objects.get(other.key(CAM)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withRootCauseInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void get_fragmentsInitWhileTheStoreIsAway_isMadeToo() throws IOException {
        away = false;
        play(LogScript.HEVC);
        ByteBuffer init = cuts.get(3).init();
        assertThat(init).isNotNull();
        assertThat(objects.get(InitName.of(init).key(CAM)).join()).isEqualTo(bytes(init));
        assertThat(get(3).join()).isEqualTo(bytes(cuts.get(3).bytes()));
    }
}
