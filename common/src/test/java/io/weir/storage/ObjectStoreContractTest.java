package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.ObjectStore.Entry;
import io.weir.storage.ObjectStore.PutOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store must do. Each test works below a folder of its own. */
abstract class ObjectStoreContractTest {
    private static final int TIMEOUT_S = 60;
    private static final String TYPE = "video/mp2t";

    private final String top = "t" + UUID.randomUUID() + "/";

    /** The store under test, always the same. */
    protected abstract ObjectStore store();

    /** A new store, which the test closes. */
    protected abstract ObjectStore openAnother();

    @Test
    void putIfAbsent_newKey_isCreatedAndGivenBack() {
        String key = top + "app/cam-1/2026-01-31/09/20260131T091500000Z_17_6000_d_x0123abcd.ts";

        assertThat(put(key, "media")).isEqualTo(PutOutcome.CREATED);

        assertThat(get(key)).isEqualTo("media");
    }

    @Test
    void putIfAbsent_sameBytesAgain_isAlreadyEqual() {
        put(top + "a", "media");

        assertThat(put(top + "a", "media")).isEqualTo(PutOutcome.ALREADY_EQUAL);
    }

    @Test
    void putIfAbsent_otherBytesOfAnyLength_isConflictAndChangesNothing() {
        put(top + "a", "media");

        assertThat(put(top + "a", "medio")).isEqualTo(PutOutcome.CONFLICT);
        assertThat(put(top + "a", "mediaa")).isEqualTo(PutOutcome.CONFLICT);
        assertThat(put(top + "a", "")).isEqualTo(PutOutcome.CONFLICT);

        assertThat(get(top + "a")).isEqualTo("media");
    }

    @Test
    void putIfAbsent_emptyBody_isAnObject() {
        assertThat(put(top + "a", "")).isEqualTo(PutOutcome.CREATED);
        assertThat(put(top + "a", "")).isEqualTo(PutOutcome.ALREADY_EQUAL);

        assertThat(get(top + "a")).isEmpty();
        assertThat(list(top, "", 10)).containsExactly(new Entry(top + "a", 0));
    }

    @Test
    void putIfAbsent_sixteenMebibytes_comeBackWhole() {
        byte[] bytes = new byte[16 << 20];
        new Random(1).nextBytes(bytes);

        assertThat(await(store().putIfAbsent(top + "a", ByteBuffer.wrap(bytes), TYPE)))
                .isEqualTo(PutOutcome.CREATED);

        assertThat(await(store().get(top + "a"))).isEqualTo(bytes);
        assertThat(list(top, "", 10)).containsExactly(new Entry(top + "a", bytes.length));
    }

    @Test
    void putIfAbsent_partOfABuffer_writesPositionToLimitAndMovesNeither() {
        ByteBuffer part = ByteBuffer.wrap("--media--".getBytes(StandardCharsets.US_ASCII));
        part.position(2).limit(7);
        ByteBuffer direct = ByteBuffer.allocateDirect(9).put(part.duplicate()).flip();

        assertThat(await(store().putIfAbsent(top + "a", part, TYPE))).isEqualTo(PutOutcome.CREATED);
        assertThat(await(store().putIfAbsent(top + "a", direct, TYPE))).isEqualTo(PutOutcome.ALREADY_EQUAL);
        assertThat(await(store().putIfAbsent(top + "a", part.asReadOnlyBuffer(), TYPE)))
                .isEqualTo(PutOutcome.ALREADY_EQUAL);

        assertThat(get(top + "a")).isEqualTo("media");
        assertThat(part.position()).isEqualTo(2);
        assertThat(part.limit()).isEqualTo(7);
    }

    @Test
    void putIfAbsent_manyWritersOfEqualBytes_createOnce() {
        List<PutOutcome> outcomes = race(12, writer -> "media");

        assertThat(outcomes).containsOnlyOnce(PutOutcome.CREATED);
        assertThat(Collections.frequency(outcomes, PutOutcome.ALREADY_EQUAL)).isEqualTo(11);
    }

