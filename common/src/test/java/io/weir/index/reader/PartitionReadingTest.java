package io.weir.index.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionReadingTest {
    private final PartitionReading reading = new PartitionReading(10);

    @Test
    void reach_everyRecordSinceTheEndWasAsked_isDone() {
        reading.beginCold(12);
        reading.pass(10);
        reading.pass(11);

        assertThat(reading.reach(12)).isFalse();
        assertThat(reading.isCold()).isFalse();
    }

    @Test
    void reach_recordTakenOnTheWay_goesOnToTheEndAsItIsByThen() {
        reading.beginCold(12);
        reading.pass(11); // 10 was compacted: its stream's next record may lie beyond the end that was asked

        assertThat(reading.reach(12)).isTrue();
        assertThat(reading.isCold()).isTrue();

        reading.extendCold(14);
        reading.pass(12);
        assertThat(reading.reach(13)).isFalse();
        assertThat(reading.isCold()).isTrue();
        reading.pass(13);
        assertThat(reading.reach(14)).isFalse();
        assertThat(reading.isCold()).isFalse();
    }

    @Test
    void reach_lastRecordBeforeTheEndTaken_goesOn() {
        reading.beginCold(12);
        reading.pass(10);

        assertThat(reading.reach(12)).isTrue();
        assertThat(reading.isCold()).isTrue();

        reading.extendCold(12);
        assertThat(reading.reach(12)).isFalse();
        assertThat(reading.isCold()).isFalse();
    }

    @Test
    void isBehindHole_recordMissingInAWarmReading_coldAgain() {
        reading.beginCold(10);
        reading.reach(10);
        assertThat(reading.isBehindHole(10)).isFalse();
        assertThat(reading.isBehindHole(11)).isTrue();
    }
}
