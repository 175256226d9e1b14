package io.weir.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The value of a CLAIM, as JSON.
 *
 * @param node who claims
 * @param reason why
 * @param after the last offset that the claimant had read; -1 for none
 * @param publisher the peer that pushes, as {@code host:port}
 * @param settings what the claimant will repeat in its CONFIGs
 * @param takeovers the newest, this one among them if it is one
 * @param hold of who pulls from a camera; null for a push
 */
public record Claim(
        String node,
        Reason reason,
        long after,
        String publisher,
        PinnedSettings settings,
        Takeovers takeovers,
        @Nullable Hold hold) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** A claim; one that was written before takeovers were told has none. */
    public Claim(
            String node,
            Reason reason,
            long after,
            String publisher,
            PinnedSettings settings,
            @Nullable Takeovers takeovers,
            @Nullable Hold hold) {
        this.node = node;
        this.reason = reason;
        this.after = after;
        this.publisher = publisher;
        this.settings = settings;
        this.takeovers = takeovers == null ? Takeovers.NONE : takeovers;
        this.hold = hold;
    }

    /** Why a stream is claimed. */
    public enum Reason {
        /** A publisher pushes; the newest wins. */
        PUSH,
        /** A node takes the stream to pull it from a camera, which nobody else holds. */
        PULL,
        /** A stream whose node is gone is taken so that it can end. */
        REAP,
        /** The same publication goes on after a send whose outcome is not known. */
        CONTINUES
    }

    /**
     * Whether it takes nothing, being a pull's or a reaper's at an offset that does not follow what its writer had read:
     * somebody else may have taken the stream in between.
     */
    public boolean isVoidAt(long offset) {
        return (reason == Reason.PULL || reason == Reason.REAP) && offset != after + 1;
    }

    /** The claim of a record's value, or null if it is none that this version knows. */
    public static @Nullable Claim decode(byte[] value) {
        try {
            return JSON.readValue(value, Claim.class);
        } catch (IOException e) {
            return null;
        }
    }

    /** The record's value. */
    public byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a claim has no JSON", e);
        }
    }
}
