package io.weir.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.weir.name.StreamName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members of one cluster in one process, over loopback. Each test has streams of its own. */
class HazelcastDirectoryTest {
    private static final String CLUSTER = "test-" + UUID.randomUUID();

    private static final Duration REPAIR_EVERY = Duration.ofMillis(200);

    private static HazelcastDirectory first;
    private static HazelcastDirectory second;

    private final StreamName stream = new StreamName("live", "cam-" + UUID.randomUUID());

    @BeforeAll
    static void startTwo() {
        first = HazelcastDirectory.join(
                settings("first", Set.of(NodeRole.INGEST, NodeRole.EDGE), 0, List.of()), REPAIR_EVERY);
        second = join("second", NodeRole.SEGMENTER);
    }

    @AfterAll
    static void stopTwo() {
        second.close();
        first.close();
    }

    @Test
    void members_byRole_areNamed() {
        assertThat(first.self()).isEqualTo("first");
        for (Directory directory : List.of(first, second)) {
            assertThat(directory.members(NodeRole.INGEST)).containsExactly("first");
            assertThat(directory.members(NodeRole.EDGE)).containsExactly("first");
            assertThat(directory.members(NodeRole.SEGMENTER)).containsExactly("second");
        }
    }

    @Test
    void announce_stream_isSeenHereAtOnceAndByOthersSoonWhoAreTold() {
        AtomicInteger told = new AtomicInteger();
        second.onChange(told::incrementAndGet);
        StreamStatus status = new StreamStatus("first", 17, "192.0.2.7:40000", 1_700_000_000_000L);

        first.announce(stream, status);

        assertThat(first.streams()).containsEntry(stream, status);
        await().untilAsserted(() -> assertThat(second.streams()).containsEntry(stream, status));
        await().untilAsserted(() -> assertThat(told).hasPositiveValue());
    }

    @Test
    void announce_olderEpochToldLate_newerStands() {
        first.announce(stream, status("first", 9));
        first.announce(stream, status("first", 4));
        assertThat(first.streams()).containsEntry(stream, status("first", 9));
        first.withdraw(stream, 4);
        assertThat(first.streams()).containsEntry(stream, status("first", 9));
        first.withdraw(stream, 9);
        assertThat(first.streams()).doesNotContainKey(stream);
    }

    @Test
    void say_text_isReadByAllUntilTheMemberIsGone() {
        HazelcastDirectory third = join("third", NodeRole.INGEST);
        third.say("old");
        third.say("new");
        second.say("also");

        assertThat(first.said()).containsEntry("third", "new").containsEntry("second", "also");
        third.close();
        await().untilAsserted(() -> assertThat(first.said()).doesNotContainKey("third"));
    }

    @Test
    void offerPulls_thenTakenBack_isSeenByOthersWhoAreTold() {
        assertThat(first.pullers()).isEmpty();
        AtomicInteger told = new AtomicInteger();
        second.onChange(told::incrementAndGet);

        first.offerPulls(true);
        await().untilAsserted(() -> assertThat(second.pullers()).containsExactly("first"));
        await().untilAsserted(() -> assertThat(told).hasPositiveValue());
        assertThat(first.pullers()).containsExactly("first");
        HazelcastDirectory third = join("third", NodeRole.INGEST);
        await().untilAsserted(() -> assertThat(third.pullers()).containsExactly("first"));
        third.close();

        first.offerPulls(false);
        await().untilAsserted(() -> assertThat(second.pullers()).isEmpty());
    }

    @Test
    void offerCuts_memberHasJoined_isNoCutterUntilItSaysSoAndTellsWhatItLeaves() {
        assertThat(first.cutters()).isEqualTo(Cutters.NONE);

        second.offerCuts(Set.of());

        Cutters all = Cutters.of(Set.of("second"));
        assertThat(second.cutters()).as("of itself it knows at once").isEqualTo(all);
        await().untilAsserted(() -> assertThat(first.cutters()).isEqualTo(all));
        assertThat(first.pullers()).isEmpty();

        Set<StreamName> leaving = Set.of(new StreamName("live", "one"), new StreamName("live", "two"));
        second.offerCuts(leaving);
        await().untilAsserted(() -> assertThat(first.cutters().leaving()).containsEntry("second", leaving));
        second.offerCuts(Set.of());
        await().untilAsserted(() -> assertThat(first.cutters()).isEqualTo(all));
    }

    @Test
    void offerPulls_memberIsKilledAndStartsAgain_offersNothingUntilItSaysSo() {
        HazelcastDirectory before = join("puller", NodeRole.INGEST);
        before.offerPulls(true);
        await().until(() -> second.pullers().contains("puller"));
        before.terminate();
        await().until(() -> !second.pullers().contains("puller"));

        HazelcastDirectory after = join("puller", NodeRole.INGEST);

        await().until(() -> second.members(NodeRole.INGEST).contains("puller"));
        assertThat(second.pullers()).doesNotContain("puller");
        after.close();
    }

    @Test
    void demand_wantedAtOneMember_isHeardAtAnotherAndFades() {
        try (SharedDemand edge = SharedDemand.start(first, System::nanoTime);
                SharedDemand ingest = SharedDemand.start(second, System::nanoTime)) {
            Set<StreamName> heard = ConcurrentHashMap.newKeySet();
            ingest.onWanted(heard::add);

            edge.want(stream);

            await().untilAsserted(() -> assertThat(heard).containsExactly(stream));
            assertThat(second.demandMap().getEntryView(stream.toString()).getTtl())
                    .isEqualTo(Duration.ofSeconds(15).toMillis());
            second.demandMap().set("no stream", "sign");
            await().untilAsserted(() -> assertThat(ingest.unwantedMs(stream)).isPositive());
            second.demandMap().delete("no stream");
        }
    }

