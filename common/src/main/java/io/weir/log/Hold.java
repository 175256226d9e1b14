package io.weir.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a camera says of itself, in its CLAIM and again in each CONFIG and TICK, so that it stands near the
 * log's end however old the CLAIM is.
 *
 * @param guard where a port is open as long as the holder's process lives; its form is the claimants' business
 * @param leaseMs a holder that nothing was heard of for so long holds its camera no more
 */
public record Hold(String guard, int leaseMs) {
    /** A longer guard is taken for damage. */
    static final int MAX_GUARD_LENGTH = 300;

    /** A longer lease is taken for damage, ms. */
    static final int MAX_LEASE_MS = 600_000;

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public Hold {
        Objects.requireNonNull(guard, "guard");
        if (guard.length() > MAX_GUARD_LENGTH) {
            throw new IllegalArgumentException("a guard of " + guard.length() + " characters");
        }
        if (leaseMs < 1 || leaseMs > MAX_LEASE_MS) {
            throw new IllegalArgumentException("a lease of " + leaseMs + " ms, it is 1 to " + MAX_LEASE_MS);
        }
    }

    /** As the value of a TICK. */
    public byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a hold has no JSON", e);
        }
    }

    /** What a record says of its writer's hold; null if nothing. */
    public static @Nullable Hold of(LogRecord record) {
        return switch (record.key().kind()) {
            case CLAIM -> {
                Claim claim = Claim.decode(record.value());
                yield claim == null ? null : claim.hold();
            }
            case CONFIG -> Config.hold(record.value());
            case TICK -> decode(record.value(), 0, record.value().length);
            case TAGS, GAP, END -> null;
        };
    }

    static @Nullable Hold decode(byte[] json, int offset, int length) {
        if (length == 0) {
            return null;
        }
        try {
            return JSON.readValue(json, offset, length, Hold.class);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
