package io.weir.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The folder of files that are still being written: {@code <root>/.weir/temp}. It is on the root's file system, so that
 * a finished file can be given its name by a hard link.
 *
 * <p>What a killed process left behind is removed at the next opening, unless another process has the folder open: each
 * holds a shared lock of {@code <root>/.weir/lock}, and only who can have it exclusively cleans.
 */
final class TempFolder implements AutoCloseable {
    /** The channel copies heap memory through a buffer of this size, which it keeps for each thread. */
    private static final int SLICE_BYTES = 256 << 10;

    private final Path folder;
    private final @Nullable FileChannel lock;

    private TempFolder(Path folder, @Nullable FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static TempFolder open(Path root) throws IOException {
        Path own = root.resolve(".weir");
        Path folder = Files.createDirectories(own.resolve("temp"));
        return new TempFolder(folder, lockAndClean(own.resolve("lock"), folder));
    }

    private static @Nullable FileChannel lockAndClean(Path lockFile, Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock alone = channel.tryLock();
            if (alone != null) {
                removeAll(folder);
                alone.release();
            }
            channel.tryLock(0, Long.MAX_VALUE, true);
            return channel;
        } catch (OverlappingFileLockException e) { // this process has the folder open already
            channel.close();
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void removeAll(Path folder) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    /**
     * A new file of the body's bytes.
     *
     * <p>The bytes are forced to the disk before the file is given its name: else, after a power cut, a file system that
     * allocates late shows the name with no bytes, and an object would not be whole. The name itself is not forced: file
     * systems commit names every few seconds, the index record that tells of the object is written later and not
     * forced either, and a whole object that nothing names is cut again from the log.
     */
    Path write(ByteBuffer body) throws IOException {
        Path file = folder.resolve(UUID.randomUUID().toString());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = body.duplicate();
            while (rest.hasRemaining()) {
                ByteBuffer slice = rest.slice(rest.position(), Math.min(rest.remaining(), SLICE_BYTES));
                rest.position(rest.position() + channel.write(slice));
            }
            channel.force(false);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
