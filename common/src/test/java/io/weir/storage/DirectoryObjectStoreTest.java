package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.ObjectStore.PutOutcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest extends ObjectStoreContractTest {
    @TempDir
    Path folder;

    private DirectoryObjectStore store;

    @BeforeEach
    void open() {
        store = DirectoryObjectStore.open(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore openAnother() {
        return DirectoryObjectStore.open(store.root());
    }

    @Test
    void putIfAbsent_anyOutcome_leavesNoTemporaryFile() throws IOException {
        for (String body : List.of("a", "a", "b")) {
            await(store.putIfAbsent("k", bytes(body), ""));
        }
        await(store.probe());

        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void open_leftoverOfAKilledProcess_isRemoved() throws IOException {
        store.close();
        Path leftover = store.root().resolve(".weir/temp/leftover");
        Files.writeString(leftover, "half");

        store = DirectoryObjectStore.open(store.root());

        assertThat(leftover).doesNotExist();
    }

    @Test
    void open_folderInUse_leavesUnfinishedFilesOfTheOther() throws IOException {
        Path unfinished = store.root().resolve(".weir/temp/unfinished");
        Files.writeString(unfinished, "half");

        try (DirectoryObjectStore second = DirectoryObjectStore.open(store.root())) {
            assertThat(await(second.putIfAbsent("k", bytes("a"), ""))).isEqualTo(PutOutcome.CREATED);
        }

        assertThat(unfinished).exists();
    }

    @Test
    void open_rootIsALink_isFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), store.root());
        await(store.putIfAbsent("k", bytes("a"), ""));

        try (DirectoryObjectStore linked = DirectoryObjectStore.open(link)) {
            assertThat(await(linked.get("k"))).hasSize(1);
        }
    }

    @Test
    void open_rootIsAFile_namesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> DirectoryObjectStore.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void putIfAbsent_twoStoresOfOneFolder_createOnce() {
        try (DirectoryObjectStore second = DirectoryObjectStore.open(store.root())) {
            List<CompletableFuture<PutOutcome>> puts = IntStream.range(0, 50)
                    .mapToObj(n -> (n % 2 == 0 ? store : second).putIfAbsent("k", bytes("body " + n), ""))
                    .toList();

            List<PutOutcome> outcomes =
                    puts.stream().map(ObjectStoreContractTest::await).toList();

            assertThat(Collections.frequency(outcomes, PutOutcome.CREATED)).isEqualTo(1);
            assertThat(Collections.frequency(outcomes, PutOutcome.CONFLICT)).isEqualTo(49);
        }
    }

    @Test
    void putIfAbsent_whileItsFolderIsRemovedAsEmpty_makesItAgain() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            all.add(store.putIfAbsent("a/b/c/" + n, bytes("x"), ""));
            all.add(store.delete(List.of("a/b/c/" + n)));
        }

        all.forEach(ObjectStoreContractTest::await);
    }

    @Test
    void delete_lastObject_removesItsFoldersButNotTheRoot() {
        await(store.putIfAbsent("a/b/c/1", bytes("x"), ""));
        await(store.putIfAbsent("a/d/1", bytes("x"), ""));

        await(store.delete(List.of("a/b/c/1")));
        assertThat(store.root().resolve("a/b")).doesNotExist();
        assertThat(store.root().resolve("a/d")).exists();

        await(store.delete(List.of("a/d/1")));
        assertThat(store.root().resolve("a")).doesNotExist();
        assertThat(store.root()).exists();
    }

    @Test
    void list_filesThatAreNoObjects_arePassedOver() throws IOException {
        await(store.putIfAbsent("a/1", bytes("x"), ""));
        Files.writeString(store.root().resolve("a/.hidden"), "");
        Files.writeString(store.root().resolve("a/two words"), "");
        Files.createSymbolicLink(store.root().resolve("a/loop"), store.root());

        assertThat(await(store.list("", "", 10))).containsExactly(new ObjectStore.Entry("a/1", 1));
    }

    @Test
    void putIfAbsent_keyBelowAnObjectOrAboveOne_saysSo() {
        await(store.putIfAbsent("a/1", bytes("x"), ""));

        assertThat(failure(store.putIfAbsent("a/1/b", bytes("x"), "")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("name of the folder");
        assertThat(failure(store.putIfAbsent("a", bytes("x"), "")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("name of the object");
        assertThat(failure(store.get("a/1/b"))).isInstanceOf(ObjectNotFoundException.class);
        assertThat(failure(store.get("a"))).isInstanceOf(ObjectNotFoundException.class);
        await(store.delete(List.of("a")));
        assertThat(await(store.get("a/1"))).hasSize(1);
    }

    @Test
    void get_fileLargerThanAnyObject_isRefusedBeforeItIsRead() throws IOException {
        Path large = store.root().resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(ObjectStore.MAX_OBJECT_BYTES + 1L); // sparse
        }

        assertThat(failure(store.get("large")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(String.valueOf(ObjectStore.MAX_OBJECT_BYTES + 1L));
    }

    @Test
    void probe_folderIsGone_failsNamingIt() throws IOException {
        Files.delete(store.root().resolve(".weir/lock"));
        Files.delete(store.root().resolve(".weir/temp"));
        Files.delete(store.root().resolve(".weir"));
        Files.delete(store.root());

        assertThat(failure(store.probe()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(store.root().toString());
        assertThat(failure(store.putIfAbsent("a", ByteBuffer.allocate(1), ""))).isInstanceOf(StorageException.class);
    }

    @Test
    void operations_moreThanMayWait_failAtOnceAndTheOthersComplete() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int n = 0; n < 5000; n++) {
            all.add(store.list("", "", 1).handle((page, failure) -> failure));
        }

        List<Object> failures =
                all.stream().<Object>map(ObjectStoreContractTest::await).toList();

        assertThat(failures).contains((Object) null);
        assertThat(failures.stream().filter(failure -> failure != null))
                .allMatch(failure -> failure instanceof StorageException behind
                        && String.valueOf(behind.getMessage()).contains("behind"));
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve(".weir/temp"))) {
            return files.toList();
        }
    }
}
