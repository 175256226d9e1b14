package io.weir.runtime;

import io.weir.config.Keys;
import io.weir.config.Quantities;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder {@code data-dir}, made if it was not there, and held by this process alone until closed. */
public final class DataDirectory implements AutoCloseable, HealthCheck {
    /** Kafka ends the process when it cannot write; so Weir does not start, and tells it is not well, before that. */
    private static final long LEAST_FREE_BYTES = 256L << 20;

    private static final String LOCK_FILE = "weir.lock";

    private final Path path;
    private final FileChannel lockFile;

    private final long leastFreeBytes;

    private DataDirectory(Path path, FileChannel lockFile, long leastFreeBytes) {
        this.path = path;
        this.lockFile = lockFile;
        this.leastFreeBytes = leastFreeBytes;
    }

    /**
     * Takes the folder.
     *
     * @throws StartupException if it cannot be written, is another process's, or its disk is full
     */
    public static DataDirectory open(Path path) {
        return open(path, LEAST_FREE_BYTES);
    }

    static DataDirectory open(Path path, long leastFreeBytes) {
        Path folder = path.toAbsolutePath().normalize();
        FileChannel lockFile = null;
        try {
            Files.createDirectories(folder);
            lockFile = FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                lockFile.close();
                throw new StartupException("the folder " + folder + " is in use by another Weir; stop that one, or give"
                        + " this one a folder of its own with " + Keys.DATA_DIR.spelling());
            }
            DataDirectory directory = new DataDirectory(folder, lockFile, leastFreeBytes);
            Optional<String> full = directory.problem();
            if (full.isPresent()) {
                lockFile.close();
                throw new StartupException(
                        full.get() + "; make room, or name another folder with " + Keys.DATA_DIR.spelling());
            }
            return directory;
        } catch (FileAlreadyExistsException e) {
            throw new StartupException(folder + " is not a folder; name another with " + Keys.DATA_DIR.spelling(), e);
        } catch (IOException e) {
            throw new StartupException(
                    "the folder " + folder + " cannot be written (" + e + "); name another with "
                            + Keys.DATA_DIR.spelling(),
                    e);
        }
    }

    /** The folder, absolute. */
    public Path path() {
        return path;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public Optional<String> problem() {
        try {
            long freeBytes = Files.getFileStore(path).getUsableSpace();
            return freeBytes >= leastFreeBytes
                    ? Optional.empty()
                    : Optional.of("the disk of " + path + " has only " + Quantities.showBytes(freeBytes) + " free, less"
                            + " than " + Quantities.showBytes(leastFreeBytes));
        } catch (IOException e) {
            return Optional.of("the disk of " + path + " does not answer: " + e);
        }
    }

    /** Lets others take the folder. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }
}
