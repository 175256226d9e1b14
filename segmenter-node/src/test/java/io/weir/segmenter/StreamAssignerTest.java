package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cut.CutState;
import io.weir.hls.Variant;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import io.weir.ownership.Cutters;
import io.weir.ownership.Directory;
import io.weir.ownership.NodeRole;
import io.weir.ownership.RendezvousAssigner;
import io.weir.ownership.StreamStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamAssignerTest {
    private static final String SELF = "a";
    private static final String OTHER = "b";

    /** Falls to this node, whether the other one lives or not. */
    private static final StreamName MINE = ofOwner(SELF);

    /** Falls to the other node while that lives. */
    private static final StreamName OTHERS = ofOwner(OTHER);

    private static final StreamStatus STATUS = new StreamStatus("ingest", 0, "camera:1", 0);

    private final Map<String, Set<StreamName>> members = new HashMap<>(Map.of(SELF, Set.of()));
    private final Map<StreamName, StreamStatus> published = new HashMap<>();
    private final Map<StreamName, Accepted> index = new HashMap<>();
    private final Map<StreamName, LogRange> topics = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private boolean directoryFails;
    private boolean indexIsLoaded = true;
    private @Nullable Set<StreamName> offered;
    private long nanos;
    private int looks;

    private final Directory directory = new Directory() {
        @Override
        public void announce(StreamName stream, StreamStatus status) {
            published.put(stream, status);
        }

        @Override
        public void withdraw(StreamName stream, long epoch) {
            published.remove(stream);
        }

        @Override
        public Map<StreamName, StreamStatus> streams() {
            if (directoryFails) {
                throw new OutOfMemoryError("a test's");
            }
            return published;
        }

        @Override
        public Set<String> members(NodeRole role) {
            return Set.of(SELF, OTHER);
        }

        @Override
        public void offerPulls(boolean able) {}

        @Override
        public Set<String> pullers() {
            return Set.of();
        }

        @Override
        public void offerCuts(Set<StreamName> leaving) {
            offered = leaving;
            members.put(SELF, leaving);
        }

        @Override
        public Cutters cutters() {
            return new Cutters(members);
        }

        @Override
        public String self() {
            return SELF;
        }

        @Override
        public void onChange(Runnable listener) {}

        @Override
        public void close() {}
    };

    private final StreamLogs logs = new StreamLogs() {
        @Override
        public CompletableFuture<@Nullable String> topicId(StreamName stream) {
            LogRange log = topics.get(stream);
            return CompletableFuture.completedFuture(log == null ? null : log.topicId());
        }

        @Override
        public CompletableFuture<Map<StreamName, LogRange>> ranges(Predicate<StreamName> which) {
            looks++;
            Map<StreamName, LogRange> chosen = new HashMap<>(topics);
            chosen.keySet().removeIf(which.negate());
            return CompletableFuture.completedFuture(chosen);
        }
    };

    private final Set<StreamName> refusedLast = new HashSet<>();

    private final StreamAssigner.Cutting cutting = new StreamAssigner.Cutting() {
        @Override
        public void add(StreamName stream, String topicId) {
            told.add("add " + stream);
        }

        @Override
        public void remove(StreamName stream) {
            told.add("remove " + stream);
        }

        @Override
        public void removeIfFinished(StreamName stream, LogRange log) {
            told.add("finished? " + stream + " " + log.end());
        }
    };

    private final StreamAssigner assigner = new StreamAssigner(
            directory,
            () -> indexIsLoaded ? index : null,
            refusedLast::contains,
            logs,
            cutting,
            Runnable::run,
            () -> nanos);

    private static StreamName ofOwner(String owner) {
        for (int i = 0; ; i++) {
            StreamName stream = new StreamName("live", "cam" + i);
            if (owner.equals(RendezvousAssigner.owner(stream, List.of(SELF, OTHER)))) {
                return stream;
            }
        }
    }

    private static Accepted record(IndexRecord.Kind kind, String topicId, long offset) {
        return new Accepted(
                new IndexRecord(
                        IndexRecord.VERSION,
                        kind,
                        7,
                        "",
                        topicId,
                        6,
                        0,
                        true,
                        List.of(),
                        new Variant("", 0, 0, 0, 0),
                        0,
                        "",
                        CutState.start(offset)),
                "hash");
    }

    private void turnAfter(long passedNanos) {
        nanos += passedNanos;
        assigner.assign();
    }

    private void turn() {
        turnAfter(1_000_000_000L);
    }

    @Test
    void assign_indexIsNotLoaded_offersToCutOnlyWhenItIs() {
        indexIsLoaded = false;

        assigner.assign();
        assertThat(offered).isNull();

        indexIsLoaded = true;
        assigner.assign();
        assertThat(offered).isEmpty();
    }

    @Test
    void assign_otherHasJoinedAndCannotCutYet_itsStreamsStayHere() {
        published.put(OTHERS, STATUS);
        topics.put(OTHERS, new LogRange("id", 0, 5));
        assigner.assign();
        assertThat(told).containsExactly("add " + OTHERS);

        assigner.assign();

        assertThat(told).as("though it is a member").containsExactly("add " + OTHERS);
    }

    @Test
    void assign_streamLeavesBeforeTheIndexNamesIt_isKeptUntilItIsFinished() {
        published.put(MINE, STATUS);
        topics.put(MINE, new LogRange("id", 0, 40));
        turn();

        published.clear();
        turnAfter(StreamAssigner.FINISH_INTERVAL_NANOS);

        assertThat(told).containsExactly("add " + MINE, "finished? " + MINE + " 40");
        turnAfter(StreamAssigner.FINISH_INTERVAL_NANOS);
        assertThat(told).as("asked again").hasSize(3).doesNotContain("remove " + MINE);
    }

    @Test
    void assign_topicOfAStreamThatLeftIsRemoved_isLetGo() {
        publish(MINE);
        turn();
        published.clear();
        turn();
        topics.clear();

        turnAfter(StreamAssigner.FINISH_INTERVAL_NANOS);

        assertThat(told).endsWith("remove " + MINE);
    }

    @Test
    void assign_finishedStream_isNotTakenAgainUntilItsLogGrows() {
        published.put(MINE, STATUS);
        topics.put(MINE, new LogRange("id", 0, 40));
        turn();
        published.clear();
        assigner.finished(MINE, new LogRange("id", 0, 40));
        told.clear();

        turnAfter(StreamAssigner.LOOK_INTERVAL_NANOS);
        turn();
        assertThat(told).isEmpty();

        topics.put(MINE, new LogRange("id", 0, 41));
        turnAfter(StreamAssigner.LOOK_INTERVAL_NANOS);
        turn();
        assertThat(told).containsExactly("add " + MINE);
    }

    @Test
    void assign_streamLetGoByAFaultAfterItLeft_isTakenAnew() {
        published.put(MINE, STATUS);
        topics.put(MINE, new LogRange("id", 0, 40));
        turn();
        published.clear();
        assigner.letGo(MINE);
        told.clear();

        turn();

        assertThat(told).contains("add " + MINE);
    }

    @Test
    void start_logThatNeitherDirectoryNorIndexKnows_isTaken() {
        topics.put(MINE, new LogRange("id", 0, 40));

        turn();
        turn();

        assertThat(told).containsExactly("add " + MINE);
    }

    @Test
    void start_endedStream_isTakenOnlyIfItsLogHoldsMoreThanItsCheckpoint() {
        topics.put(MINE, new LogRange("id", 10, 40));
        index.put(MINE, record(IndexRecord.Kind.FINAL, "id", 40));
        turn();
        turn();
        assertThat(told).as("all read").isEmpty();

        index.put(MINE, record(IndexRecord.Kind.FINAL, "id", 39));
        turnAfter(StreamAssigner.LOOK_INTERVAL_NANOS);
        turn();
        assertThat(told).as("more in the log").containsExactly("add " + MINE);
    }

    @Test
    void assign_endedStreamOfWhichTheIndexHoldsARefusedRecordLast_isTaken() {
        index.put(MINE, record(IndexRecord.Kind.FINAL, "id", 40));
        topics.put(MINE, new LogRange("id", 0, 40));
        turn();
        assertThat(told).isEmpty();

        refusedLast.add(MINE);
        turn();
        refusedLast.clear();
        turnAfter(StreamAssigner.FINISH_INTERVAL_NANOS);

        assertThat(told).containsExactly("add " + MINE, "finished? " + MINE + " 40");
    }

    @Test
    void start_endedStreamWhoseTopicWasMadeAnew_isTakenIfThatHoldsAnything() {
        topics.put(MINE, new LogRange("second", 0, 0));
        index.put(MINE, record(IndexRecord.Kind.FINAL, "first", 40));
        turn();
        turn();
        assertThat(told).isEmpty();

        topics.put(MINE, new LogRange("second", 0, 40));
        turnAfter(StreamAssigner.LOOK_INTERVAL_NANOS);
        turn();
        assertThat(told).containsExactly("add " + MINE);
    }

    @Test
    void start_logWhoseRecordsAreAllExpired_isNotTaken() {
        topics.put(MINE, new LogRange("id", 40, 40));

        turn();
        turn();

        assertThat(told).isEmpty();
    }

    @Test
    void left_thereIsAnother_isToldAndNotTakenAgain() {
        members.put(OTHER, Set.of());
        publish(MINE);
        turn();
        assertThat(told).containsExactly("add " + MINE);

        assigner.left(MINE);
        turnAfter(LeftStreams.REST_NANOS);

        assertThat(offered).containsExactly(MINE);
        assertThat(assigner.leftStreams()).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    @Test
    void left_byTheOtherToo_isTriedAgainAfterARest() {
        members.put(OTHER, Set.of(MINE));
        publish(MINE);
        turn();

        assigner.left(MINE);
        turnAfter(LeftStreams.REST_NANOS - 2);
        assertThat(told).containsExactly("add " + MINE);

        turnAfter(2);
        assertThat(told).containsExactly("add " + MINE, "add " + MINE);
        assertThat(assigner.leftStreams()).isZero();
    }

    @Test
    void left_streamIsOver_isTakenBackAfterARest() {
        members.put(OTHER, Set.of());
        publish(MINE);
        turn();
        assigner.left(MINE);

        published.clear();
        index.put(MINE, record(IndexRecord.Kind.FINAL, "id", 40));
        turnAfter(LeftStreams.REST_NANOS);

        assertThat(offered).isEmpty();
    }

    @Test
    void leaving_otherLeavesItsStream_isTakenHere() {
        members.put(OTHER, Set.of());
        publish(OTHERS);
        turn();
        assertThat(told).isEmpty();

        members.put(OTHER, Set.of(OTHERS));
        turn();

        assertThat(told).containsExactly("add " + OTHERS);
    }

    private void publish(StreamName stream) {
        published.put(stream, STATUS);
        topics.put(stream, new LogRange("id", 0, 40));
    }

    @Test
    void members_anotherComes_itsStreamsAreLetGoFinishedOrNot() {
        topics.put(OTHERS, new LogRange("id", 0, 40));
        turn();
        turn();
        assertThat(told).containsExactly("add " + OTHERS);

        members.put(OTHER, Set.of());
        turn();

        assertThat(told).endsWith("remove " + OTHERS);
    }

    @Test
    void members_anotherGoes_itsUnreadLogsAreFoundAtOnce() {
        members.put(OTHER, Set.of());
        topics.put(OTHERS, new LogRange("id", 0, 40));
        turn();
        turn();
        assertThat(told).isEmpty();

        members.remove(OTHER);
        turn();
        turn();

        assertThat(told).containsExactly("add " + OTHERS);
    }

    @Test
    void look_manyUnreadLogs_takenInPortions() {
        for (int i = 0; i < StreamAssigner.MAX_TAKEN_AT_ONCE + 10; i++) {
            topics.put(new StreamName("live", "many" + i), new LogRange("id", 0, 1));
        }
        turn();
        turn();

        assertThat(told).hasSize(StreamAssigner.MAX_TAKEN_AT_ONCE);
    }

    @Test
    void look_nothingToFinish_onceAMinute() {
        for (int i = 0; i < 61; i++) {
            turn();
        }

        assertThat(looks).isEqualTo(2);
    }

    @Test
    void assign_directoryThrowsAnError_laterTurnsWork() {
        published.put(MINE, STATUS);
        topics.put(MINE, new LogRange("id", 0, 40));
        directoryFails = true;
        turn();

        directoryFails = false;
        turn();

        assertThat(told).containsExactly("add " + MINE);
    }
}
