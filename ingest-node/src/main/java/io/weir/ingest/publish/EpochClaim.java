package io.weir.ingest.publish;

import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.log.Claim;
import io.weir.log.FoldState;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.log.Takeovers;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a writer gets an epoch: CLAIM, judged if it continues; fence; and reading back through the fence with the readers'
 * own fold, which tells whether the claim stands and what of the writer's own has landed before it.
 *
 * <p>Confined to the loop's thread.
 */
final class EpochClaim {
    /** How a claim ended. Called on the loop's thread. */
    interface Listener {
        void onStands(Standing standing);

        /** Whether anybody still wants the epoch. If not nothing is written, and nothing told. */
        boolean isWanted();

        /** The claim fails, for good. */
        void onLost(String cause);
    }

    /**
     * A claim that stands.
     *
     * @param epoch the CLAIM's offset
     * @param fenceOffset the last offset that was read
     * @param fold the readers' state behind the fence
     * @param contested whether another push has claimed since: it will take the stream with its fence
     * @param fencedMs when the fence was sent, monotonic
     * @param cutOff of a first claim: whose media breaks off with it, for people; else null
     * @param topicId of the topic in which it stands
     */
    record Standing(
            long epoch,
            long fenceOffset,
            FoldState fold,
            boolean contested,
            long fencedMs,
            @Nullable String cutOff,
            String topicId) {}

    /** Why a writer leaves when another has the stream. */
    static final String TAKEN = "a newer publication has taken the stream";

    private static final String REMOVED = "the topic of the stream was removed";
    private static final String EXPIRED = "the log no longer holds what was written last";

    private static final long RETRY_MS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(EpochClaim.class);

    private final Claimant claimant;
    private final LogAccess log;
    private final LongSupplier wallClockMs;
    private final LongSupplier monotonicMs;
    private final FirstLook look;
    private final Rivals rivals;
    private final Steps steps;
    private final Listener listener;

    private Claim.Reason why = Claim.Reason.PUSH;

    /** The last offset known to be read, and the fold up to it: where a claim that continues reads on. */
    private long lastOffset = -1;

    private FoldState known = FoldState.START;
    private Takeovers takeovers = Takeovers.NONE;
    private @Nullable String cutOff;
    private final ClaimTopics topics = new ClaimTopics();

    EpochClaim(
            Claimant claimant,
            LogAccess log,
            PublicationLoop loop,
            LongSupplier wallClockMs,
            LongSupplier monotonicMs,
            HolderProbe holderProbe,
            Rivals rivals,
            Listener listener) {
        this.rivals = rivals;
        this.claimant = claimant;
        this.log = log;
        this.steps = new Steps(loop);
        this.wallClockMs = wallClockMs;
        this.monotonicMs = monotonicMs;
        this.look = new FirstLook(claimant, log, loop, wallClockMs, monotonicMs, holderProbe);
        this.listener = listener;
    }

    /** Claims the stream for a publication that begins. */
    void begin() {
        why = claimant.reason();
        BooleanSupplier looking = steps.begin();
        CompletableFuture<FirstLook.Found> looked = look.look(() -> looking.getAsBoolean() && listener.isWanted());
        steps.then(
                looking,
                looked,
                found -> {
                    lastOffset = found.lastOffset();
                    takeovers = found.takeovers();
                    cutOff = found.cutOff();
                    claim();
                },
                this::retry);
    }

    /** Looks anew who holds the camera, not at the same moment as whoever was in the way. */
    private void pullAgain() {
        long pauseMs = RETRY_MS + Math.floorMod(claimant.id() / (steps.count() + 1), RETRY_MS);
        steps.after(pauseMs, this::begin);
    }

    /**
     * Claims again, for the same publication.
     *
     * @param offset the last acknowledged one
     * @param fold the readers' state behind it
     */
    void goOn(long offset, FoldState fold) {
        why = Claim.Reason.CONTINUES;
        cutOff = null;
        lastOffset = offset;
        known = fold;
        claim();
    }

    /** Forgets the claim that is on its way, if any. */
    void cancel() {
        steps.cancel();
    }

    private void claim() {
        if (!listener.isWanted()) {
            return;
        }
        long now = wallClockMs.getAsLong();
        boolean continues = why == Claim.Reason.CONTINUES;
        TagKey key = continues ? TagKey.claimAgain(claimant.id(), now) : TagKey.claim(claimant.id(), now);
        Claim claim = new Claim(
                claimant.node(),
                why,
                lastOffset,
                claimant.publisher(),
                claimant.settings(),
                takeovers,
                claimant.hold(),
                null);
        then(appended(key, claim.encode()), claimed -> {
            if (claim.isVoidAt(claimed)) {
                loseFirst(FirstLook.NOT_SILENT);
            } else {
                long askedMs = monotonicMs.getAsLong();
                then(log.claimedTopic(claimed, key), topic -> goOnIn(topic, claimed, askedMs));
            }
        });
    }

