package io.weir.simulation;

import io.weir.index.Accepted;
import io.weir.index.Unstored;
import io.weir.ingest.publish.SimulatedLog;
import io.weir.ingest.publish.SimulatedPublisher;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.name.StreamName;
import io.weir.segmenter.SimulatedSegmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One stream's whole way from encoders to playlists, by the production classes, on a log, a store, an index and a time that
 * are drawn from a seed. First all befalls; then all heals, and comes to an end; then it is judged.
 */
final class WholePath {
    static final StreamName STREAM = new StreamName("live", "cam");

    /** The key under which the log's configuration finds what is to be quiet. */
    private static final String QUIET = "simulation";

    private static final int SEGMENT_TARGET_MS = 1_000;
    private static final int MAX_PUBLISHERS = 7;
    private static final int MIN_MS = 12_000;
    private static final int MAX_MORE_MS = 20_000;

    /** Longer than any pause between tries. */
    private static final int HEALING_MS = 12_000;

    private static final int SETTLES_WITHIN_MS = 300_000;

    private final Random random;
    private final Befallen befallen = new Befallen();
    private final SimulatedTime time;
    private final Conditions conditions;
    private final SimulatedLog log;
    private final SimulatedStore store;
    private final SimulatedIndex index;
    private final List<SimulatedSegmenter> segmenters = new ArrayList<>();
    private final List<SimulatedPublisher> publishers = new ArrayList<>();
    private final boolean retains;

