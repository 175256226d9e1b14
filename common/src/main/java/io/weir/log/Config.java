package io.weir.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The value of a CONFIG: {@code length:2}, the settings as JSON of that length, then FLV tags in file form: metadata and
 * the codec configurations known so far.
 *
 * @param settings what shapes the epoch's segments
 * @param tags metadata and codec configurations; their bodies belong to the record's bytes
 */
public record Config(PinnedSettings settings, List<FlvTag> tags) {
    private static final String HOLD = "hold";

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * The settings' bytes with their length, which stand before the tags.
     *
     * @param hold of who pulls from a camera; null for a push
     */
    public static byte[] encodeSettings(PinnedSettings settings, @Nullable Hold hold) {
        try {
            ObjectNode said = JSON.valueToTree(settings);
            if (hold != null) {
                said.set(HOLD, JSON.valueToTree(hold));
            }
            byte[] json = JSON.writeValueAsBytes(said);
            byte[] out = new byte[2 + json.length];
            out[0] = (byte) (json.length >> 8);
            out[1] = (byte) json.length;
            System.arraycopy(json, 0, out, 2, json.length);
            return out;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings have no JSON", e);
        }
    }

    /**
     * Reads a CONFIG's value.
     *
     * @throws MalformedRecordException if it is none
     */
    public static Config decode(byte[] value) {
        try {
            ByteBuf in = Unpooled.wrappedBuffer(value);
            int jsonBytes = in.readUnsignedShort();
            PinnedSettings settings = JSON.readValue(value, 2, jsonBytes, PinnedSettings.class);
            Objects.requireNonNull(settings, "settings"); // the JSON null is read as none
            in.skipBytes(jsonBytes);
            List<FlvTag> tags = new ArrayList<>(3);
            while (in.isReadable()) {
                tags.add(FlvTags.read(in));
            }
            return new Config(settings, tags);
        } catch (IOException | RuntimeException e) {
            throw new MalformedRecordException("CONFIG of " + value.length + " bytes: " + e.getMessage(), e);
        }
    }

    /** What a CONFIG's value says of its writer's hold; null if nothing that this version knows. */
    static @Nullable Hold hold(byte[] value) {
        try {
            int jsonBytes = Unpooled.wrappedBuffer(value).readUnsignedShort();
            JsonNode hold = JSON.readTree(value, 2, jsonBytes).get(HOLD);
            return hold == null ? null : JSON.treeToValue(hold, Hold.class);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
