package io.weir.ingest.publish;

/**
 * The topics into which one writer's claims were written: one after the other, if each is removed under it.
 *
 * <p>Confined to the loop's thread.
 */
final class ClaimTopics {
    /** What is to be done with a claim. */
    enum Verdict {
        /** It stands in a topic that nobody removes. */
        KEPT,
        /** Its topic is to be removed, and the next one claimed. */
        REMOVE,
        /** Its topic is gone: the next one is claimed. */
        NEXT,
        /** It was to go on in a topic that is gone. */
        GONE
    }

    /** Who stood still for longer since it asked looks again before it removes a topic, ms. */
    private static final long REMOVES_WITHIN_MS = 30_000;

    /** So often the topic may be removed under a writer's claims. */
    private static final int MAX = 5;

    private String id = "";
    private int gone;

    /** The id of the topic in which the claim stands; empty before the first. */
    String id() {
        return id;
    }

    /**
     * Judges a claim by what its topic was found to be.
     *
     * @param continues whether it goes on with an epoch, which it can in the same topic only
     * @param askedMsAgo when that was asked
     */
    Verdict judge(LogAccess.ClaimedTopic topic, boolean continues, long askedMsAgo) {
        boolean kept = topic.holdsClaim() && !topic.condemned();
        if (continues) {
            return kept && topic.id().equals(id) ? Verdict.KEPT : Verdict.GONE;
        }
        if (kept) {
            id = topic.id();
            return Verdict.KEPT;
        }
        return topic.condemned() && askedMsAgo <= REMOVES_WITHIN_MS ? Verdict.REMOVE : Verdict.NEXT;
    }

    /** Counts one that is gone; whether the writer may claim another. */
    boolean mayClaimNext() {
        return ++gone <= MAX;
    }
}
