package io.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import io.weir.track.TestMedia;
import io.weir.ts.TsMuxer.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsStateTest {
    private static final MediaTracks TRACKS = new MediaTracks(TestMedia.AVC, TestMedia.AAC_44K);

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void json_roundTrip_sameState() throws JsonProcessingException {
        TsState state = TsMuxer.mux(TsState.initial(), TRACKS, new TestMedia(2).stream(0, 4, 25, 44_100))
                .next();

        assertThat(roundTrip(state)).isEqualTo(state);
        assertThat(roundTrip(TsState.initial())).isEqualTo(TsState.initial());
    }

    /** Cutting anywhere and resuming elsewhere changes nothing: bytes are a function of state, tracks and samples. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 25})
    void mux_resumedFromJsonAtEverySegment_sameBytes(int framesPerSecond) throws JsonProcessingException {
        List<List<Sample>> segments = segments(framesPerSecond);
        TsState running = TsState.initial();
        for (List<Sample> segment : segments) {
            TsState resumed = roundTrip(running);
            Result one = TsMuxer.mux(running, TRACKS, segment);
            Result other = TsMuxer.mux(resumed, TRACKS, copies(segment));

            assertThat(TsMuxerTest.bytes(other)).isEqualTo(TsMuxerTest.bytes(one));
            assertThat(other.next()).isEqualTo(one.next());
            running = one.next();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 25})
    void mux_successiveSegments_countersAndTimesRunOn(int framesPerSecond) {
        List<byte[]> bytes = new ArrayList<>();
        List<String> vcl = new ArrayList<>();
        List<String> audio = new ArrayList<>();
        TsState state = TsState.initial();
        for (List<Sample> segment : segments(framesPerSecond)) {
            Result result = TsMuxer.mux(state, TRACKS, segment);
            bytes.add(TsMuxerTest.bytes(result));
            vcl.addAll(TestMedia.vclHashes(segment));
            audio.addAll(TestMedia.audioHashes(segment));
            state = result.next();
        }

        TsReport report = TsInspector.inspect(TsMuxerTest.joined(bytes));

        assertThat(report.problems()).isEmpty();
        assertThat(report.vclHashes()).isEqualTo(vcl);
        assertThat(report.audioHashes()).isEqualTo(audio);
        assertThat(report.patPackets()).hasSize(bytes.size());
        assertThat(report.pmts()).extracting(TsReport.Pmt::version).containsOnly(0);
        assertThat(report.maxPcrInterval90k()).isBetween(1L, TsMuxer.PCR_INTERVAL_90K);
    }

    @Test
    void mux_soundOverACut_gridRunsOn() {
        TestMedia media = new TestMedia(4);
        List<Sample> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(media.sound(i * 1_024_000L / 44_100, 50));
        }
        MediaTracks tracks = new MediaTracks(null, TestMedia.AAC_44K);
        Result one = TsMuxer.mux(TsState.initial(), tracks, all.subList(0, 101));
        Result two = TsMuxer.mux(one.next(), tracks, all.subList(101, 200));

        long pts = TsInspector.inspect(two.bytes()).audio().get(0).pts90k();

        assertThat(pts).isEqualTo(126_000 + 101L * 1024 * 90_000 / 44_100);
    }

    @Test
    void afterDiscontinuity_tracksChanged_countersGoOnVersionGrowsClocksReset() {
        TsState before = TsMuxer.mux(TsState.initial(), TRACKS, new TestMedia(3).stream(0, 4, 25, 44_100))
                .next();

        TsState after = before.afterDiscontinuity(true);

        assertThat(after)
                .isEqualTo(new TsState(
                        before.patCounter(),
                        before.pmtCounter(),
                        before.videoCounter(),
                        before.audioCounter(),
                        1,
                        0,
                        TsState.NONE,
                        TsState.NONE,
                        TsState.NONE,
                        0,
                        TsState.NONE));
        assertThat(before.afterDiscontinuity(false).pmtVersion()).isZero();
    }

    @Test
    void afterDiscontinuity_thirtyTwoTimes_versionWraps() {
        TsState state = TsState.initial();
        for (int i = 0; i < 32; i++) {
            assertThat(state.pmtVersion()).isEqualTo(i);
            state = state.afterDiscontinuity(true);
        }
        assertThat(state.pmtVersion()).isZero();
    }

    @Test
    void mux_timesBackAfterADiscontinuity_noContinuityError() {
        TestMedia media = new TestMedia(5);
        Result one = TsMuxer.mux(TsState.initial(), TRACKS, media.stream(500_000, 2, 25, 44_100));
        Result two = TsMuxer.mux(one.next().afterDiscontinuity(true), TRACKS, media.stream(0, 2, 25, 44_100));

        TsReport report =
                TsInspector.inspect(TsMuxerTest.joined(List.of(TsMuxerTest.bytes(one), TsMuxerTest.bytes(two))));

        assertThat(report.problems())
                .allMatch(problem -> problem.contains("not after"))
                .hasSize(2);
        assertThat(TsInspector.inspect(two.bytes()).video().get(0).dts90k()).isEqualTo(126_000);
        assertThat(report.pmts()).extracting(TsReport.Pmt::version).containsExactly(0, 1);
    }

    @Test
    void state_fieldOutOfRange_refused() {
        assertThatThrownBy(() -> new TsState(16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("patCounter 16");
        assertThatThrownBy(() -> new TsState(0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TsState(0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private TsState roundTrip(TsState state) throws JsonProcessingException {
        return json.readValue(json.writeValueAsString(state), TsState.class);
    }

    private static List<List<Sample>> segments(int framesPerSecond) {
        TestMedia media = new TestMedia(framesPerSecond);
        List<List<Sample>> segments = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            segments.add(media.stream(i * 4_000L, 4, framesPerSecond, 44_100));
        }
        return segments;
    }

    /** The same samples where another node would hold them: in other arrays at other offsets. */
    private static List<Sample> copies(List<Sample> samples) {
        return samples.stream()
                .map(sample -> {
                    byte[] data = new byte[11 + sample.length()];
                    System.arraycopy(sample.data(), sample.offset(), data, 11, sample.length());
                    return new Sample(
                            sample.video(),
                            sample.keyframe(),
                            sample.dtsMs(),
                            sample.compositionMs(),
                            data,
                            11,
                            sample.length());
                })
                .toList();
    }
}
