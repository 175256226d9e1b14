package io.weir.camera;

import io.weir.name.StreamName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Which streams are pulled from which cameras, the same for all nodes. Reading returns at once, from memory, also while
 * Kafka is away; writing takes a round trip or two, in the background. Safe for any thread.
 *
 * <p>A source belongs to one stream. A stream that is deleted, or gets another source, keeps the one it had as
 * {@linkplain CameraEntry#releasing a reservation}, until a node that has proven from the stream's log that nobody pulls it
 * any more says {@link #released}.
 */
public interface CameraRegistry extends AutoCloseable {
    /** The latest that has been read; {@link CameraSnapshot#EMPTY} until {@link #isLoaded}. */
    CameraSnapshot cameras();

    /** Whether the log has been read to its end once; before that nothing may be concluded from what is not there. */
    boolean isLoaded();

    /**
     * Whether what was read to the log's end last could all be opened, so that each camera is known here. That Kafka is away does
     * not make it false; that this node's key is another than the cameras' does.
     */
    boolean knowsAll();

    /** Why the registry cannot be read to its end now; empty if all is well. */
    Optional<String> problem();

    /**
     * Calls the listener with each new snapshot, and with the present one at once if there is one, on a thread of the
     * registry's. It must not block.
     */
    void onChange(Consumer<CameraSnapshot> listener);

    /**
     * A snapshot that holds all that was done before this was called, by whomever. Who is about to connect to a camera asks
     * for it after its claim on the stream stands: the snapshot in memory may be old, and say of a source that was given up
     * and released meanwhile that it is still the stream's. It fails with {@link RegistryUnavailableException} if Kafka is
     * away.
     */
    CompletableFuture<CameraSnapshot> current();

    /**
     * Changes cameras. What is done is on the log when the future completes, and {@link #cameras} here says it.
     *
     * @return what is refused, empty if nothing; it fails with {@link RegistryUnavailableException} if Kafka is away, and
     *     then it may have been done all the same: to say it again does no harm
     */
    CompletableFuture<List<CameraRefusal>> change(CameraChanges changes);

    /**
     * Tells that sources which a stream has given up are proven not to be pulled for it any more. Those that it no longer
     * gives up, or has taken again meanwhile, are passed over.
     *
     * @param given of the stream's entry, as they stood before the proof began
     */
    CompletableFuture<Void> released(StreamName stream, List<Reservation> given);

    /**
     * Reserves a source for a test, if no stream has it and nobody tests it. The connection is then open within {@link
     * SourceTest#CONNECTED_MS} of the moment before this was called, and only while {@link #cameras} names the test; when it is closed,
     * the test is {@linkplain #endTest ended}, whatever came of it.
     *
     * @return whether the source may be connected to; it fails with {@link RegistryUnavailableException} if Kafka is away
     */
    CompletableFuture<Boolean> beginTest(SourceTest test);

    /** Nobody is connected for the test any more. */
    CompletableFuture<Void> endTest(SourceTest test);

    /** One camera is to be as given. */
    default CompletableFuture<List<CameraRefusal>> put(Camera camera) {
        return change(CameraChanges.put(camera));
    }

    /** A stream is to have no camera. */
    default CompletableFuture<List<CameraRefusal>> delete(StreamName stream) {
        return change(CameraChanges.delete(stream));
    }

    @Override
    void close();
}