    @Test
    void putIfAbsent_manyWritersOfOtherBytes_createOnceAndKeepTheWinners() {
        List<PutOutcome> outcomes = race(12, writer -> "media of " + writer);

        assertThat(outcomes).containsOnlyOnce(PutOutcome.CREATED);
        assertThat(Collections.frequency(outcomes, PutOutcome.CONFLICT)).isEqualTo(11);
        assertThat(get(top + "race")).isEqualTo("media of " + outcomes.indexOf(PutOutcome.CREATED));
    }

    @Test
    void get_missing_failsWithNotFoundItself() {
        String key = top + "no/such";

        assertThatThrownBy(() -> store().get(key).get(TIMEOUT_S, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ObjectNotFoundException.class)
                .hasMessageContaining(key);
        assertThat(await(store().get(key).<Throwable>handle((bytes, failure) -> failure)))
                .isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void list_keysThatTheSlashDivides_comeInTheOrderOfTheirBytes() {
        List<String> sorted = Stream.of(
                        "a-/x", "a-b", "a.ts", "a/1", "a/b/c", "a/b-", "a/b.", "a+b", "a=b", "a0", "aa/x", "b", "B",
                        "_")
                .map(name -> top + name)
                .sorted()
                .toList();
        putAll(sorted);

        assertThat(keys(list(top, "", 100))).isEqualTo(sorted);
    }

    @Test
    void list_prefix_needNotEndAtASlash() {
        putAll(Stream.of("ab/1", "ab/2", "abc/1", "ac/1", "a")
                .map(name -> top + name)
                .toList());

        assertThat(keys(list(top + "ab", "", 100))).containsExactly(top + "ab/1", top + "ab/2", top + "abc/1");
        assertThat(keys(list(top + "ab/", "", 100))).containsExactly(top + "ab/1", top + "ab/2");
        assertThat(keys(list(top + "ab/2", "", 100))).containsExactly(top + "ab/2");
        assertThat(list(top + "x", "", 100)).isEmpty();
        assertThat(list(top + "ab/2/", "", 100)).isEmpty();
    }

    @Test
    void list_startAfter_isExclusiveAndNeedNotExist() {
        putAll(Stream.of("d/1", "d/2", "d/3", "e/1").map(name -> top + name).toList());

        assertThat(keys(list(top, top + "d/2", 100))).containsExactly(top + "d/3", top + "e/1");
        assertThat(keys(list(top, top + "d/20", 100))).containsExactly(top + "d/3", top + "e/1");
        assertThat(keys(list(top, top + "d", 100))).hasSize(4);
        assertThat(list(top, top + "e/1", 100)).isEmpty();
        assertThat(keys(list(top + "d/", "", 2))).containsExactly(top + "d/1", top + "d/2");
    }

    @Test
    void list_pageByPage_givesEachEntryOnce() {
        List<String> all = IntStream.range(0, 23)
                .mapToObj(n -> top + "s/h" + n % 3 + "/" + n)
                .sorted()
                .toList();
        putAll(all);

        List<String> found = new ArrayList<>();
        List<Entry> page;
        do {
            page = list(top, found.isEmpty() ? "" : found.get(found.size() - 1), 5);
            found.addAll(keys(page));
        } while (page.size() == 5);

        assertThat(found).isEqualTo(all);
    }

    @Test
    void folders_ofEachLevel_areNamedWholeAndInOrder() {
        putAll(Stream.of("b/x/1", "b/x/2", "b/y/1", "b-/1", "b./1", "b0/1", "file")
                .map(name -> top + name)
                .toList());

        assertThat(folders(top, "", 100)).containsExactly(top + "b-/", top + "b./", top + "b/", top + "b0/");
        assertThat(folders(top + "b/", "", 100)).containsExactly(top + "b/x/", top + "b/y/");
        assertThat(folders(top + "b/x/", "", 100)).isEmpty();
        assertThat(folders(top + "no/", "", 100)).isEmpty();
        assertThat(folders("", "", ObjectStore.MAX_PAGE)).contains(top);
    }

    @Test
    void folders_pageByPage_givesEachOnce() {
        List<String> all =
                IntStream.range(10, 17).mapToObj(n -> top + "s" + n + "/").toList();
        all.forEach(folder -> putAll(List.of(folder + "1", folder + "2")));
        putAll(List.of(top + "s1", top + "s12-x", top + "s120"));

        List<String> found = new ArrayList<>();
        List<String> page;
        do {
            page = folders(top, found.isEmpty() ? "" : found.get(found.size() - 1), 3);
            found.addAll(page);
        } while (page.size() == 3);

        assertThat(found).isEqualTo(all);
    }

    @Test
    void delete_someAreMissing_removesTheOthersAndTheirFolders() {
        putAll(Stream.of("d/e/1", "d/e/2", "d/f/1").map(name -> top + name).toList());
        List<String> keys = new ArrayList<>(List.of(top + "d/e/1", top + "d/e/2"));
        IntStream.range(0, 5).forEach(n -> keys.add(top + "d/no/" + n));

        await(store().delete(keys));

        assertThat(keys(list(top, "", 100))).containsExactly(top + "d/f/1");
        assertThat(folders(top + "d/", "", 100)).containsExactly(top + "d/f/");
        assertThat(put(top + "d/e/1", "other")).isEqualTo(PutOutcome.CREATED);
    }

    @Test
    void delete_noKeys_doesNothing() {
        await(store().delete(List.of()));
    }

    @ParameterizedTest
    @MethodSource("refusedKeys")
    void anyOperation_keyOutsideTheRule_isRefused(String key) {
        assertThat(failure(store().putIfAbsent(key, ByteBuffer.allocate(1), TYPE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store().get(key))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store().delete(List.of(key)))).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<String> refusedKeys() {
        return Stream.of(
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "a/./b",
                ".a",
                "a/.b",
                ".weir/probe",
                "a b",
                "a\\b",
                "a\0b",
                "a\nb",
                "a%2e",
                "\u00e4",
                "C:a",
                "x".repeat(256),
                ("x".repeat(100) + "/").repeat(5) + "x".repeat(20));
    }

    @Test
    void list_prefixOrPageOutsideTheRule_isRefused() {
        assertThat(failure(store().list("../", "", 1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store().list("/", "", 1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store().list("", "", 0))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store().list("", "", 1001))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store().folders("a", "", 1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store().folders("../", "", 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void probe_storeThatWorks_leavesNothingInListings() {
        await(store().probe());
        await(store().probe());

        assertThat(list("", "", ObjectStore.MAX_PAGE))
                .noneMatch(entry -> entry.key().contains("probe"));
        assertThat(folders("", "", ObjectStore.MAX_PAGE)).noneMatch(folder -> folder.startsWith("."));
    }

    @Test
    void anyOperation_storeIsClosed_fails() {
        ObjectStore store = openAnother();
        store.close();

        assertThat(failure(store.get(top + "a"))).isInstanceOf(StorageException.class);
        assertThat(failure(store.probe())).isInstanceOf(StorageException.class);
    }

    private List<PutOutcome> race(int writers, IntFunction<String> body) {
        List<CompletableFuture<PutOutcome>> puts = IntStream.range(0, writers)
                .mapToObj(writer -> store().putIfAbsent(top + "race", bytes(body.apply(writer)), TYPE))
                .toList();
        return puts.stream().map(ObjectStoreContractTest::await).toList();
    }

    private void putAll(List<String> keys) {
        keys.stream()
                .map(key -> store().putIfAbsent(key, bytes("media"), TYPE))
                .toList()
                .forEach(put -> assertThat(await(put)).isEqualTo(PutOutcome.CREATED));
    }

    private PutOutcome put(String key, String body) {
        return await(store().putIfAbsent(key, bytes(body), TYPE));
    }

    private String get(String key) {
        return new String(await(store().get(key)), StandardCharsets.US_ASCII);
    }

    private List<Entry> list(String prefix, String startAfter, int limit) {
        return await(store().list(prefix, startAfter, limit));
    }

    private List<String> folders(String folder, String startAfter, int limit) {
        return await(store().folders(folder, startAfter, limit));
    }

    private static List<String> keys(List<Entry> entries) {
        return entries.stream().map(Entry::key).toList();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(TIMEOUT_S, TimeUnit.SECONDS).join();
    }

    static Throwable failure(CompletableFuture<?> future) {
        return await(future.<Throwable>handle((value, failure) -> failure));
    }
}
