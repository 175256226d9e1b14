package io.weir.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class FfmpegTest {
    @Test
    void startLoading_whereFfmpegIs_endsWithoutAFaultAndFreesWhatItTried() {
        long before = NativeObjects.live();
        Ffmpeg.startLoading();
        await().until(() -> !Ffmpeg.isLoading());
        assertThat(Ffmpeg.fault()).isNull();
        assertThat(NativeObjects.live()).isEqualTo(before);
    }

    @Test
    void load_always_leavesMemoryToTheNode() {
        assertThat(Ffmpeg.fault()).isNull();
        assertThat(Pointer.maxPhysicalBytes()).isZero();
    }
}
