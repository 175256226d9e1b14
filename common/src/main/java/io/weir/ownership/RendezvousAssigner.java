package io.weir.ownership;

import io.weir.name.StreamName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Says which member has a stream by highest random weight: each pair of stream and member has a weight, and the member of
 * the greatest has the stream. All who see the same members agree without a word, and when a member comes or goes only
 * its own streams move.
 *
 * <p>The weight is FNV-1a of both names, then mixed by the finaliser of MurmurHash3: the same in every process and version
 * of Java. Two versions of Weir that run together must not differ in it.
 */
public final class RendezvousAssigner {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private RendezvousAssigner() {}

    /** The member that has the stream, or null if there are no members. Their order does not matter. */
    public static @Nullable String owner(StreamName stream, Collection<String> members) {
        long streamHash = mix(fnv1a(stream.toString()));
        String owner = null;
        long greatest = 0;
        for (String member : members) {
            long weight = mix(streamHash ^ fnv1a(member));
            int order = owner == null ? 1 : Long.compareUnsigned(weight, greatest);
            if (order > 0 || (order == 0 && owner != null && member.compareTo(owner) < 0)) {
                owner = member;
                greatest = weight;
            }
        }
        return owner;
    }

    private static long fnv1a(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
