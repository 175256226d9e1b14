package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.Keys;
import io.weir.config.Secret;
import io.weir.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    @Test
    void readOrMake_firstTime_longKeyThatOnlyTheOwnerReads() throws IOException {
        Secret key = KeyFile.PUBLISH.readOrMake(folder);

        assertThat(key.reveal()).matches("[a-z2-9]{20}");
        assertThat(Files.getPosixFilePermissions(folder.resolve("publish.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void readOrMake_again_sameKey() {
        assertThat(KeyFile.PUBLISH.readOrMake(folder)).isEqualTo(KeyFile.PUBLISH.readOrMake(folder));
    }

    @Test
    void readOrMake_elsewhere_otherKey() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));

        assertThat(KeyFile.PUBLISH.readOrMake(folder)).isNotEqualTo(KeyFile.PUBLISH.readOrMake(other));
    }

    @Test
    void readOrMake_fileOfAnotherForm_refusedRatherThanOpen() throws IOException {
        Files.writeString(folder.resolve("publish.key"), "\n");

        assertThatThrownBy(() -> KeyFile.PUBLISH.readOrMake(folder))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("publish.key");
    }

    @Test
    void readOrMake_camerasKey_longEnoughForItsSetting() {
        String key = KeyFile.CAMERAS.readOrMake(folder).reveal();

        assertThat(Keys.CAMERA_KEY.type().parse(key)).isNotNull();
        assertThat(KeyFile.CAMERAS.readOrMake(folder).reveal()).isEqualTo(key);
    }
}
