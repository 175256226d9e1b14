package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.log.Claim;
import io.weir.log.FoldState;
import io.weir.log.Hold;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A stream whose node is gone is taken by another one, and ends; and what its log says where one cuts off another. */
class ReapTest {
    private static final long LEASE_MS = 30_000;
    private static final long LINGER_MS = 60_000;
    private static final Hold HOLD = new Hold("1@192.0.2.1", (int) LEASE_MS);

    private final ManualLoop loop = new ManualLoop();
    private final PausableLog log = new PausableLog();
    private final List<StreamPublisher> living = new ArrayList<>();
    private final PublishingNode node = TestNodes.on(loop, LINGER_MS);

    private static final class Session implements PublicationListener, StreamPublisher.Keeper {
        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {}

        @Override
        public void onOpened(StreamPublisher publisher, long epoch) {}

        @Override
        public void onClosed(StreamPublisher publisher, long epoch) {}
    }

    private StreamPublisher publisher(@Nullable Hold hold, Claimant.@Nullable Silence silence) {
        Session session = new Session();
        return new StreamPublisher(
                new StreamName("app", "cam"), "192.0.2.7:4711", hold, silence, node, log, session, session);
    }

    /** A node that publishes a frame, and is killed. */
    private void publishAndDie() {
        StreamPublisher publisher = publisher(null, null);
        living.add(publisher);
        publisher.open();
        loop.runAll();
        sendFrame(publisher);
        pass(500);
        living.clear();
    }

    private static void sendFrame(StreamPublisher publisher) {
        ByteBuf body = Unpooled.buffer().writeByte(0x17).writeInt(0x01000000).writeInt(1);
        publisher.write(FlvTag.VIDEO, 0, body);
    }

    private CompletableFuture<StreamPublisher> reap(long end, long silentMs) {
        StreamPublisher reaper = publisher(null, new Claimant.Silence(end, silentMs));
        living.add(reaper);
        CompletableFuture<StreamPublisher> taken = reaper.open();
        taken.thenAccept(publisher -> publisher.close("the ingest node is gone"));
        loop.runAll();
        return taken;
    }

    private void pass(long ms) {
        for (long left = ms; left > 0; left -= 25) {
            loop.advance(25);
            living.forEach(StreamPublisher::onTimer);
            loop.runAll();
        }
    }

    /** What counts of kinds that tell something, with the text of a GAP or an END. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        FoldState fold = FoldState.START;
        for (PausableLog.Written record : log.records) {
            TagKey key = record.key();
            FoldState next = fold.accept(key);
            if (next == null || key.kind() == RecordKind.CLAIM || key.kind() == RecordKind.CONFIG) {
                continue;
            }
            fold = next;
            if (key.kind() == RecordKind.TICK && !key.isFence()) {
                continue;
            }
            boolean text = key.kind() == RecordKind.GAP || key.kind() == RecordKind.END;
            told.add(
                    text
                            ? key.kind() + " " + new String(record.value(), StandardCharsets.UTF_8)
                            : key.kind().name());
        }
        return told;
    }

    @Test
    void reap_nodeIsGone_breaksMediaOffLingersAndEndsTheStream() {
        publishAndDie();
        long end = log.records.size();
        assertThat(reap(end, LEASE_MS)).isCompleted();
        pass(2_000);
        assertThat(told()).containsExactly("TICK", "TAGS", "TICK", "GAP the ingest node is gone");
        assertThat(Claim.decode(log.records.get((int) end).value()))
                .extracting(Claim::reason)
                .isEqualTo(Claim.Reason.REAP);
        pass(LINGER_MS);
        assertThat(told())
                .containsExactly("TICK", "TAGS", "TICK", "GAP the ingest node is gone", "END the ingest node is gone");
        assertThat(log.records.get(log.records.size() - 1).key().kind()).isEqualTo(RecordKind.END);
    }

    @Test
    void reap_publisherComesBackMeanwhile_itsPublicationGoesOn() {
        publishAndDie();
        reap(log.records.size(), LEASE_MS);
        pass(2_000);
        StreamPublisher back = publisher(null, null);
        living.add(back);
        assertThat(back.open()).isNotDone();
        loop.runAll();
        sendFrame(back);
        pass(LINGER_MS + 5_000);
        assertThat(told()).endsWith("TICK", "GAP the publication of 192.0.2.7:4711 on node was cut off", "TAGS");
    }

    @Test
    void reap_somethingWasWrittenSince_takesNothing() {
        publishAndDie();
        long end = log.records.size();
        log.append(TagKey.claim(99, 0), new byte[] {1});
        assertRefused(reap(end, LEASE_MS));
        assertThat(log.records).hasSize((int) end + 1);
    }

    @Test
    void reap_otherClaimedInTheSameMoment_takesNothing() {
        publishAndDie();
        long end = log.records.size();
        StreamPublisher first = publisher(null, new Claimant.Silence(end, LEASE_MS));
        StreamPublisher second = publisher(null, new Claimant.Silence(end, LEASE_MS));
        List<CompletableFuture<StreamPublisher>> taken = List.of(first.open(), second.open());
        loop.runAll();
        assertThat(taken.get(0).isCompletedExceptionally())
                .as("exactly one of two has it")
                .isNotEqualTo(taken.get(1).isCompletedExceptionally());
    }

    @Test
    void reap_streamHasEnded_takesNothing() {
        publishAndDie();
        log.append(TagKey.of(RecordKind.END, 0, 1, 0, 0), new byte[0]);
        assertRefused(reap(log.records.size(), LEASE_MS));
    }

    @Test
    void reap_holderOfACameraHasALongerLease_waitsForThat() {
        StreamPublisher pull = publisher(new Hold("1@192.0.2.1", 90_000), null);
        pull.open();
        loop.runAll();
        assertRefused(reap(log.records.size(), LEASE_MS));
        assertThat(reap(log.records.size(), 90_000)).isCompleted();
    }

    private static void assertRefused(CompletableFuture<StreamPublisher> taken) {
        assertThat(taken)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withRootCauseInstanceOf(PublicationRefusedException.class);
    }

    /** What a node writes that removes the topic because it found it empty where it ends at {@code end}. */
    private PausableLog.Written removal(long end, String topicId) {
        Claim removal = Claim.removal("other", end, node.settings(), topicId);
        return new PausableLog.Written(TagKey.claim(99, 0), removal.encode());
    }