    private WholePath(long seed) {
        random = new Random(seed);
        time = new SimulatedTime(random);
        conditions = new Conditions(random);
        log = new SimulatedLog(random.nextLong(), random.nextInt(4) * 0.06);
        store = new SimulatedStore(time, conditions, befallen);
        index = new SimulatedIndex(time, conditions, befallen, store, random);
        retains = random.nextInt(4) > 0;
        if (random.nextInt(8) == 0) {
            log.refuseSome();
        }
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            segmenters.add(new SimulatedSegmenter(STREAM, time, log, store, index, random, befallen));
        }
    }

    /**
     * Runs one seed.
     *
     * @return what befell
     * @throws AssertionError that names the invariant which does not hold
     */
    static Befallen run(long seed) {
        MDC.put(QUIET, "yes");
        try {
            WholePath path = new WholePath(seed);
            path.befall();
            path.heal();
            path.end();
            if (path.befallen.has(SimulatedSegmenter.LOST) || path.skipsWhatIsNotStored()) {
                return path.befallen; // told in the log of events, and by the audit; no record says which frames
            }
            new Verdict(path.log, path.publishers, path.segmenters, path.store, path.index, path.befallen, seed).pass();
            path.log.counts().forEach((event, times) -> path.befallen.note("log " + event, times));
            return path.befallen;
        } catch (RuntimeException e) {
            throw new AssertionError(Invariant.NO_FAULT.broken(e).getMessage(), e);
        } finally {
            MDC.remove(QUIET);
        }
    }

    private void befall() {
        SimulatedPublisher unused = publish();
        publishAnother();
        time.every(70, this::turn);
        time.every(3_000, this::befallSegmenter);
        time.every(2_500, this::befallPublisher);
        time.every(20_000, this::befallStore);
        if (!retains) {
            time.every(5_000, this::expire);
        }
        time.pass(MIN_MS + random.nextInt(MAX_MORE_MS));
    }

    private SimulatedPublisher publish() {
        PinnedSettings settings = new PinnedSettings(
                SEGMENT_TARGET_MS,
                random.nextInt(8) == 0 ? PinnedSettings.FMP4 : PinnedSettings.TS,
                PinnedSettings.MUXER_VERSION);
        SimulatedPublisher publisher =
                new SimulatedPublisher(publishers.size(), STREAM, log, settings, time.nowMs(), random, befallen);
        publishers.add(publisher);
        return publisher;
    }

    /** Now and then two encoders want the stream at the same time. */
    private void publishAnother() {
        if (random.nextInt(3) == 0) {
            time.after(random.nextInt(600), () -> {
                if (!conditions.healed()) {
                    befallen.note("publisher rivalled");
                    SimulatedPublisher unused = publish();
                }
            });
        }
    }

    private void turn() {
        for (SimulatedPublisher publisher : publishers) {
            publisher.turn(time.nowMs());
        }
    }

    private void befallPublisher() {
        SimulatedPublisher last = publishers.get(publishers.size() - 1);
        if (conditions.healed()) {
            return;
        }
        if (publishers.size() < MAX_PUBLISHERS && (!last.lives() || random.nextInt(6) == 0)) {
            befallen.note(last.lives() ? "publisher taken over" : "publisher came back");
            SimulatedPublisher unused = publish();
            publishAnother();
            return;
        }
        SimulatedPublisher publisher = publishers.get(random.nextInt(publishers.size()));
        if (!publisher.lives()) {
            return;
        }
        switch (random.nextInt(10)) {
            case 0 -> publisher.kill();
            case 1, 2 -> publisher.freeze(time.nowMs() + random.nextInt(4_000));
            case 3, 4 -> {
                publisher.cutOff(true);
                time.after(random.nextInt(random.nextInt(3) == 0 ? 15_000 : 2_000), () -> publisher.cutOff(false));
            }
            case 5 -> publisher.leave();
            case 6 -> publisher.end();
            default -> {}
        }
    }

    private void befallSegmenter() {
        SimulatedSegmenter segmenter = segmenters.get(random.nextInt(segmenters.size()));
        if (conditions.healed()) {
            return;
        }
        if (random.nextInt(3) > 0) {
            segmenter.freeze(time.nowMs() + random.nextInt(5_000));
        } else {
            segmenter.kill();
        }
    }

    private void befallStore() {
        if (!conditions.healed()) {
            store.goAway(time.nowMs() + random.nextInt(15_000));
        }
    }

    /**
     * Retention does not ask what has been read; but nobody begins where there is no record and no beginning. A store that is
     * away for longer than the log is kept loses what it lacks, which is told by no record: that is left out.
     */
    private void expire() {
        if (conditions.healed() || index.chain().isEmpty()) {
            return;
        }
        Unstored unstored = index.latest().record().unstored();
        long end = unstored == null ? log.end() : unstored.checkpoint().mark().offset();
        long room = end - log.begin();
        if (room > 0) {
            befallen.note("log's beginning expired");
            log.expireBefore(log.begin() + 1 + random.nextInt((int) room));
        }
    }

    private void heal() {
        log.heal();
        conditions.heal();
        store.comeBack();
        segmenters.forEach(SimulatedSegmenter::thaw);
        for (SimulatedPublisher publisher : publishers) {
            publisher.freeze(0);
            publisher.cutOff(false);
        }
        time.pass(HEALING_MS);
        // What lands after this nobody could know of.
        publishers.forEach(SimulatedPublisher::landLate);
        time.pass(HEALING_MS / 3);
    }

    /** Whoever has the stream ends it, or somebody comes to do so; then all of it is cut. */
    private void end() {
        SimulatedPublisher live = live();
        while (live == null) {
            SimulatedPublisher next = publish();
            Invariant.SETTLES.require(
                    time.pass(SETTLES_WITHIN_MS, () -> next.isLive() || !next.lives()), "a claim that nothing hinders");
            live = live();
            Invariant.SETTLES.require(publishers.size() < 30, "one of many claims stands");
        }
        time.pass(2_000);
        Invariant.ONE_WRITER.require(
                publishers.stream().filter(SimulatedPublisher::isLive).count() <= 1, "more than one");
        if (live.isLive()) {
            live.end();
        }
        Invariant.SETTLES.require(
                time.pass(SETTLES_WITHIN_MS, () -> publishers.stream().noneMatch(SimulatedPublisher::lives)),
                "publications end");
        long ended = lastEnd();
        Invariant.SETTLES.require(
                time.pass(SETTLES_WITHIN_MS, () -> isCut(ended)), "the log is cut to " + ended + ", index" + index);
        Invariant.SETTLES.require(
                time.pass(SETTLES_WITHIN_MS, () -> segmenters.stream().anyMatch(SimulatedSegmenter::hasFinished)),
                "a segmenter has brought all to the store");
        time.pass(HEALING_MS);
    }

    private @Nullable SimulatedPublisher live() {
        return publishers.stream()
                .filter(SimulatedPublisher::isLive)
                .reduce((one, other) -> other)
                .orElse(null);
    }

    private long lastEnd() {
        for (int offset = (int) log.end() - 1; offset >= 0; offset--) {
            if (log.landed().get(offset).key().kind() == RecordKind.END) {
                return offset;
            }
        }
        throw Invariant.SETTLES.broken("no publication has ended");
    }

    /** Whether the log lost its checkpoint while the store still lacked what came before. */
    private boolean skipsWhatIsNotStored() {
        List<Accepted> chain = index.chain();
        for (int i = 1; i < chain.size(); i++) {
            boolean skips = !chain.get(i).record().cause().isEmpty();
            if (skips && chain.get(i - 1).record().unstored() != null) {
                return true;
            }
        }
        return false;
    }

    private boolean isCut(long offset) {
        return !index.chain().isEmpty()
                && index.latest().record().ended()
                && index.latest().record().checkpoint().mark().offset() > offset;
    }
}
