package io.weir.log;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param topicId of the topic that is to be removed; null, and not written, where none is
 */
public record Claim(
        String node,
        Reason reason,
        long after,
        String publisher,
        PinnedSettings settings,
        Takeovers takeovers,
        @Nullable Hold hold,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String topicId) {
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
            @Nullable Hold hold,
            @Nullable String topicId) {
        this.node = node;
        this.reason = reason;
        this.after = after;
        this.publisher = publisher;
        this.settings = settings;
        this.takeovers = takeovers == null ? Takeovers.NONE : takeovers;
        this.hold = hold;
        this.topicId = topicId;
    }

    /**
     * The claim of who removes a topic that holds nothing: from this record on nothing may be written into it.
     *
     * @param end the offset that the topic's next record will have
     */
    public static Claim removal(String node, long end, PinnedSettings settings, String topicId) {
        return new Claim(node, Reason.REMOVE, end - 1, "", settings, Takeovers.NONE, null, topicId);
    }

    /** Why a stream is claimed. */
    public enum Reason {
        /** A publisher pushes; the newest wins. */
        PUSH,
        /** A node takes the stream to pull it from a camera, which nobody else holds. */
        PULL,
        /** A stream whose node is gone is taken so that it can end. */
        REAP,
        /** The stream is over and its topic, which holds nothing, is removed. */
        REMOVE,
        /** The same publication goes on after a send whose outcome is not known. */
        CONTINUES
    }

    /**
     * Whether it takes nothing, being a pull's, a reaper's or a removal's at an offset that does not follow what its writer had
     * read: somebody else may have taken the stream in between.
     */
    public boolean isVoidAt(long offset) {
        return reason != Reason.PUSH && reason != Reason.CONTINUES && offset != after + 1;
    }

    /** Whether, as the first record of the topic of that id, it says that the topic is being removed. */
    public boolean condemns(String ofTopicId, long offset) {
        return reason == Reason.REMOVE && ofTopicId.equals(topicId) && !isVoidAt(offset);
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
