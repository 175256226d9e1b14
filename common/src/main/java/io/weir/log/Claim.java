package io.weir.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The value of a CLAIM, as JSON.
 *
 * @param node who claims
 * @param reason why
 * @param after the last offset that the claimant had read; -1 for none
 * @param publisher the peer that pushes, as {@code host:port}
 * @param settings what the claimant will repeat in its CONFIGs
 */
public record Claim(String node, Reason reason, long after, String publisher, PinnedSettings settings) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Why a stream is claimed. */
    public enum Reason {
        /** A publisher pushes; the newest wins. */
        PUSH,
        /** The same publication goes on after a send whose outcome is not known. */
        CONTINUES
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