    @Test
    void push_topicIsBeingRemoved_isWrittenIntoTheNextOne() {
        log.records.add(removal(0, log.topic()));

        publishAndDie();

        assertThat(log.removed).isEqualTo(1);
        assertThat(told()).containsExactly("TICK", "TAGS");
    }

    @Test
    void push_topicIsRemovedBetweenItsLookAndItsClaim_isWrittenIntoTheNextOne() {
        log.goAway();
        StreamPublisher publisher = publisher(null, null);
        living.add(publisher);
        CompletableFuture<StreamPublisher> opened = publisher.open();
        loop.runAll();
        log.records.add(removal(0, log.topic()));
        log.comeBack();
        loop.runAll();

        assertThat(opened).isCompleted();
        assertThat(log.removed).isEqualTo(1);
        assertThat(told()).containsExactly("TICK");
    }

    @Test
    void push_removalThatCameTooLateOrIsOfAnotherTopic_meansNothing() {
        publishAndDie();
        log.records.add(removal(0, log.topic()));
        log.begin = log.records.size() - 1L; // it is the first record, and does not follow what its writer had read
        publishAndDie();
        assertThat(log.removed).isZero();

        long end = log.records.size();
        log.records.add(removal(end, "another"));
        log.begin = end;
        publishAndDie();
        assertThat(log.removed).isZero();
    }

    @Test
    void pull_topicIsBeingRemoved_holdsTheCameraByTheNextOne() {
        log.records.add(removal(0, log.topic()));
        StreamPublisher pull = publisher(HOLD, null);
        living.add(pull);
        pull.open();
        pass(2_000);

        assertThat(pull.isHeld()).isTrue();
        assertThat(log.removed).isEqualTo(1);
    }

    @Test
    void reap_whoRemovedTheTopicWasKilled_removesIt() {
        log.records.add(removal(0, log.topic()));
        log.records.add(new PausableLog.Written(TagKey.of(RecordKind.TICK, 0, 0, 0, 0), new byte[0]));

        assertRefused(reap(2, LEASE_MS));

        assertThat(log.removed).isEqualTo(1);
    }

    @Test
    void push_overOneThatDidNotEnd_tellsWhoWasCutOff() {
        publishAndDie();
        StreamPublisher next = publisher(null, null);
        living.add(next);
        next.open();
        loop.runAll();
        sendFrame(next);
        pass(500);
        assertThat(told())
                .containsExactly(
                        "TICK", "TAGS", "TICK", "GAP the publication of 192.0.2.7:4711 on node was cut off", "TAGS");
    }

    @Test
    void push_overOneThatEnded_tellsNothing() {
        publishAndDie();
        log.append(TagKey.of(RecordKind.END, 0, 1, 0, 0), "bye".getBytes(StandardCharsets.UTF_8));
        StreamPublisher next = publisher(null, null);
        living.add(next);
        next.open();
        loop.runAll();
        sendFrame(next);
        pass(500);
        assertThat(told()).containsExactly("TICK", "TAGS", "END bye", "TICK", "TAGS");
    }

    @Test
    void pull_overOneThatWasSilentForItsLease_tellsThatItIsGone() {
        StreamPublisher dead = publisher(HOLD, null);
        dead.open();
        loop.runAll();
        StreamPublisher next = publisher(HOLD, null);
        living.add(next);
        next.open();
        pass(LEASE_MS + 2_000);
        assertThat(next.isHeld()).isTrue();
        assertThat(told()).containsExactly("TICK", "TICK", "GAP who held the camera is gone");
    }
}
