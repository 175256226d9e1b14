package io.weir.camera;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record of the registry, as JSON; its key is the stream's name. Credentials are in it in plain text, so it is sealed where it is kept.
 *
 * @param version of this form
 * @param source the URL without credentials; null if the stream has no camera any more
 * @param user null for none
 * @param sourceSince the offset at which the stream took the source; null if it is this record's own
 * @param releasing sources that the stream has given up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CameraRecord(
        int version,
        @Nullable String source,
        @Nullable String user,
        @Nullable String password,
        @Nullable String transport,
        boolean onDemand,
        boolean enabled,
        @Nullable Map<String, String> labels,
        @Nullable String file,
        @Nullable Long sourceSince,
        @Nullable List<Reservation> releasing) {
    /** The form this code writes and reads. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * The record that says this.
     *
     * @param sourceSince null if the camera's source is new to the stream
     */
    static byte[] encode(@Nullable Camera camera, @Nullable Long sourceSince, List<Reservation> releasing) {
        Credentials credentials = camera == null ? null : camera.source().credentials();
        CameraRecord record = new CameraRecord(
                VERSION,
                camera == null ? null : camera.source().bareUrl(),
                credentials == null ? null : credentials.user().reveal(),
                credentials == null ? null : credentials.password().reveal(),
                camera == null ? null : camera.transport().word(),
                camera != null && camera.onDemand(),
                camera != null && camera.enabled(),
                camera == null || camera.labels().isEmpty() ? null : camera.labels(),
                camera == null ? null : camera.file(),
                sourceSince,
                releasing.isEmpty() ? null : releasing);
        try {
            return JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a camera has no JSON", e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws IOException if it is none that this code knows; the message holds nothing of it
     */
    static CameraEntry decode(StreamName stream, byte[] value, long offset) throws IOException {
        CameraRecord record;
        try {
            record = JSON.readValue(value, CameraRecord.class);
        } catch (JsonProcessingException e) {
            throw new IOException("it is no JSON of a camera"); // Jackson's own message shows what it read
        }
        if (record == null || record.version != VERSION) {
            throw new IOException("it is of another version than " + VERSION);
        }
        try {
            Camera camera = record.camera(stream);
            Long since = record.sourceSince;
            List<Reservation> releasing = record.releasing == null ? List.of() : record.releasing;
            if (releasing.stream().anyMatch(given -> given == null || given.source() == null)) {
                throw new IOException("a source that it gives up has no name");
            }
            // An offset of another topic's, copied along, says nothing here.
            return new CameraEntry(stream, camera, since == null || since > offset ? offset : since, releasing, offset);
        } catch (InvalidCameraException e) {
            throw new IOException("it breaks rules: " + e.getMessage(), e);
        }
    }

    private @Nullable Camera camera(StreamName stream) {
        if (source == null) {
            return null;
        }
        CameraSource bare = CameraSource.parse(source);
        CameraSource whole = user == null
                ? bare
                : bare.withCredentials(Credentials.of(user, Objects.requireNonNullElse(password, "")));
        CameraTransport known = transport == null ? null : CameraTransport.of(transport);
        return new Camera(
                stream,
                whole,
                known == null ? CameraTransport.TCP : known,
                onDemand,
                enabled,
                labels == null ? Map.of() : labels,
                file);
    }

    /** Nothing: there are credentials in it. */
    @Override
    public String toString() {
        return "a camera's record";
    }
}
