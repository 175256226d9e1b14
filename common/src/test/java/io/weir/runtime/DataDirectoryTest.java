package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void open_missingFolders_made() throws IOException {
        try (DataDirectory directory = DataDirectory.open(folder.resolve("a/b"))) {
            assertThat(directory.path()).isAbsolute().isDirectory();
            assertThat(directory.problem()).isEmpty();
        }
    }

    @Test
    void open_heldAlready_saysSoAndNamesTheKey() throws IOException {
        try (DataDirectory held = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(held.path()))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("in use by another Weir")
                    .hasMessageContaining("WEIR_DATA_DIR");
        }
    }

    @Test
    void open_afterClose_taken() throws IOException {
        DataDirectory.open(folder).close();
        DataDirectory.open(folder).close();
    }

    @Test
    void open_diskFull_saysHowMuchIsLeftAndLetsGo() throws IOException {
        assertThatThrownBy(() -> DataDirectory.open(folder, Long.MAX_VALUE))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("free, less than")
                .hasMessageContaining("make room")
                .hasMessageContaining("data-dir");
        DataDirectory.open(folder).close();
    }

    @Test
    void open_fileInTheWay_saysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("is not a folder")
                .hasMessageContaining("data-dir");
    }

    @Test
    void open_unwritable_saysSo() {
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/weir-cannot-be-here")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("data-dir");
    }
}
