package io.weir.camera.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.camera.CameraStatus;
import io.weir.camera.CameraStatus.Phase;
import io.weir.camera.TestCameras;
import io.weir.name.StreamName;
import io.weir.ownership.Board;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CameraReportsTest {
    private static final CameraStatus FAILED = new CameraStatus(
            Phase.BACKING_OFF,
            "nothing answers",
            null,
            Instant.ofEpochMilli(1_700_000_005_000L),
            Instant.ofEpochMilli(1_700_000_000_000L),
            List.of("audio opus"));

    private final Map<String, String> texts = new HashMap<>();
    private final List<String> said = new ArrayList<>();
    private final Map<StreamName, CameraStatus> ofA = new HashMap<>();
    private final Map<StreamName, CameraStatus> ofB = new HashMap<>();
    private final CameraReports a = new CameraReports(new MapBoard("a"), "a", () -> ofA);
    private final CameraReports b = new CameraReports(new MapBoard("b"), "b", () -> ofB);
    private boolean away;
    private Runnable whileRead = () -> {};

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void of_pullOfAnotherNode_isToldWithItsName() {
        ofA.put(TestCameras.CAM1, FAILED);

        a.turn();
        b.turn();

        assertThat(b.of(TestCameras.CAM1))
                .contains(new CameraStatus(
                        Phase.BACKING_OFF, "nothing answers", "a", FAILED.nextTry(), FAILED.since(), FAILED.leftOut()));
        assertThat(b.of(TestCameras.CAM2)).isEmpty();
    }

    @Test
    void of_twoNodesTellOfIt_whoIsFurtherOnCounts() {
        ofA.put(TestCameras.CAM1, CameraStatus.of(Phase.LIVE, null));
        ofB.put(TestCameras.CAM1, CameraStatus.of(Phase.WAITING, "a holds it"));

        a.turn();
        b.turn();
        a.turn();

        assertThat(a.of(TestCameras.CAM1).orElseThrow().node()).isEqualTo("a");
        assertThat(b.of(TestCameras.CAM1).orElseThrow().phase()).isEqualTo(Phase.LIVE);
    }

    @Test
    void of_sleepingPullOfAnotherNode_isToldWithFromWhenMediaIsFresh() {
        CameraStatus asleep = new CameraStatus(
                Phase.SLEEPING, "nobody watches", null, null, null, List.of(), true, CameraStatus.NOTHING_FRESH);
        CameraStatus woken = new CameraStatus(Phase.LIVE, null, null, null, null, List.of(), true, 1_700_000_000_000L);
        ofA.put(TestCameras.CAM1, asleep);
        ofA.put(TestCameras.CAM2, woken);
        ofB.put(TestCameras.CAM1, CameraStatus.of(Phase.WAITING, "a holds it"));

        a.turn();
        b.turn();

        CameraStatus told = b.of(TestCameras.CAM1).orElseThrow();
        assertThat(told.phase()).isEqualTo(Phase.SLEEPING);
        assertThat(told.onDemand()).isTrue();
        assertThat(told.freshFromMs()).isEqualTo(CameraStatus.NOTHING_FRESH);
        assertThat(b.of(TestCameras.CAM2).orElseThrow().freshFromMs()).isEqualTo(1_700_000_000_000L);
    }

    @Test
    void of_pullIsOver_isForgotten() {
        ofA.put(TestCameras.CAM1, FAILED);
        a.turn();
        b.turn();
        ofA.clear();
        a.turn();
        b.turn();

        assertThat(b.of(TestCameras.CAM1)).isEmpty();
    }

    @Test
    void turn_nothingChanges_isSaidAgainNowAndThen() {
        for (int i = 0; i < 25; i++) {
            a.turn();
        }

        assertThat(said).hasSize(3);
    }

    @Test
    void turn_anotherVersionSpeaks_isPassedOver() {
        texts.put("c", "{\"cameras\":{\"live/cam2\":{\"phase\":\"DANCING\"}}}");
        texts.put("d", "?");
        ofA.put(TestCameras.CAM1, FAILED);

        a.turn();

        assertThat(a.of(TestCameras.CAM1)).isPresent();
        assertThat(a.of(TestCameras.CAM2)).isEmpty();
    }

    @Test
    void turn_boardIsAway_ownPullsAreToldAllTheSame() {
        ofA.put(TestCameras.CAM1, FAILED);
        away = true;

        assertThatThrownBy(a::turn).isInstanceOf(IllegalStateException.class);

        assertThat(a.of(TestCameras.CAM1)).isPresent();
    }

    @Test
    void turn_boardIsAway_othersArePassedOnAsLastRead() {
        ofB.put(TestCameras.CAM2, FAILED);
        b.turn();
        a.turn();
        away = true;
        ofA.put(TestCameras.CAM1, FAILED); // so that there is something to say

        assertThatThrownBy(a::turn).isInstanceOf(IllegalStateException.class);

        assertThat(a.of(TestCameras.CAM2)).isPresent();
    }

    @Test
    void turn_whileTheBoardIsRead_othersAreKnown() {
        ofB.put(TestCameras.CAM2, FAILED);
        b.turn();
        a.turn();
        List<Boolean> seen = new ArrayList<>();
        whileRead = () -> seen.add(a.of(TestCameras.CAM2).isPresent());

        a.turn();

        assertThat(seen).containsExactly(true);
    }

    private final class MapBoard implements Board {
        private final String self;

        MapBoard(String self) {
            this.self = self;
        }

        @Override
        public void say(String text) {
            if (away) {
                throw new IllegalStateException("away");
            }
            said.add(text);
            texts.put(self, text);
        }

        @Override
        public Map<String, String> said() {
            whileRead.run();
            return Map.copyOf(texts);
        }
    }
}
