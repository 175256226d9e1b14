package io.weir.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in a sentence why a folder could not be written or read. */
final class DirectoryErrors {
    /** As Linux says it; {@link #NEARLY_NOTHING_BYTES} is for those who have it in another language. */
    private static final Pattern FULL = Pattern.compile("no space left on device|disk quota exceeded");

    /** Blocks that a file system keeps back for folders and attributes. */
    private static final long NEARLY_NOTHING_BYTES = 64 << 10;

    private final Path root;

    DirectoryErrors(Path root) {
        this.root = root;
    }

    /**
     * The failure of an operation.
     *
     * @param what the operation, such as {@code write app/stream/...}
     * @param bytes how many bytes it was to write; 0 if none
     */
    StorageException explain(String what, long bytes, IOException cause) {
        String in = " in " + root;
        String reason = Objects.requireNonNullElse(reasonOf(cause), cause.toString());
        long usable = usableBytes();
        if (FULL.matcher(reason.toLowerCase(Locale.ROOT)).find()
                || (bytes > 0 && usable >= 0 && usable < bytes + NEARLY_NOTHING_BYTES)) {
            return full(what + in, usable, cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new StorageException("cannot " + what + in + ": permission denied", cause);
        }
        if (cause instanceof NoSuchFileException) {
            return new StorageException("cannot " + what + in + ": " + cause.getMessage() + " is gone", cause);
        }
        return new StorageException("cannot " + what + in + ": " + reason, cause);
    }

    /** Fails when less than that is left. */
    void checkSpace(long minBytes) {
        long usable = usableBytes();
        if (usable >= 0 && usable < minBytes) {
            throw full("write in " + root, usable, null);
        }
    }

    private static StorageException full(String what, long usableBytes, @Nullable Throwable cause) {
        String message = "disk full: cannot " + what + " ("
                + (usableBytes < 0 ? "space left unknown" : usableBytes + " bytes left") + ")";
        return cause == null ? new StorageException(message) : new StorageException(message, cause);
    }

    private static @Nullable String reasonOf(IOException cause) {
        if (cause instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
            return fileSystem.getReason() + " (" + fileSystem.getFile() + ")";
        }
        return cause.getMessage();
    }

    /** What can still be written, or -1 if that cannot be told. */
    private long usableBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }
}
