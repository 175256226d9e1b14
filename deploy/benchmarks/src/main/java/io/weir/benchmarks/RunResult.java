package io.weir.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run found.
 *
 * @param cpuMs of the server's processes in the measured seconds
 * @param loadCpuMs of this process, which sends and watches
 * @param otherCpuMs of everything else on the machine
 * @param idleResidentBytes before the first stream
 * @param residentBytes at the end of the measured seconds
 * @param liveHeapBytes after a collection that was asked for at the very end, with the streams still coming; null if
 *     unknown
 * @param lastFrameDelayMs from the sending of a segment's last picture to the first playlist that lists it
 * @param firstFrameDelayMs the same from its first picture
 * @param maxPublisherLagMs the most that a tag was sent too late
 * @param problems that make the run invalid; empty if it is valid
 */
record RunResult(
        String server,
        int streams,
        double seconds,
        long cpuMs,
        long loadCpuMs,
        long otherCpuMs,
        long idleResidentBytes,
        long residentBytes,
        long peakResidentBytes,
        @Nullable Long liveHeapBytes,
        Distribution lastFrameDelayMs,
        Distribution firstFrameDelayMs,
        int watchedStreams,
        long maxPublisherLagMs,
        List<String> problems) {

    @JsonProperty("valid")
    boolean isValid() {
        return problems.isEmpty();
    }

    @JsonProperty
    double cpuMsPerStreamSecond() {
        return cpuMs / (streams * seconds);
    }

    @JsonProperty
    double loadCpuMsPerStreamSecond() {
        return loadCpuMs / (streams * seconds);
    }
}