    /** What is written into a topic that is being removed is lost: it is removed here and now, and the next one claimed. */
    private void goOnIn(LogAccess.ClaimedTopic topic, long claimed, long askedMs) {
        boolean continues = why == Claim.Reason.CONTINUES;
        switch (topics.judge(topic, continues, monotonicMs.getAsLong() - askedMs)) {
            case KEPT -> {
                if (continues) {
                    judge(claimed);
                } else {
                    fence(claimed);
                }
            }
            case REMOVE -> then(log.remove(topic.id()), removed -> claimNextTopic());
            case NEXT -> claimNextTopic();
            case GONE -> lose(EXPIRED);
        }
    }

    private void claimNextTopic() {
        if (why == Claim.Reason.REAP || !topics.mayClaimNext()) {
            lose(REMOVED);
        } else if (why == Claim.Reason.PULL) {
            pullAgain();
        } else {
            begin();
        }
    }

    /**
     * Whether nobody else has claimed or fenced since the last acknowledged record. Judged before the fence is written: a
     * fence takes the stream back from whoever took it in between.
     */
    private void judge(long claimed) {
        if (claimed <= lastOffset) {
            lose(EXPIRED); // the log lost its end
            return;
        }
        then(log.read(lastOffset + 1, claimed), records -> {
            if (rivals.haveClaimed(records) || rivals.haveFenced(records, known)) {
                lose(TAKEN);
            } else {
                fence(claimed);
            }
        });
    }

    /** The fence: once it has landed nothing of an older epoch counts, so what counts before it can be told for certain. */
    private void fence(long claimed) {
        if (!listener.isWanted()) {
            return;
        }
        TagKey key = TagKey.fence(claimed, why == Claim.Reason.CONTINUES, wallClockMs.getAsLong());
        long fencedMs = monotonicMs.getAsLong();
        then(appended(key, claimant.tick()), fenced -> readBack(claimed, fenced, fencedMs));
    }

    private void readBack(long claimed, long fenced, long fencedMs) {
        boolean continues = why == Claim.Reason.CONTINUES;
        // Who begins, begins anew whatever was before its claim; one that continues must know what of its own has
        // landed.
        then(log.read(continues ? lastOffset + 1 : claimed, fenced + 1), records -> {
            FoldState fold = continues ? known : FoldState.START;
            for (LogAccess.Placed record : records) {
                fold = record.after(fold);
            }
            boolean contested = rivals.haveClaimed(records);
            boolean taken = fold.epoch() != claimed;
            // A fence that came when it was no longer waited for: what this writer's own sequences are cannot be told.
            boolean broken = continues && rivals.haveFenced(records, known);
            if (taken || broken || (contested && claimant.hold() != null)) {
                if (!taken && claimant.hold() != null) {
                    release(claimed, fold);
                }
                loseFirst(TAKEN);
            } else {
                steps.cancel();
                listener.onStands(new Standing(claimed, fenced, fold, contested, fencedMs, cutOff, topics.id()));
            }
        });
    }

    /** Another pull may come to stand by the CLAIM that was found; of two that cannot tell, each yields. */
    private void release(long epoch, FoldState fold) {
        TagKey key =
                new TagKey(RecordKind.TICK, TagKey.RELEASE, 0, epoch, fold.nextSequence(), wallClockMs.getAsLong());
        CompletableFuture<Long> unused = log.append(key, new byte[0]); // if it fails, others wait for a lease
    }

    /** A pull that has not begun tries again. */
    private void loseFirst(String cause) {
        if (why == Claim.Reason.PULL) {
            pullAgain();
        } else {
            lose(cause);
        }
    }

    /** Appends; fails too if the place is not known. */
    private CompletableFuture<Long> appended(TagKey key, byte[] value) {
        return log.append(key, value)
                .thenCompose(offset -> offset < 0
                        ? CompletableFuture.failedFuture(new IllegalStateException("its place is not known"))
                        : CompletableFuture.completedFuture(offset));
    }

    /** Goes on with what comes, unless another claim has been begun since; or tries again. */
    private <T> void then(CompletableFuture<T> coming, Consumer<T> next) {
        steps.then(coming, next, this::retry);
    }

    private void retry(Throwable error) {
        if (LogErrors.cause(error) instanceof PublicationRefusedException refused) {
            lose(String.valueOf(refused.getMessage()));
            return;
        }
        if (why == Claim.Reason.PULL) {
            LOG.warn(
                    "{}: the log cannot be read or written: {}; trying again",
                    claimant.stream(),
                    LogErrors.reason(error));
            pullAgain();
            return;
        }
        if (why == Claim.Reason.PUSH && LogErrors.isWithoutTopic(error)) {
            claimNextTopic();
            return;
        }
        if (why != Claim.Reason.CONTINUES) {
            lose("the log cannot be written: "
                    + LogErrors.reason(error)); // nothing was taken yet; the publisher comes again
            return;
        }
        if (LogErrors.cause(error) instanceof LogAccess.ExpiredException) {
            lose(EXPIRED);
            return;
        }
        LOG.warn("{}: the claim was not written: {}; trying again", claimant.stream(), LogErrors.reason(error));
        steps.after(RETRY_MS, () -> then(log.open(), opened -> claim())); // the topic's leader may be forgotten
    }

    private void lose(String cause) {
        steps.cancel();
        listener.onLost(cause);
    }
}
