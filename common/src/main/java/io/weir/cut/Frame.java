package io.weir.cut;

import io.weir.track.Sample;

/**
 * A frame of the open segment.
 *
 * @param mark the place in the log before it
 * @param sample the frame; its bytes are those of the record
 */
record Frame(Mark mark, Sample sample) {
    long dtsMs() {
        return sample.dtsMs();
    }
}
