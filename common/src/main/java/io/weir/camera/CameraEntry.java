package io.weir.camera;

import io.weir.name.StreamName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the registry says of a stream.
 *
 * @param camera null if the stream has none any more, and only gives up what it had
 * @param since the offset of the record in which the stream took the camera's source; of no meaning without a camera
 * @param releasing what it has given up, oldest first
 * @param version the offset of the record that says so
 */
public record CameraEntry(
        StreamName stream, @Nullable Camera camera, long since, List<Reservation> releasing, long version) {
    public CameraEntry {
        releasing = List.copyOf(releasing);
    }

    /** The reservation of a source that it gives up, if it does. */
    Optional<Reservation> reservationOf(String canonical) {
        return releasing.stream()
                .filter(reservation -> reservation.source().equals(canonical))
                .findFirst();
    }
}
