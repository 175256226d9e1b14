package io.weir.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files below a folder, a key being the file's path. Safe for several processes that share the folder.
 *
 * <p>An object is written to a temporary file of the same file system, forced to the disk, and then given its name by a
 * hard link, which the kernel refuses if the name is taken: of two writers one wins, and a reader sees all bytes or none.
 * A move would replace what is there; a check before it would leave a gap. A file system without hard links (exFAT)
 * cannot hold a store. Keys of which one is a folder of the other cannot both exist.
 */
public final class DirectoryObjectStore implements ObjectStore {
    private static final int THREADS = 4;
    private static final int MAX_PENDING = 1024;
    /** How often a put makes the folder again that a deletion has just removed as empty. */
    private static final int MAX_PUBLISH_ATTEMPTS = 100;
    /** Less space than this, about two large segments, counts as none. */
    private static final long MIN_USABLE_BYTES = 32 << 20;

    private static final int READ_SLICE_BYTES = 256 << 10;

    private final Path root;
    private final TempFolder temp;
    private final DirectoryListing listing;
    private final DirectoryErrors errors;
    private final IoThreads threads = new IoThreads("weir-store", THREADS);
    private final PendingLimit pending = new PendingLimit(MAX_PENDING);

    private DirectoryObjectStore(Path root, TempFolder temp) {
        this.root = root;
        this.temp = temp;
        listing = new DirectoryListing(root);
        errors = new DirectoryErrors(root);
    }

    /**
     * Opens the store, making the folder if it is missing and removing what a killed process left unfinished. Blocks.
     *
     * @throws StorageException if the folder cannot be used
     */
    public static DirectoryObjectStore open(Path root) {
        Path folder = root.toAbsolutePath().normalize();
        TempFolder temp;
        try {
            if (!Files.isDirectory(folder)) { // a link to a folder is one, but createDirectories refuses it
                Files.createDirectories(folder);
            }
            temp = TempFolder.open(folder);
        } catch (IOException e) {
            throw new DirectoryErrors(folder).explain("open the store", 0, e);
        }
        DirectoryObjectStore store = new DirectoryObjectStore(folder, temp);
        try {
            store.tryOut();
        } catch (IOException e) {
            store.close();
            throw store.errors.explain("write", 0, e);
        } catch (StorageException e) {
            store.close();
            throw e;
        }
        return store;
    }

    /** The folder, absolute. */
    public Path root() {
        return root;
    }

    @Override
    public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
        ByteBuffer bytes = body.duplicate();
        return run("write " + key, bytes.remaining(), () -> {
            ObjectKeys.checkKey(key);
            ObjectKeys.checkSize(key, bytes.remaining());
            return put(root.resolve(key), bytes);
        });
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        return run("read " + key, 0, () -> {
            ObjectKeys.checkKey(key);
            byte[] bytes = read(root.resolve(key), key);
            if (bytes == null) {
                throw new ObjectNotFoundException(key);
            }
            return bytes;
        });
    }

    @Override
    public CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit) {
        return run("list '" + prefix + "'", 0, () -> {
            ObjectKeys.checkPrefix(prefix);
            ObjectKeys.checkPage(startAfter, limit);
            return listing.entries(prefix, startAfter, limit);
        });
    }

    @Override
    public CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
        return run("list '" + folder + "'", 0, () -> {
            ObjectKeys.checkFolder(folder);
            ObjectKeys.checkPage(startAfter, limit);
            return listing.folders(folder, startAfter, limit);
        });
    }

    @Override
    public CompletableFuture<Void> delete(List<String> keys) {
        List<String> all = List.copyOf(keys);
        return run("delete " + all.size() + " objects", 0, () -> {
            all.forEach(ObjectKeys::checkKey);
            remove(all);
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> probe() {
        return run("write", 0, () -> {
            tryOut();
            return null;
        });
    }

    @Override
    public void close() {
        threads.close();
        try {
            temp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> run(String what, long bytes, Callable<T> work) {
        return pending.admit(() -> threads.submit(() -> {
            try {
                return work.call();
            } catch (IOException e) {
                throw errors.explain(what, bytes, e);
            }
        }));
    }

    private PutOutcome put(Path target, ByteBuffer body) throws IOException {
        PutOutcome found = compare(target, body);
        if (found != null) {
            return found;
        }
        Path file = temp.write(body);
        try {
            return publish(file, target, body);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private PutOutcome publish(Path file, Path target, ByteBuffer body) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                makeFolder(target);
                Files.createLink(target, file);
                return PutOutcome.CREATED;
            } catch (FileAlreadyExistsException e) {
                PutOutcome found = compare(target, body);
                if (found != null) {
                    return found;
                }
            } catch (NoSuchFileException e) {
                if (attempt == MAX_PUBLISH_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void makeFolder(Path target) throws IOException {
        Path folder = target.getParent();
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            if (Files.isRegularFile(Path.of(e.getFile()))) {
                throw new StorageException("an object has the name of the folder " + e.getFile(), e);
            }
            throw new NoSuchFileException(e.getFile()); // a deletion removed it while it was looked at
        }
    }

    /** How a put of the body ends if there is a file; null if there is none. */
    private static @Nullable PutOutcome compare(Path target, ByteBuffer body) throws IOException {
        if (Files.isDirectory(target)) {
            throw new StorageException("a folder has the name of the object " + target);
        }
        byte[] there = read(target, target.toString());
        if (there == null) {
            return null;
        }
        return body.equals(ByteBuffer.wrap(there)) ? PutOutcome.ALREADY_EQUAL : PutOutcome.CONFLICT;
    }

    /** The file's bytes, or null if there is no such file. */
    private static byte @Nullable [] read(Path file, String name) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ObjectKeys.checkSize(name, channel.size());
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining()) {
                ByteBuffer slice = bytes.slice(bytes.position(), Math.min(bytes.remaining(), READ_SLICE_BYTES));
                int count = channel.read(slice);
                if (count < 0) {
                    throw new EOFException("cut short at " + bytes.position() + " bytes: " + file);
                }
                bytes.position(bytes.position() + count);
            }
            return bytes.array();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void remove(List<String> keys) throws IOException {
        Set<Path> folders = new TreeSet<>();
        for (String key : keys) {
            Path file = root.resolve(key);
            if (!Files.isDirectory(file)) {
                Files.deleteIfExists(file);
                folders.add(file.getParent());
            }
        }
        for (Path folder : folders) {
            removeEmpty(folder);
        }
    }

    private void removeEmpty(Path folder) throws IOException {
        try {
            Path empty = folder;
            while (empty != null && !empty.equals(root)) {
                Files.deleteIfExists(empty);
                empty = empty.getParent();
            }
        } catch (DirectoryNotEmptyException e) {
            // the rest is in use
        }
    }

    /** Writes, links, reads and removes a file, as a put does. */
    private void tryOut() throws IOException {
        errors.checkSpace(MIN_USABLE_BYTES);
        ByteBuffer body = ByteBuffer.wrap(new byte[] {'w', 'e', 'i', 'r'});
        Path file = temp.write(body);
        Path link = file.resolveSibling(file.getFileName() + "-link");
        try {
            Files.createLink(link, file);
            if (compare(link, body) != PutOutcome.ALREADY_EQUAL) {
                throw new StorageException("the store at " + root + " does not give back what was written");
            }
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(file);
        }
    }
}
