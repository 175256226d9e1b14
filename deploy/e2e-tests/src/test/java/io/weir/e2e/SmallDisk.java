package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk of a few hundred megabytes, in memory, that can be filled. Only root may have one. */
final class SmallDisk implements AutoCloseable {
    private static final byte[] BLOCK = new byte[64 << 10];

    private final Path folder;
    private final Path filler;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
    }

    /** A disk at a folder, which is made. */
    static SmallDisk mount(Path folder, int mebibytes) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a disk");
        Files.createDirectories(folder);
        run(folder, "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    private static void run(Path folder, String... command) throws IOException {
        Program.run(folder.resolveSibling("."), command[0], List.of(command));
    }

    /** Fills it, but for so much. */
    void leave(long bytes) throws IOException {
        FileStore store = Files.getFileStore(folder);
        long fill = store.getUsableSpace() - bytes;
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (long written = 0; written < fill; written += BLOCK.length) {
                out.write(BLOCK);
            }
        }
    }

    /** Fills what there is, to the last byte. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("filler-too"))) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /** Takes away what it was filled with. */
    void empty() throws IOException {
        Files.deleteIfExists(filler);
        Files.deleteIfExists(folder.resolve("filler-too"));
    }

    @Override
    public void close() throws IOException {
        run(folder, "umount", "--lazy", folder.toString());
    }
}
