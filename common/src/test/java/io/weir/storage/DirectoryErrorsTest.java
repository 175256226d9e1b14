package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryErrorsTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded"})
    void explain_deviceIsFull_saysSoWithKeyFolderAndSpace(String reason) {
        StorageException failure = new DirectoryErrors(root).explain("write app/s/1.ts", 100, new IOException(reason));

        assertThat(failure)
                .hasMessageStartingWith("disk full: cannot write app/s/1.ts in " + root)
                .hasMessageContaining("bytes left");
    }

    @Test
    void explain_reasonInAnotherLanguageButNoRoomForTheObject_saysDiskFull() {
        StorageException failure = new DirectoryErrors(root)
                .explain("write app/s/1.ts", Long.MAX_VALUE / 2, new IOException("Auf dem Ger\u00e4t ist kein Platz"));

        assertThat(failure).hasMessageStartingWith("disk full");
    }

    @Test
    void explain_otherFailures_keepTheirReasonAndFile() {
        DirectoryErrors errors = new DirectoryErrors(root);

        assertThat(errors.explain("read k", 0, new AccessDeniedException("/x/k")))
                .hasMessage("cannot read k in " + root + ": permission denied");
        assertThat(errors.explain("read k", 0, new NoSuchFileException("/x/k")))
                .hasMessage("cannot read k in " + root + ": /x/k is gone");
        assertThat(errors.explain("read k", 0, new FileSystemException("/x/k", null, "Read-only file system")))
                .hasMessage("cannot read k in " + root + ": Read-only file system (/x/k)");
    }

    @Test
    void checkSpace_lessIsLeft_fails() {
        DirectoryErrors errors = new DirectoryErrors(root);

        errors.checkSpace(0);

        assertThat(catchThrowable(() -> errors.checkSpace(Long.MAX_VALUE)))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("disk full");
    }
}
