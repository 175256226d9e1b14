package io.weir.camera.file;

import io.weir.camera.Camera;
import io.weir.camera.CameraChanges;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraRegistry;
import io.weir.camera.InvalidCameraException;
import io.weir.name.StreamName;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the cameras of a file into the registry: at the start, and when the file has changed and then was the same for a second,
 * so that nobody who is just writing it removes cameras by half of it. A file that is wrong changes nothing. Cameras that the registry has of a
 * file of that name, and that are no longer in it, are deleted. What is refused is tried again until the file changes.
 *
 * <p>It acts on changes of the file, not of the registry: nodes whose files differ, because one is being rolled out, do not
 * undo what the others have done.
 */
public final class CameraFileSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CameraFileSync.class);
    private static final long INTERVAL_MS = 1_000;
    private static final long CHANGE_TIMEOUT_S = 60;
    private static final int MAX_FILE_BYTES = 8 << 20;

    private final Path file;
    private final String owner;
    private final CameraRegistry registry;
    private final ScheduledExecutorService timer;

    // Of the timer's thread.
    private @Nullable String lastLooked;
    private @Nullable String lastTaken;
    private @Nullable List<Camera> wanted;

    /** What is wrong with the file, and what of it the registry does not take; both written by the timer's thread. */
    private volatile @Nullable String wrong;

    private volatile SortedSet<String> refused = Collections.emptySortedSet();

    CameraFileSync(Path file, CameraRegistry registry) {
        this.file = file;
        this.owner =
                Objects.requireNonNull(file.getFileName(), "a file has a name").toString();
        this.registry = registry;
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "weir-cameras-file");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Watches the file until closed. */
    public static CameraFileSync start(Path file, CameraRegistry registry) {
        CameraFileSync sync = new CameraFileSync(file, registry);
        var unused = sync.timer.scheduleWithFixedDelay(sync::turnSafely, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
        return sync;
    }

    private void turnSafely() {
        try {
            turn();
        } catch (RuntimeException e) {
            LOG.error("{}: the cameras could not be brought into the registry, and are tried again", file, e);
        }
    }

    /** Looks at the file, and does what is still to be done. */
    void turn() {
        look();
        List<Camera> cameras = wanted;
        if (cameras != null && registry.isLoaded() && apply(cameras)) {
            wanted = null;
        }
    }

    private void look() {
        String text = read();
        if (text == null) {
            lastLooked = null;
            lastTaken = null; // so that it is taken when it is back
            return;
        }
        if (!text.equals(lastLooked)) {
            lastLooked = text;
            return;
        }
        if (text.equals(lastTaken)) {
            return;
        }
        lastTaken = text;
        try {
            wanted = CameraFile.parse(text, owner);
            wrong = null;
            refused = Collections.emptySortedSet();
        } catch (InvalidCameraException e) {
            wanted = null;
            tell(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String read() {
        try {
            if (Files.size(file) <= MAX_FILE_BYTES) {
                return Files.readString(file);
            }
            tell("it is longer than " + MAX_FILE_BYTES + " bytes");
        } catch (CharacterCodingException e) {
            tell("it is not UTF-8");
        } catch (IOException e) {
            tell("it cannot be read: " + e.getClass().getSimpleName());
        }
        return null;
    }

    /** One line for one problem. */
    private void tell(String problem) {
        if (!problem.equals(wrong)) {
            wrong = problem;
            LOG.error("{}: {}; its cameras stay as they were", file, problem);
        }
    }

    /** What is wrong now, in a sentence without secrets; empty if the registry has all that the file says. */
    public Optional<String> problem() {
        String now = wrong;
        SortedSet<String> sentences = refused;
        return now == null && sentences.isEmpty()
                ? Optional.empty()
                : Optional.of(owner + ": " + (now == null ? String.join("; ", sentences) : now));
    }

    /** Returns whether all is done. */
    private boolean apply(List<Camera> cameras) {
        Set<StreamName> gone = registry.cameras().cameras().stream()
                .filter(camera -> owner.equals(camera.file()))
                .map(Camera::stream)
                .collect(Collectors.toCollection(HashSet::new));
        cameras.forEach(camera -> gone.remove(camera.stream()));
        SortedSet<String> sentences = new TreeSet<>();
        try {
            registry
                    .change(new CameraChanges(cameras, gone, false, true, null))
                    .get(CHANGE_TIMEOUT_S, TimeUnit.SECONDS)
                    .stream()
                    .filter(refusal -> refusal.reason() != CameraRefusal.Reason.NOT_THERE)
                    .forEach(refusal -> sentences.add(refusal.text()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            sentences.add("it is not in the registry yet: " + cause.getMessage());
        }
        sentences.stream().filter(text -> !refused.contains(text)).forEach(text -> LOG.warn("{}: {}", file, text));
        refused = sentences;
        if (sentences.isEmpty()) {
            LOG.info("{}: its {} cameras are in the registry", file, cameras.size());
        }
        return sentences.isEmpty();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
