package io.weir.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RendezvousAssignerTest {
    private static final List<StreamName> STREAMS = IntStream.range(0, 10_000)
            .mapToObj(n -> new StreamName("cctv", "cam" + n))
            .toList();
    private static final List<String> MEMBERS = List.of("segmenter-0", "segmenter-1", "segmenter-2", "segmenter-3");

    @Test
    void owner_noMembers_isNobody() {
        assertThat(RendezvousAssigner.owner(STREAMS.get(0), List.of())).isNull();
    }

    @Test
    void owner_oneMember_hasAll() {
        assertThat(STREAMS).allMatch(stream -> "a".equals(RendezvousAssigner.owner(stream, List.of("a"))));
    }

    @Test
    void owner_anyOrderOfMembers_isTheSame() {
        List<String> shuffled = new ArrayList<>(MEMBERS);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(owners(shuffled)).isEqualTo(owners(MEMBERS));
    }

    @Test
    void owner_knownNames_neverChangesBetweenVersions() {
        assertThat(Stream.of("cam1", "cam2", "cam3", "cam4", "cam5", "cam6")
                        .map(name -> RendezvousAssigner.owner(new StreamName("live", name), List.of("a", "b", "c"))))
                .containsExactly("b", "c", "b", "b", "a", "a");
    }

    @Test
    void owner_manyStreams_areSpreadEvenly() {
        Map<String, Long> counts = owners(MEMBERS).values().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(MEMBERS);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(2_300L, 2_700L));
    }

    @Test
    void owner_memberLeaves_movesOnlyItsStreamsAndSpreadsThem() {
        List<String> fewer = MEMBERS.subList(0, 3);
        Map<StreamName, String> before = owners(MEMBERS);
        Map<StreamName, String> after = owners(fewer);

        assertThat(STREAMS)
                .filteredOn(stream -> !"segmenter-3".equals(before.get(stream)))
                .allMatch(stream -> Objects.equals(before.get(stream), after.get(stream)));
        Map<String, Long> heirs = STREAMS.stream()
                .filter(stream -> "segmenter-3".equals(before.get(stream)))
                .collect(Collectors.groupingBy(after::get, Collectors.counting()));
        assertThat(heirs.keySet()).containsExactlyInAnyOrderElementsOf(fewer);
        assertThat(heirs.values()).allSatisfy(count -> assertThat(count).isBetween(700L, 970L));
    }

    @Test
    void owner_memberJoins_takesOnlyItsShare() {
        Map<StreamName, String> before = owners(MEMBERS.subList(0, 3));
        Map<StreamName, String> after = owners(MEMBERS);

        assertThat(STREAMS)
                .filteredOn(stream -> !Objects.equals(before.get(stream), after.get(stream)))
                .hasSizeBetween(2_300, 2_700)
                .allMatch(stream -> "segmenter-3".equals(after.get(stream)));
    }

    private static Map<StreamName, String> owners(List<String> members) {
        return STREAMS.stream()
                .collect(Collectors.toMap(
                        Function.identity(), stream -> String.valueOf(RendezvousAssigner.owner(stream, members))));
    }
}