    @Test
    void withdraw_itsEpoch_isGoneEverywhere() {
        first.announce(stream, status("first", 1));
        await().until(() -> second.streams().containsKey(stream));

        first.withdraw(stream, 1);

        assertThat(first.streams()).doesNotContainKey(stream);
        await().until(() -> !second.streams().containsKey(stream));
    }

    @Test
    void withdraw_epochThatAnotherHasReplaced_leavesTheOther() {
        first.announce(stream, status("first", 1));
        second.announce(stream, status("second", 2));
        await().untilAsserted(() -> assertThat(first.streams()).containsEntry(stream, status("second", 2)));

        first.withdraw(stream, 1);

        assertThat(first.map().get(stream.toString()))
                .isEqualTo(second.map().get(stream.toString()))
                .isNotNull();
        assertThat(second.streams()).containsEntry(stream, status("second", 2));
        assertThat(first.streams()).containsEntry(stream, status("second", 2));
    }

    @Test
    void announce_entryIsLostByTheCluster_isPutAgain() {
        first.announce(stream, status("first", 1));
        await().until(() -> second.streams().containsKey(stream));

        second.map().delete(stream.toString());

        await().until(() -> second.map().containsKey(stream.toString()));
        assertThat(first.streams()).containsKey(stream);
    }

    @Test
    void announce_olderEpochTookItsPlaceInAMerge_isPutAgain() {
        first.announce(stream, status("first", 5));

        second.announce(stream, status("second", 3));

        await().untilAsserted(() -> assertThat(second.streams()).containsEntry(stream, status("first", 5)));
    }

    @Test
    void streams_entryOfAProcessThatIsNoMember_isNeverShownAndRemoved() {
        second.map().set(stream.toString(), new Announcement("gone", status("gone", 1)));

        await().until(() -> !second.map().containsKey(stream.toString()));
        assertThat(first.streams()).doesNotContainKey(stream);
    }

    @Test
    void streams_entryThatIsNoStream_isPassedOver() {
        second.map().set("no stream", new Announcement("gone", status("gone", 1)));

        first.announce(stream, status("first", 1));

        await().until(() -> second.streams().containsKey(stream));
        second.map().delete("no stream");
    }

    @Test
    void member_isKilled_itsStreamsAndNameGoAndTheOthersAreTold() {
        HazelcastDirectory third = join("third", NodeRole.INGEST);
        third.announce(stream, status("third", 1));
        await().until(() -> first.streams().containsKey(stream)
                && first.members(NodeRole.INGEST).contains("third"));
        AtomicInteger told = new AtomicInteger();
        first.onChange(told::incrementAndGet);

        third.terminate();

        await().until(() -> !first.members(NodeRole.INGEST).contains("third"));
        assertThat(first.streams()).doesNotContainKey(stream);
        await().until(() -> !second.streams().containsKey(stream));
        await().untilAsserted(() -> assertThat(told).hasPositiveValue());
        await().until(() -> !first.map().containsKey(stream.toString()));
    }

    @Test
    void member_startsAgainUnderItsName_doesNotInheritItsStreams() {
        HazelcastDirectory before = join("again", NodeRole.INGEST);
        before.announce(stream, status("again", 1));
        await().until(() -> first.streams().containsKey(stream));
        before.terminate();
        await().until(() -> !first.members(NodeRole.INGEST).contains("again"));

        HazelcastDirectory after = join("again", NodeRole.INGEST);

        await().until(() -> first.members(NodeRole.INGEST).contains("again"));
        assertThat(first.streams()).doesNotContainKey(stream);
        assertThat(after.streams()).doesNotContainKey(stream);
        after.close();
    }

    @Test
    void join_nameOfALiveNode_isRefused() {
        assertThatThrownBy(() -> join("first", NodeRole.EDGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("first");
        await().until(() -> first.members(NodeRole.EDGE).size() == 1);
    }

    @Test
    void join_portIsTaken_saysWhich() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HazelcastSettings settings =
                    settings("late", Set.of(NodeRole.EDGE), taken.getLocalPort(), List.of(first.address()));

            assertThatThrownBy(() -> HazelcastDirectory.join(settings))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort());
        }
    }

    @Test
    void join_standalone_hasAllRolesOnLoopbackAndMeetsNobody() {
        HazelcastDirectory alone = HazelcastDirectory.join(HazelcastSettings.standalone("alone"));

        for (NodeRole role : NodeRole.values()) {
            assertThat(alone.members(role)).containsExactly("alone");
        }
        assertThat(alone.address()).startsWith("127.0.0.1:");
        alone.close();
    }

    private static HazelcastDirectory join(String name, NodeRole role) {
        return HazelcastDirectory.join(settings(name, Set.of(role), 0, List.of(first.address())), REPAIR_EVERY);
    }

    private static HazelcastSettings settings(String name, Set<NodeRole> roles, int port, List<String> members) {
        return new HazelcastSettings(CLUSTER, name, roles, HazelcastSettings.LOOPBACK, port, members);
    }

    private static StreamStatus status(String node, long epoch) {
        return new StreamStatus(node, epoch, "192.0.2.7:40000", 0);
    }
}
