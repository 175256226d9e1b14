package io.weir.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.name.StreamName;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownStreamsTest {
    private static final StreamName CAM1 = new StreamName("live", "cam1");
    private static final StreamName CAM2 = new StreamName("live", "cam2");
    private static final Set<String> ALIVE = Set.of("alive");

    private final KnownStreams known = new KnownStreams();

    @Test
    void streams_ofDeadProcesses_areNotShownUntilTheyLive() {
        known.put(CAM1, announcement("alive", 1));
        known.put(CAM2, announcement("dead", 1));

        assertThat(known.streams(ALIVE)).containsOnlyKeys(CAM1);
        assertThat(known.streams(Set.of())).isEmpty();
        assertThat(known.streams(Set.of("alive", "dead"))).containsOnlyKeys(CAM1, CAM2);
    }

    @Test
    void endRead_eventsThatWereLost_areMadeGood() {
        known.put(CAM1, announcement("alive", 1));

        known.beginRead();

        assertThat(known.endRead(Map.of(CAM2, announcement("alive", 2)))).isTrue();
        assertThat(known.streams(ALIVE)).containsOnlyKeys(CAM2);
    }

    @Test
    void endRead_nothingElseThanIsKnown_tellsNoChange() {
        known.put(CAM1, announcement("alive", 1));
        known.beginRead();

        assertThat(known.endRead(Map.of(CAM1, announcement("alive", 1)))).isFalse();
    }

    @Test
    void endRead_keysThatChangedMeanwhile_keepTheirChange() {
        known.put(CAM2, announcement("alive", 1));
        known.beginRead();
        known.put(CAM1, announcement("alive", 8));
        known.remove(CAM2);

        known.endRead(Map.of(CAM1, announcement("alive", 7), CAM2, announcement("alive", 1)));

        assertThat(known.streams(ALIVE))
                .isEqualTo(Map.of(CAM1, announcement("alive", 8).status()));
    }

    private static Announcement announcement(String incarnation, long epoch) {
        return new Announcement(incarnation, new StreamStatus("node", epoch, "192.0.2.7:1234", 0));
    }
}
