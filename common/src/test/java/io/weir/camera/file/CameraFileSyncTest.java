package io.weir.camera.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.Camera;
import io.weir.camera.CameraRefusal;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.camera.TestCameras;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraFileSyncTest {
    private static final String ONE = "cameras: {live/cam1: 'rtsp://admin:hunter2@10.0.0.1/'}";
    private static final String TWO = "cameras: {live/cam1: 'rtsp://10.0.0.1/', live/cam2: 'rtsp://10.0.0.2/'}";

    @TempDir
    Path folder;

    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private CameraFileSync sync;
    private Path file;

    @BeforeEach
    void watch() {
        file = folder.resolve("cameras.yaml");
        sync = new CameraFileSync(file, registry);
    }

    @AfterEach
    void close() {
        sync.close();
    }

    @Test
    void turn_fileAtStart_itsCamerasAreRegistered() throws IOException {
        write(TWO);

        settle();

        assertThat(streams()).containsExactly("live/cam1 cameras.yaml", "live/cam2 cameras.yaml");
        assertThat(sync.problem()).isEmpty();
    }

    @Test
    void turn_fileHasChanged_camerasFollow() throws IOException {
        write(TWO);
        settle();

        write("cameras: {live/cam2: 'rtsp://10.0.0.9/'}");
        settle();

        assertThat(streams()).containsExactly("live/cam2 cameras.yaml");
        assertThat(registry.cameras().cameras().get(0).source().host()).isEqualTo("10.0.0.9");
    }

    @Test
    void turn_fileIsUnchanged_writesNothing() throws IOException {
        write(TWO);
        settle();
        int writes = registry.writes();

        settle();

        assertThat(registry.writes()).isEqualTo(writes);
    }

    @Test
    void turn_fileWithoutCredentials_takesThemAway() throws IOException {
        write(ONE);
        settle();
        write(TWO);
        settle();

        assertThat(registry.cameras().cameras().get(0).source().credentials()).isNull();
    }

    @Test
    void turn_fileIsBeingWritten_waitsUntilItIsTheSameTwice() throws IOException {
        write(TWO);
        settle();

        write("cameras: {}");
        sync.turn();
        write(TWO + "\n");
        settle();

        assertThat(streams()).hasSize(2);
        assertThat(registry.writes()).isEqualTo(2);
    }

    @Test
    void turn_badFile_changesNothingUntilItIsMended() throws IOException {
        write(TWO);
        settle();

        write("cameras: {live/cam1: 'http://admin:hunter2@10.0.0.1/'}");
        settle();
        List<String> meanwhile = streams();
        String problem = sync.problem().orElseThrow();
        write("cameras: {live/cam2: 'rtsp://10.0.0.2/'}");
        settle();

        assertThat(meanwhile).hasSize(2);
        assertThat(problem)
                .startsWith("cameras.yaml: line 1: live/cam1: the source must begin with")
                .doesNotContain("hunter2");
        assertThat(streams()).containsExactly("live/cam2 cameras.yaml");
        assertThat(sync.problem()).isEmpty();
    }

    @Test
    void turn_fileIsGone_camerasStay() throws IOException {
        write(TWO);
        settle();

        Files.delete(file);
        settle();
        String problem = sync.problem().orElseThrow();
        write(TWO);
        settle();

        assertThat(streams()).hasSize(2);
        assertThat(problem).isEqualTo("cameras.yaml: it cannot be read: NoSuchFileException");
        assertThat(sync.problem()).isEmpty();
    }

    @Test
    void turn_noUtf8_isTold() throws IOException {
        Files.write(file, "cameras: {} # ä".getBytes(StandardCharsets.ISO_8859_1));

        settle();

        assertThat(sync.problem()).contains("cameras.yaml: it is not UTF-8");
    }

    @Test
    void turn_sourceIsAnothers_othersAreRegisteredAndItFollowsWhenItIsFree() throws IOException {
        registry.put(TestCameras.camera(TestCameras.CAM3, "rtsp://10.0.0.2/")).join();
        write(TWO);

        settle();
        List<String> meanwhile = streams();
        String problem = sync.problem().orElseThrow();
        registry.delete(TestCameras.CAM3).join();
        registry.releaseAll();
        settle();

        assertThat(meanwhile).containsExactly("live/cam1 cameras.yaml", "live/cam3 null");
        assertThat(problem).contains("live/cam2 is pulled as live/cam3 already");
        assertThat(streams()).containsExactly("live/cam1 cameras.yaml", "live/cam2 cameras.yaml");
        assertThat(sync.problem()).isEmpty();
    }

    @Test
    void turn_registryIsAway_isTriedAgain() throws IOException {
        registry.away("Kafka is away");
        write(TWO);

        settle();
        String problem = sync.problem().orElseThrow();
        registry.away(null);
        sync.turn();

        assertThat(problem).isEqualTo("cameras.yaml: it is not in the registry yet: Kafka is away");
        assertThat(streams()).hasSize(2);
    }

    @Test
    void turn_registryIsNotRead_waits() throws IOException {
        registry.put(TestCameras.camera(TestCameras.CAM3, "rtsp://10.0.0.3/").withFile("cameras.yaml"))
                .join();
        registry.loaded(false);
        write(TWO);

        settle();
        registry.loaded(true);
        sync.turn();

        assertThat(streams()).containsExactly("live/cam1 cameras.yaml", "live/cam2 cameras.yaml");
    }

    @Test
    void turn_camerasOfOthers_areLeftAlone() throws IOException {
        registry.put(TestCameras.camera(TestCameras.CAM3, "rtsp://10.0.0.3/")).join();
        write(TWO);
        settle();
        write("cameras: {}");
        settle();

        List<CameraRefusal> none = registry.put(TestCameras.camera(TestCameras.CAM2, "rtsp://10.0.0.7/"))
                .join();

        assertThat(none).isEmpty();
        assertThat(streams()).containsExactly("live/cam2 null", "live/cam3 null");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    /** A file is taken when it was the same at two looks. */
    private void settle() {
        sync.turn();
        sync.turn();
    }

    private List<String> streams() {
        return registry.cameras().cameras().stream()
                .map((Camera camera) -> camera.stream() + " " + camera.file())
                .toList();
    }
}
