package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.PublicationListener;
import io.weir.log.FoldState;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer's rules, each by the schedule that the simpler rule would break at. */
class LogRulesTest {
    private static final long LINGER_MS = 60_000;
    private static final int FRAME_MS = 40;
    private static final long STRANGER = 99;

    private final ManualLoop loop = new ManualLoop();
    private final PausableLog log = new PausableLog();
    private final List<StreamPublisher> living = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private int sent;
    private final PublishingNode node = TestNodes.on(loop, LINGER_MS);

    private final class Session implements PublicationListener, StreamPublisher.Keeper {
        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {
            ended.add(cause);
        }

        @Override
        public void onOpened(StreamPublisher publisher, long epoch) {}

        @Override
        public void onClosed(StreamPublisher publisher, long epoch) {}
    }

    private StreamPublisher publish() {
        Session session = new Session();
        StreamPublisher publisher = new StreamPublisher(
                new StreamName("app", "cam"), "192.0.2.7:4711", null, null, node, log, session, session);
        living.add(publisher);
        publisher.open();
        loop.runAll();
        return publisher;
    }

    private void send(StreamPublisher publisher) {
        ByteBuf body = Unpooled.buffer().writeByte(0x17).writeInt(0x01000000).writeInt(sent);
        publisher.write(FlvTag.VIDEO, FRAME_MS * sent++, body);
        pass(200);
    }

    private void pass(long ms) {
        for (long left = ms; left > 0; left -= 25) {
            loop.advance(25);
            living.forEach(StreamPublisher::onTimer);
            loop.runAll();
        }
    }

    /** A record of somebody else's. */
    private void strange(TagKey key) {
        log.records.add(new PausableLog.Written(key, new byte[0]));
    }

    /** What readers accept, but for CLAIMs, which change nothing. */
    private List<TagKey> counting() {
        List<TagKey> counting = new ArrayList<>();
        FoldState fold = FoldState.START;
        for (PausableLog.Written record : log.records) {
            FoldState next = fold.accept(record.key());
            if (next != null && record.key().kind() != RecordKind.CLAIM) {
                fold = next;
                counting.add(record.key());
            }
        }
        return counting;
    }

    /** How many tags readers accept. */
    private int countingTags() {
        return counting().stream()
                .filter(key -> key.kind() == RecordKind.TAGS)
                .mapToInt(TagKey::count)
                .sum();
    }

    @Test
    void claim_isFencedBeforeAnythingElseIsWritten() {
        send(publish());

        assertThat(log.records).extracting(record -> record.key().kind()).startsWith(RecordKind.CLAIM, RecordKind.TICK);
        assertThat(log.records.get(1).key().isFence()).isTrue();
        assertThat(log.records.get(1).key().epoch())
                .as("an epoch is its CLAIM's offset")
                .isZero();
    }

    @Test
    void foreignRecord_thatDoesNotCount_writerGoesOn() {
        StreamPublisher publisher = publish();
        send(publisher);

        strange(TagKey.of(RecordKind.TAGS, 0, 40, 1, 0)); // of another sequence: a send that landed late
        send(publisher);
        send(publisher);

        assertThat(ended).isEmpty();
        assertThat(countingTags()).isEqualTo(3);
    }

    @Test
    void foreignRecord_claimThatIsNotFenced_writerGoesOn() {
        StreamPublisher publisher = publish();
        send(publisher);

        strange(TagKey.claim(STRANGER, 0));
        send(publisher);
        pass(2_000);

        assertThat(ended).isEmpty();
        assertThat(countingTags()).isEqualTo(2);
    }

    @Test
    void foreignRecord_fenceOfAGreaterEpoch_writerLeavesAndWhatItSentBehindItDoesNotCount() {
        StreamPublisher publisher = publish();
        send(publisher);

        long epoch = log.records.size();
        strange(TagKey.claim(STRANGER, 0));
        strange(TagKey.fence(epoch, false, 0));
        send(publisher);

        assertThat(ended).containsExactly(EpochClaim.TAKEN);
        assertThat(countingTags()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failedSend_thatLandedOrWasLost_countsOnceInItsPlace(boolean landed) {
        StreamPublisher publisher = publish();
        send(publisher);
        log.goAway();
        send(publisher);
        if (landed) {
            log.land();
        }
        log.timeOut();
        log.comeBack();
        send(publisher);
        pass(2_000);

        assertThat(ended).isEmpty();
        assertThat(countingTags()).isEqualTo(3);
        assertThat(counting()).filteredOn(TagKey::isFence).hasSize(2).last().matches(TagKey::continues);
    }

    @Test
    void failedSend_streamWasTakenMeanwhile_isNotTakenBack() {
        StreamPublisher publisher = publish();
        send(publisher);
        log.goAway();
        send(publisher);
        long epoch = log.records.size();
        strange(TagKey.claim(STRANGER, 0));
        strange(TagKey.fence(epoch, false, 0));
        log.timeOut();
        log.comeBack();
        pass(2_000);

        assertThat(ended).containsExactly(EpochClaim.TAKEN);
        assertThat(counting().get(counting().size() - 1).epoch()).isEqualTo(epoch);
    }

    /** The topic was removed and made anew, and somebody else publishes into the next one. */
    private void makeAnew(int records) {
        log.records.clear();
        log.removed++;
        strange(TagKey.claim(STRANGER, 0));
        strange(TagKey.fence(0, false, 0));
        while (log.records.size() < records) {
            strange(TagKey.of(RecordKind.TAGS, 0, log.records.size() - 2, 1, 0));
        }
    }

    private void requireStrangersStreamIsHis() {
        assertThat(counting()).extracting(TagKey::epoch).containsOnly(0L);
        assertThat(log.records)
                .extracting(PausableLog.Written::key)
                .filteredOn(TagKey::isFence)
                .hasSize(1);
    }

    @Test
    void topicMadeAnew_nextSendLandsFurtherOn_writerLeavesAndTakesNothing() {
        StreamPublisher publisher = publish();
        send(publisher);
        makeAnew(log.records.size() + 5);

        send(publisher);
        pass(2_000);

        assertThat(ended).hasSize(1).first().asString().contains("no longer holds");
        requireStrangersStreamIsHis();
    }

    @Test
    void topicMadeAnew_sendFails_writerLeavesAndTakesNothing() {
        StreamPublisher publisher = publish();
        send(publisher);
        log.goAway();
        send(publisher);
        makeAnew(log.records.size() + 5);
        log.timeOut();
        log.comeBack();
        pass(2_000);

        assertThat(ended).hasSize(1).first().asString().contains("no longer holds");
        requireStrangersStreamIsHis();
    }

    @Test
    void topicMadeAnew_behindTheClaim_isClaimedAndNotFencedByAnOffsetOfTheOldOne() {
        log.goAway();
        StreamPublisher publisher = publish();
        for (int i = 0; i < 9; i++) {
            strange(TagKey.claim(STRANGER, 0)); // so that its own CLAIM has a great offset
        }
        log.comeBack();
        makeAnew(5);
        pass(500);
        send(publisher);

        assertThat(ended).isEmpty();
        assertThat(countingTags()).as("the stranger's, and its own").isEqualTo(3 + 1);
        assertThat(counting().get(counting().size() - 1).epoch()).isEqualTo(5);
    }
}
