package io.weir.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who may hold a stream's camera, as the last records of its log tell. Pure: who reads the same records concludes the same.
 *
 * <p>It may be held by the writer of the epoch that counts, unless that has ended or was released, and by the writer of each
 * later CLAIM that can still be followed by a fence. A pull's or a reaper's CLAIM cannot if anything stands between what its
 * writer had read and itself (docs/adr/0012), and a removal's never.
 *
 * @param end the offset that the next record will have
 * @param free whether nobody can hold it
 * @param ended whether there is nothing to be ended: the epoch that counts has ended, or there never was one
 * @param holds of those who may hold it; with null for one of whom nothing is known but that it may
 * @param complete whether enough was read to know the hold of the epoch that counts, if it says any
 */
public record LogTail(long end, boolean free, boolean ended, List<@Nullable Hold> holds, boolean complete) {
    /** A log without records. */
    public static final LogTail EMPTY = new LogTail(0, true, true, List.of(), true);

    private record Claimed(long offset, @Nullable Claim claim) {}

    /**
     * What the records tell.
     *
     * @param records the last ones, in order, without those of unknown form
     * @param from where reading began
     * @param end the offset behind the last
     */
    public static LogTail of(List<LogRecord> records, long from, long end) {
        FoldState fold = FoldState.START;
        boolean released = false;
        Map<Long, Hold> holdByEpoch = new HashMap<>();
        List<Claimed> claims = new ArrayList<>();
        for (LogRecord record : records) {
            TagKey key = record.key();
            Hold hold = Hold.of(record);
            if (key.kind() == RecordKind.CLAIM) {
                claims.add(new Claimed(record.offset(), Claim.decode(record.value())));
                putIfSaid(holdByEpoch, record.offset(), hold);
                continue;
            }
            FoldState next = fold.accept(key);
            if (next == null) {
                continue;
            }
            fold = next;
            released = key.isRelease();
            putIfSaid(holdByEpoch, key.epoch(), hold);
        }
        List<@Nullable Hold> holds = new ArrayList<>();
        boolean begun = fold.epoch() >= 0;
        boolean held = begun ? !fold.ended() && !released : from > 0;
        if (held) {
            holds.add(holdByEpoch.get(fold.epoch()));
        }
        for (Claimed claimed : claims) {
            if (claimed.offset() > fold.epoch() && mayFence(claimed)) {
                holds.add(holdByEpoch.get(claimed.offset()));
            }
        }
        boolean complete =
                !held || from == 0 || holdByEpoch.containsKey(fold.epoch()) || claimIsIn(claims, fold.epoch());
        return new LogTail(end, holds.isEmpty(), begun ? fold.ended() : from == 0, holds, complete);
    }

    private static void putIfSaid(Map<Long, Hold> holds, long epoch, @Nullable Hold hold) {
        if (hold != null) {
            holds.put(epoch, hold);
        }
    }

    private static boolean claimIsIn(List<Claimed> claims, long epoch) {
        return claims.stream().anyMatch(claimed -> claimed.offset() == epoch);
    }

    private static boolean mayFence(Claimed claimed) {
        Claim claim = claimed.claim();
        return claim == null || (claim.reason() != Claim.Reason.REMOVE && !claim.isVoidAt(claimed.offset()));
    }

    /** How long nothing may be heard before all of them hold it no more, ms; at least what the asker would take. */
    public long leaseMs(long ownLeaseMs) {
        return Math.max(
                ownLeaseMs,
                holds.stream()
                        .filter(Objects::nonNull)
                        .mapToLong(Hold::leaseMs)
                        .max()
                        .orElse(0));
    }
}
