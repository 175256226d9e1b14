package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.ingest.publication.PublicationListener;
import io.weir.log.FoldState;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publications of one node on a log that can be away. Each GOP is ten frames of 40 ms; a frame's body tells its number. */
class StreamPublisherTest {
    private static final int FRAMES_A_GOP = 10;
    private static final int FRAME_MS = 40;
    private static final long NODE_BYTES = 24 << 20;
    private static final long IN_FLIGHT_BYTES = 128 << 20;

    private final ManualLoop loop = new ManualLoop();
    private final NodeBuffer buffer = new NodeBuffer(NODE_BYTES, IN_FLIGHT_BYTES);
    private final PublishingNode node = new PublishingNode(
            "node",
            new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION),
            60_000,
            buffer,
            loop,
            hold -> CompletableFuture.completedFuture(false),
            new Random(1)::nextLong,
            loop::nowMs,
            () -> loop.nowMs() * 1_000_000);
    private final List<Camera> cameras = new ArrayList<>();

    /** A camera whose frames take real time, and its publication. */
    private final class Camera implements PublicationListener, StreamPublisher.Keeper {
        final PausableLog log = new PausableLog();
        final StreamPublisher publisher;
        final int frameBytes;
        int sent;
        boolean writable = true;
        boolean closed;

        /** Whether its connection is gone, with the thread that served it. */
        boolean gone;

        @Nullable
        String ended;

        Camera(int frameBytes) {
            this.frameBytes = frameBytes;
            publisher = new StreamPublisher(
                    new StreamName("app", "cam" + cameras.size()), "192.0.2.7:4711", null, null, node, log, this, this);
            publisher.open();
            cameras.add(this);
            loop.runAll();
        }

        void sendFrame() {
            boolean keyframe = sent % FRAMES_A_GOP == 0;
            ByteBuf body = Unpooled.buffer(frameBytes)
                    .writeByte(keyframe ? 0x17 : 0x27)
                    .writeInt(0x01000000)
                    .writeInt(sent)
                    .writeZero(frameBytes - 9);
            publisher.write(FlvTag.VIDEO, sent * FRAME_MS, body);
            sent++;
        }

        /** The numbers of the frames that readers accept; and each GAP as {@code -count}. */
        List<Integer> accepted() throws FlvFormatException {
            List<Integer> frames = new ArrayList<>();
            FoldState fold = FoldState.START;
            for (PausableLog.Written record : log.records) {
                TagKey key = record.key();
                FoldState next = fold.accept(key);
                if (next == null) {
                    continue;
                }
                fold = next;
                if (key.kind() == RecordKind.GAP) {
                    frames.add(-key.count());
                }
                ByteBuf in = Unpooled.wrappedBuffer(record.value());
                while (key.kind() == RecordKind.TAGS && in.isReadable()) {
                    FlvTag tag = FlvTags.read(in);
                    frames.add(tag.buffer().getInt(tag.offset() + 5));
                }
            }
            return frames;
        }

        @Override
        public void onWritabilityChanged(boolean isWritable) {
            failIfGone();
            assertThat(isWritable).isNotEqualTo(writable);
            writable = isWritable;
        }

        @Override
        public void onEnded(String cause) {
            failIfGone();
            ended = cause;
        }

        private void failIfGone() {
            if (gone) {
                throw new RejectedExecutionException("the event loop is shut down");
            }
        }

        @Override
        public void onOpened(StreamPublisher opened, long epoch) {}

        @Override
        public void onClosed(StreamPublisher gone, long epoch) {
            closed = true;
        }
    }

    /** Time in which each camera that is read sends a frame every 40 ms. */
    private void pass(long ms) {
        for (long left = ms; left > 0; left -= FRAME_MS) {
            cameras.stream()
                    .filter(camera -> camera.writable && camera.ended == null)
                    .forEach(Camera::sendFrame);
            loop.advance(FRAME_MS);
            loop.runAll();
            cameras.stream().filter(camera -> !camera.closed).forEach(camera -> camera.publisher.onTimer());
            loop.runAll();
        }
    }

    @Test
    void write_configurationChangesAtEachFrame_endedSayingWhyAndWhatCameIsWritten() {
        Camera camera = new Camera(1_000);
        for (int i = 0; camera.ended == null && i < 1_000; i++) {
            byte[] configuration = {0x17, 0, 0, 0, 0, (byte) (i % 2)};
            camera.publisher.write(FlvTag.VIDEO, camera.sent * FRAME_MS, Unpooled.wrappedBuffer(configuration));
            pass(FRAME_MS);
        }

        assertThat(camera.ended).contains("changed more than 60 times within 60 s");
        assertThat(camera.log.records)
                .filteredOn(record -> record.key().kind() == RecordKind.TAGS)
                .hasSizeLessThan(100);
    }

    @Test
    void write_logAwayForShort_publisherIsHeldBackAndNothingIsLost() throws Exception {
        Camera camera = new Camera(100_000);
        pass(1_000);
        camera.log.goAway();
        pass(9_000);
        assertThat(camera.writable).isFalse();
        assertThat(buffer.heldBytes())
                .isBetween((long) Pressure.HIGH_WATER_BYTES, Pressure.HIGH_WATER_BYTES + (1L << 20));
        camera.log.comeBack();
        pass(1_000);
        assertThat(camera.writable).isTrue();
        assertThat(buffer.droppedTags()).isZero();
        assertFramesAreWholeAndExplained(camera, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void write_logAwayForLong_wholeGopsAreDroppedAndToldByAGap(boolean timesOut) throws Exception {
        Camera camera = new Camera(50_000);
        pass(1_000);
        camera.log.goAway();
        long most = 0;
        for (int second = 0; second < 120; second++) {
            pass(1_000);
            if (timesOut && second % 10 == 9) {
                camera.log.timeOut();
            }
            most = Math.max(most, buffer.heldBytes());
        }
        assertThat(camera.writable).as("read on").isTrue();
        assertThat(most).isLessThan(Pressure.HIGH_WATER_BYTES + (1L << 20));
        assertThat(buffer.droppedTags()).isGreaterThan(1_000);
        int newest = camera.sent;
        camera.log.comeBack();
        pass(3_000);
        int gaps = assertFramesAreWholeAndExplained(camera, (int) buffer.droppedTags());
        assertThat(gaps).isEqualTo(1);
        assertThat(camera.accepted()).as("the newest are kept").contains(newest - 1, newest - 2 * FRAMES_A_GOP);
        assertThat(gapCauses(camera)).containsExactly("the log could not be written, and the buffers were full");
        assertThat(buffer.heldBytes()).isLessThan(1 << 20);
        long dropped = buffer.droppedTags();
        pass(3_000);
        assertThat(buffer.droppedTags()).as("no more once it is back").isEqualTo(dropped);
    }

    @Test
    void write_gopLargerThanTheBuffer_bytesAreBoundedAllTheSame() throws Exception {
        Camera camera = new Camera(1_500_000);
        pass(400);
        camera.log.goAway();
        long most = 0;
        for (int second = 0; second < 30; second++) {
            pass(1_000);
            most = Math.max(most, buffer.heldBytes());
        }
        assertThat(most).isLessThan(Pressure.HIGH_WATER_BYTES + 4_000_000L);
        camera.log.comeBack();
        pass(2_000);
        assertThat(camera.accepted()).contains(camera.sent - 1 - camera.sent % FRAMES_A_GOP);
        assertSequencesAreExplained(camera);
    }

    @Test
    void write_manyStreamsAndLogAway_bytesOfTheNodeAreBounded() throws Exception {
        for (int i = 0; i < 8; i++) {
            new Camera(50_000);
        }
        pass(1_000);
        cameras.forEach(camera -> camera.log.goAway());
        long most = 0;
        for (int second = 0; second < 60; second++) {
            pass(1_000);
            most = Math.max(most, buffer.heldBytes());
        }
        assertThat(most).isBetween(NODE_BYTES / 2, NODE_BYTES + 8 * (1L << 20));
        cameras.forEach(camera -> camera.log.comeBack());
        pass(3_000);
        for (Camera camera : cameras) {
            assertThat(camera.writable).isTrue();
            assertSequencesAreExplained(camera);
        }
    }

    @Test
    void write_logAway_bytesWithKafkaAreBounded() {
        Camera camera = new Camera(50_000);
        pass(1_000);
        camera.log.goAway();
        pass(30_000);
        assertThat(camera.log.sentBytes()).isLessThan(5 << 20);
    }

    private CompletableFuture<StreamPublisher> claim(Camera incumbent, List<String> events) {
        PublicationListener session = new PublicationListener() {
            @Override
            public void onWritabilityChanged(boolean isWritable) {}

            @Override
            public void onEnded(String cause) {
                events.add("ended");
            }
        };
        StreamPublisher.Keeper keeper = new StreamPublisher.Keeper() {
            @Override
            public void onOpened(StreamPublisher opened, long epoch) {
                events.add("opened");
            }

            @Override
            public void onClosed(StreamPublisher gone, long epoch) {
                events.add("closed");
            }
        };
        return new StreamPublisher(
                        new StreamName("app", "cam0"), "192.0.2.8:1", null, null, node, incumbent.log, session, keeper)
                .open();
    }

    @Test
    void open_cancelledBeforeTheClaim_writesNothing() {
        Camera live = new Camera(1_000);
        pass(1_000);
        List<String> events = new ArrayList<>();
        CompletableFuture<StreamPublisher> claim = claim(live, events);
        loop.runOne();
        claim.cancel(false);
        pass(3_000);
        assertThat(live.log.records)
                .filteredOn(r -> r.key().kind() == RecordKind.CLAIM)
                .hasSize(1);
        assertThat(live.ended).isNull();
        assertThat(events).containsExactly("closed");
    }

    @Test
    void open_cancelledBeforeTheFence_livePublisherStays() {
        Camera live = new Camera(1_000);
        pass(1_000);
        List<String> events = new ArrayList<>();
        CompletableFuture<StreamPublisher> claim = claim(live, events);
        live.log.goAway();
        loop.runAll();
        for (int i = 0; i < 30; i++) { // the incumbent is looked for in what it has written
            loop.advance(100);
            loop.runAll();
        }
        claim.cancel(false);
        live.log.comeBack();
        pass(3_000);
        assertThat(live.log.records)
                .filteredOn(r -> r.key().kind() == RecordKind.CLAIM)
                .hasSize(2);
        assertThat(live.ended).isNull();
        assertThat(live.log.records).filteredOn(r -> r.key().isFence()).hasSize(1);
        assertThat(events).containsExactly("closed");
    }

    @Test
    void open_cancelledWhenItStands_isClosed() {
        Camera camera = new Camera(1_000);
        List<String> events = new ArrayList<>();
        CompletableFuture<StreamPublisher> claim = claim(camera, events);
        camera.log.goAway();
        for (int i = 0; i < 30; i++) {
            loop.advance(100);
            loop.runAll();
        }
        camera.log.comeBack(); // the claim
        camera.log.goAway();
        loop.runAll();
        camera.log.comeBack(); // the fence
        claim.cancel(false);
        pass(3_000);
        assertThat(events).doesNotContain("ended");
        assertThat(claim.isCancelled()).isTrue();
    }

    @Test
    void suspend_sessionIsGone_throwsNothingAndWhatWasSentIsWritten() throws Exception {
        Camera camera = new Camera(1_000);
        pass(1_000);
        camera.log.goAway();
        pass(1_000);
        suspendAndDrain(camera);
    }

    @Test
    void suspend_heldBackAndLogComesBack_whatWasSentIsWritten() throws Exception {
        Camera camera = new Camera(100_000);
        pass(1_000);
        camera.log.goAway();
        pass(5_000);
        assertThat(camera.writable).as("held back").isFalse();
        suspendAndDrain(camera);
    }

    @Test
    void giveUp_logStaysAway_whatIsLeftIsCounted() {
        Camera camera = new Camera(1_000);
        pass(1_000);
        camera.log.goAway();
        int written = camera.sent;
        pass(2_000);
        camera.publisher.suspend();
        loop.runAll();
        camera.publisher.giveUp();
        assertThat(buffer.droppedTags()).isBetween((long) camera.sent - written, camera.sent - written + 10L);
        assertThat(buffer.heldBytes()).isZero();
    }

    @Test
    void onLeft_runsAreNotHandedOverYet_nothingOfThemIsHeld() {
        Camera camera = new Camera(10_000);
        pass(1_000);
        for (int i = 0; i < FRAMES_A_GOP; i++) {
            camera.sendFrame();
            loop.advance(FRAME_MS);
        }
        assertThat(buffer.heldBytes())
                .as("closed runs count before they are handed over")
                .isGreaterThan(50_000);
        camera.publisher.giveUp();
        camera.publisher.onLeft("another publisher has the stream");
        loop.runAll();
        assertThat(buffer.heldBytes()).isZero();
    }

    @Test
    void write_sendsFailedAndClaimDoesNotStand_othersMaySend() {
        Camera camera = new Camera(100_000);
        pass(1_000);
        camera.log.goAway();
        pass(5_000);
        assertThat(buffer.inFlightBytes()).isGreaterThan(100_000);
        camera.log.timeOut();
        loop.runAll();
        assertThat(buffer.heldBytes()).as("kept, to be sent again").isGreaterThan(1 << 20);
        assertThat(buffer.inFlightBytes()).isZero();
        camera.log.comeBack();
        pass(3_000);
        camera.publisher.suspend();
        loop.runAll();
        assertThat(buffer.inFlightBytes()).isZero();
    }

    @Test
    void write_recordIsRefused_itsGopBecomesAGapAndMediaGoesOn() throws Exception {
        Camera camera = new Camera(1_000);
        pass(1_000);
        camera.log.maxValueBytes = 500;
        pass(2_000);
        camera.log.maxValueBytes = Integer.MAX_VALUE;
        pass(20_000);
        assertThat(claims(camera)).as("one for each that was refused").isLessThan(20);
        assertThat(buffer.droppedTags()).isPositive();
        assertThat(gapCauses(camera)).isNotEmpty().containsOnly("the log refuses a record");
        assertSequencesAreExplained(camera);
        assertThat(camera.accepted()).contains(camera.sent - 1 - FRAMES_A_GOP);
        assertThat(camera.ended).isNull();
    }

    @Test
    void write_mediaFailsAtOnceAndClaimsStand_claimsAreFew() throws Exception {
        Camera camera = new Camera(1_000);
        pass(1_000);
        camera.log.failsMedia = true;
        pass(60_000);
        assertThat(claims(camera)).isLessThan(20);
        camera.log.failsMedia = false;
        pass(10_000);
        assertFramesAreWholeAndExplained(camera, 0);
    }

    @Test
    void write_claimFails_topicIsOpenedAgain() {
        Camera camera = new Camera(1_000);
        pass(1_000);
        assertThat(camera.log.opened).isEqualTo(1);
        camera.log.goAway();
        pass(1_000);
        camera.log.timeOut();
        loop.runAll();
        camera.log.timeOut();
        pass(1_000);
        assertThat(camera.log.opened).isGreaterThan(1);
    }

    private static long claims(Camera camera) {
        return camera.log.records.stream()
                .filter(record -> record.key().kind() == RecordKind.CLAIM)
                .count();
    }

    /** The node ends, the session with it, and the log comes back. */
    private void suspendAndDrain(Camera camera) throws FlvFormatException {
        camera.gone = true;
        camera.publisher.suspend();
        loop.runAll();
        camera.log.comeBack();
        drain(camera);
    }

    /** As the node's end waits: the camera sends no more. */
    private void drain(Camera camera) throws FlvFormatException {
        for (int i = 0; i < 20; i++) {
            loop.advance(50);
            camera.publisher.onTimer();
            loop.runAll();
        }
        assertThat(camera.closed).as("ended by a fault").isFalse();
        assertThat(camera.publisher.isWritten()).isTrue();
        assertThat(buffer.heldBytes()).isZero();
        List<Integer> all = IntStream.range(0, camera.sent).boxed().collect(Collectors.toCollection(ArrayList::new));
        all.add(0); // the GAP of nothing where media breaks off
        assertThat(camera.accepted()).isEqualTo(all);
    }

    @Test
    void onTimer_publicationThrows_endsItAloneAndOnce() {
        Camera broken = new Camera(1_000);
        Camera other = new Camera(1_000);
        broken.log.breakDown();
        pass(5_000);
        assertThat(broken.ended).isEqualTo("a fault of this server; publish again");
        assertThat(broken.closed).isTrue();
        assertThat(other.ended).isNull();
        int written = other.log.records.size();
        pass(1_000);
        assertThat(other.log.records.size()).isGreaterThan(written);
        assertThat(buffer.heldBytes()).isLessThan(1 << 20);
    }

    @Test
    void onTimer_silentPublicationThrows_othersStillTick() {
        Camera broken = new Camera(1_000);
        Camera other = new Camera(1_000);
        broken.log.breakDown();
        for (int i = 0; i < 60; i++) {
            loop.advance(50);
            cameras.stream().filter(camera -> !camera.closed).forEach(camera -> camera.publisher.onTimer());
            loop.runAll();
        }
        assertThat(broken.ended).isNotNull();
        assertThat(other.log.records)
                .filteredOn(r -> r.key().kind() == RecordKind.TICK && !r.key().isFence())
                .hasSizeGreaterThan(1);
    }

    /** Frames in order; a GAP for each hole, as long as it; media behind it begins with a keyframe, before it GOPs are whole. */
    private static int assertFramesAreWholeAndExplained(Camera camera, int dropped) throws FlvFormatException {
        int next = 0;
        int gaps = 0;
        boolean afterGap = false;
        for (int frame : camera.accepted()) {
            if (frame < 0) {
                assertThat(next % FRAMES_A_GOP)
                        .as("the GOP before a GAP is whole")
                        .isZero();
                next -= frame;
                dropped += frame;
                gaps++;
                afterGap = true;
                continue;
            }
            assertThat(frame).isEqualTo(next++);
            assertThat(!afterGap || frame % FRAMES_A_GOP == 0)
                    .as("a keyframe behind a GAP")
                    .isTrue();
            afterGap = false;
        }
        assertThat(dropped).as("counted, and in no GAP").isZero();
        assertThat(camera.sent - next).as("frames not written yet").isLessThan(FRAMES_A_GOP);
        return gaps;
    }

    private static void assertSequencesAreExplained(Camera camera) throws FlvFormatException {
        int next = 0;
        boolean afterGap = false;
        for (int frame : camera.accepted()) {
            if (frame < 0) {
                next -= frame;
                afterGap = true;
                continue;
            }
            assertThat(frame).isEqualTo(next++);
            assertThat(!afterGap || frame % FRAMES_A_GOP == 0).isTrue();
            afterGap = false;
        }
    }

    private static List<String> gapCauses(Camera camera) {
        return camera.log.records.stream()
                .filter(record -> record.key().kind() == RecordKind.GAP)
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
