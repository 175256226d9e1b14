package io.weir.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An edge and an ingest node with one map between them. */
class SharedDemandTest {
    private static final StreamName GATE = new StreamName("live", "gate");
    private static final StreamName YARD = new StreamName("live", "yard");

    private final FakeMap map = new FakeMap();
    private final List<StreamName> heard = new ArrayList<>();
    private long nowMs = 1_000;
    private boolean hasEdges = true;
    private final SharedDemand edge = demand("edge");
    private final SharedDemand ingest = demand("ingest");

    private SharedDemand demand(String self) {
        return new SharedDemand(
                map, self, () -> hasEdges, () -> TimeUnit.MILLISECONDS.toNanos(nowMs), Runnable::run, () -> {});
    }

    private void pass(long ms) {
        nowMs += ms;
    }

    @AfterEach
    void close() {
        edge.close();
        ingest.close();
    }

    @Test
    void want_withEveryRequest_isToldEveryTwoSeconds() {
        for (int i = 0; i < 50; i++) {
            edge.want(GATE);
            pass(100); // 5 s in all
        }

        assertThat(map.puts).containsExactly(GATE, GATE, GATE);
    }

    @Test
    void turn_wantedSinceItWasTold_isToldOnceMore() {
        edge.want(GATE);
        pass(1_900);
        edge.want(GATE);
        edge.turn();
        assertThat(map.puts).hasSize(1);

        for (int i = 0; i < 5; i++) {
            pass(1_000);
            edge.turn();
        }

        assertThat(map.puts).containsExactly(GATE, GATE); // or a player that asks every 2 s would be heard of every 4 s
    }

    @Test
    void want_severalStreams_eachHasItsOwnPace() {
        edge.want(GATE);
        edge.want(YARD);

        assertThat(map.puts).containsExactly(GATE, YARD);
    }

    @Test
    void want_onThisNode_isHeardHereAtOnceAlsoWithTheMapAway() {
        ingest.onWanted(heard::add);
        map.away = true;

        ingest.want(GATE);

        assertThat(heard).containsExactly(GATE);
        assertThat(ingest.unwantedMs(GATE)).isZero();
    }

    @Test
    void want_mapWasAway_isToldWithTheNextRequest() {
        map.away = true;
        edge.want(GATE);
        map.away = false;
        pass(SharedDemand.PACE_MS);
        edge.turn();
        assertThat(map.puts).isEmpty(); // what was wanted then may not be wanted now

        edge.want(GATE);

        assertThat(map.puts).containsExactly(GATE);
    }

    @Test
    void onWanted_anotherMemberWants_hearsEachSignOnceHoweverItComes() {
        ingest.onWanted(heard::add);
        ingest.turn();
        edge.want(GATE); // by its event
        ingest.turn(); // and by reading
        assertThat(heard).containsExactly(GATE);

        pass(SharedDemand.PACE_MS);
        map.events = false;
        edge.want(GATE);
        assertThat(heard).hasSize(1);
        ingest.turn();

        assertThat(heard).containsExactly(GATE, GATE);
    }

    @Test
    void onWanted_wantedBeforeThisNodeCame_isHeard() {
        edge.want(GATE);

        ingest.onWanted(heard::add);
        ingest.turn();

        assertThat(heard).containsExactly(GATE);
    }

    @Test
    void unwantedMs_nobodyWantsItAnyMore_runsFromTheLastSign() {
        ingest.onWanted(heard::add);
        ingest.turn();
        assertThat(ingest.unwantedMs(GATE)).isEqualTo(Long.MAX_VALUE);
        edge.want(GATE);
        pass(4_000);
        ingest.turn(); // the entry is still there, and is no new sign
        assertThat(ingest.unwantedMs(GATE)).isEqualTo(4_000);
        map.signs.clear();
        pass(20_000);
        ingest.turn();

        assertThat(ingest.unwantedMs(GATE)).isEqualTo(24_000);
    }

    @Test
    void unwantedMs_oneOfTwoEdgesGoesOn_isWanted() {
        SharedDemand other = demand("other");
        ingest.onWanted(heard::add);
        ingest.turn();
        edge.want(GATE);
        for (int i = 0; i < 10; i++) {
            pass(5_000);
            other.want(GATE);
            ingest.turn();
        }
        other.close();

        assertThat(ingest.unwantedMs(GATE)).isZero();
    }

    @Test
    void unwantedMs_mapCannotBeRead_timeStandsStill() {
        ingest.onWanted(heard::add);
        ingest.turn();
        edge.want(GATE);
        pass(1_000);
        ingest.turn();
        map.away = true;
        pass(3_600_000);
        assertThatThrownBy(ingest::turn).isInstanceOf(IllegalStateException.class);

        assertThat(ingest.unwantedMs(GATE)).isEqualTo(1_000);
    }

    @Test
    void unwantedMs_noEdgeIsAMember_timeStandsStill() {
        ingest.onWanted(heard::add);
        ingest.turn();
        edge.want(GATE);
        hasEdges = false;
        pass(3_600_000);
        ingest.turn();

        assertThat(ingest.unwantedMs(GATE)).isZero();
    }

    @Test
    void turn_nobodyListensHere_readsNothing() {
        edge.turn();

        assertThat(map.reads).isZero();
    }

    private static final class FakeMap implements DemandMap {
        final Map<StreamName, String> signs = new HashMap<>();
        final List<StreamName> puts = new ArrayList<>();
        final List<BiConsumer<StreamName, String>> listeners = new ArrayList<>();
        boolean away;
        boolean events = true;
        int reads;

        @Override
        public void put(StreamName stream, String sign) {
            requireThere();
            puts.add(stream);
            signs.put(stream, sign);
            if (events) {
                listeners.forEach(listener -> listener.accept(stream, sign));
            }
        }

        @Override
        public Map<StreamName, String> read() {
            requireThere();
            reads++;
            return Map.copyOf(signs);
        }

        @Override
        public void listen(BiConsumer<StreamName, String> listener) {
            listeners.add(listener);
        }

        private void requireThere() {
            if (away) {
                throw new IllegalStateException("away");
            }
        }
    }
}
