package io.weir.camera;

import io.weir.name.StreamName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the registry is told to do at once.
 *
 * @param put cameras that are to be as given, each of another stream
 * @param delete streams that are to have none, none of them in {@code put}
 * @param all whether nothing is done if something is refused; else what is not refused is done
 * @param force whether cameras that a file owns may be changed by others than a file
 * @param version of the entry that all this is based on; null if it does not matter
 */
public record CameraChanges(
        List<Camera> put,
        Set<StreamName> delete,
        boolean all,
        boolean force,
        @Nullable Long version) {
    public CameraChanges {
        put = List.copyOf(put);
        delete = Set.copyOf(delete);
        Set<StreamName> streams = new HashSet<>(delete);
        if (!put.stream().map(Camera::stream).allMatch(streams::add)) {
            throw new IllegalArgumentException("a stream is changed twice at once");
        }
    }

    /** One camera is to be as given. */
    public static CameraChanges put(Camera camera) {
        return new CameraChanges(List.of(camera), Set.of(), true, false, null);
    }

    /** One stream is to have none. */
    public static CameraChanges delete(StreamName stream) {
        return new CameraChanges(List.of(), Set.of(stream), true, false, null);
    }

    /** The same, if the stream's entry is still of that version. */
    public CameraChanges ifVersion(long expected) {
        return new CameraChanges(put, delete, all, force, expected);
    }

    /** The same, whoever owns the cameras. */
    public CameraChanges forced() {
        return new CameraChanges(put, delete, all, true, version);
    }
}
