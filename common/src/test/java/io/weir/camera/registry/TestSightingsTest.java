package io.weir.camera.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.Camera;
import io.weir.camera.CameraChanges;
import io.weir.camera.CameraFold;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraSource;
import io.weir.camera.ChangeRules;
import io.weir.camera.SourceTest;
import io.weir.name.StreamName;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a test of a source keeps others from, and for how long. */
class TestSightingsTest {
    private static final StreamName CAM = new StreamName("live", "cam");
    private static final CameraSource SOURCE = CameraSource.parse("rtsp://10.0.0.5/one?password=hunter2");
    private static final SourceTest TEST = SourceTest.of(SOURCE.canonical());
    private static final SourceTest OTHER = SourceTest.of(SOURCE.canonical());

    private final CameraFold fold = new CameraFold();
    private long nowMs;
    private final TestSightings sightings = new TestSightings(() -> TimeUnit.MILLISECONDS.toNanos(nowMs));

    private List<CameraRefusal.Reason> take(ChangeRules.Outcome outcome) {
        for (ChangeRules.Write write : outcome.writes()) {
            assertThat(fold.take(fold.position(), write.key(), write.value(), write.follow()))
                    .isEqualTo(CameraFold.Verdict.TAKEN);
        }
        sightings.see(fold.snapshot());
        return outcome.refusals().stream().map(CameraRefusal::reason).toList();
    }

    private boolean begin(SourceTest test) {
        take(ChangeRules.beginTest(fold.snapshot(), test, sightings::isOver));
        return fold.snapshot().tests().contains(test);
    }

    private List<CameraRefusal.Reason> put() {
        CameraChanges changes = CameraChanges.put(Camera.of(CAM, SOURCE));
        return take(ChangeRules.change(fold.snapshot(), changes, sightings::isOver));
    }

    @Test
    void put_sourceIsBeingTested_isRefusedUntilTheTestIsEnded() {
        assertThat(begin(TEST)).isTrue();
        assertThat(put()).containsExactly(CameraRefusal.Reason.BEING_TESTED);
        take(ChangeRules.endTest(fold.snapshot(), TEST));
        assertThat(put()).isEmpty();
        assertThat(fold.snapshot().tests()).isEmpty();
    }

    @Test
    void put_testIsNeverEnded_isRefusedUntilItHasBeenKnownForLong() {
        assertThat(begin(TEST)).isTrue();
        nowMs = SourceTest.OVER_AFTER_MS - 1;
        assertThat(put()).containsExactly(CameraRefusal.Reason.BEING_TESTED);
        nowMs++;
        assertThat(put()).isEmpty();
        assertThat(fold.snapshot().tests()).isEmpty();
        assertThat(fold.snapshot().holder(SOURCE.canonical())).isPresent();
    }

    @Test
    void isOver_testThatWasJustRead_isNotThoughItMayBeOld() {
        nowMs = 10 * SourceTest.OVER_AFTER_MS;
        assertThat(begin(TEST)).isTrue();
        assertThat(sightings.isOver(TEST)).isFalse();
    }

    @Test
    void beginTest_sourceIsBeingTested_onlyWhenThatIsOver() {
        assertThat(begin(TEST)).isTrue();
        assertThat(begin(OTHER)).isFalse();
        assertThat(begin(TEST)).as("asked again").isTrue();
        nowMs = SourceTest.OVER_AFTER_MS;
        assertThat(begin(OTHER)).isTrue();
        assertThat(fold.snapshot().tests()).containsExactly(OTHER);
    }

    @Test
    void beginTest_aStreamHasTheSource_isRefused() {
        assertThat(put()).isEmpty();
        assertThat(begin(TEST)).isFalse();
    }

    @Test
    void beginTest_manyAreTested_isRefused() {
        for (int i = 0; i < 64; i++) {
            assertThat(begin(SourceTest.of("10.0.0.6:554/" + i))).isTrue();
        }
        assertThat(begin(TEST)).isFalse();
    }

    @Test
    void endTest_ofAnotherOne_changesNothing() {
        assertThat(begin(TEST)).isTrue();
        assertThat(ChangeRules.endTest(fold.snapshot(), OTHER).writes()).isEmpty();
    }

    @Test
    void toString_passwordInThePath_isHidden() {
        assertThat(TEST).asString().doesNotContain("hunter2");
    }
}
