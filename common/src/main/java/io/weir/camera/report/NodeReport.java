package io.weir.camera.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.camera.CameraStatus;
import io.weir.name.StreamName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one node says of the cameras it pulls, as JSON.
 *
 * @param cameras by stream
 */
record NodeReport(Map<String, One> cameras) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** One camera's pull; times in ms, wall clock. */
    record One(
            CameraStatus.Phase phase,
            @Nullable String cause,
            @Nullable Long nextTryMs,
            @Nullable Long sinceMs,
            List<String> leftOut,
            boolean onDemand,
            long freshFromMs) {}

    static String encode(Map<StreamName, CameraStatus> statuses) {
        Map<String, One> cameras = new TreeMap<>();
        statuses.forEach((stream, status) -> cameras.put(
                stream.toString(),
                new One(
                        status.phase(),
                        status.cause(),
                        ms(status.nextTry()),
                        ms(status.since()),
                        status.leftOut(),
                        status.onDemand(),
                        status.freshFromMs())));
        try {
            return JSON.writeValueAsString(new NodeReport(cameras));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report has no JSON", e);
        }
    }

    /**
     * What a node said.
     *
     * @throws IOException if this version does not understand it
     */
    static Map<StreamName, CameraStatus> decode(String node, String text) throws IOException {
        NodeReport report = JSON.readValue(text, NodeReport.class);
        if (report == null || report.cameras == null) {
            throw new IOException("it is no report");
        }
        Map<StreamName, CameraStatus> statuses = new TreeMap<>();
        for (Map.Entry<String, One> camera : report.cameras.entrySet()) {
            StreamName stream = StreamName.parse(camera.getKey());
            One one = camera.getValue();
            if (stream == null || one == null || one.phase == null) {
                throw new IOException("it is of another form");
            }
            List<String> leftOut = one.leftOut == null ? List.of() : one.leftOut;
            statuses.put(
                    stream,
                    new CameraStatus(
                            one.phase,
                            one.cause,
                            node,
                            time(one.nextTryMs),
                            time(one.sinceMs),
                            leftOut,
                            one.onDemand,
                            one.freshFromMs));
        }
        return statuses;
    }

    private static @Nullable Long ms(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    private static @Nullable Instant time(@Nullable Long ms) {
        return ms == null ? null : Instant.ofEpochMilli(ms);
    }
}
