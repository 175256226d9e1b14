package io.weir.ingest.audio;

/** Where a transcoder's AAC goes. Called within {@link AacTranscoder#transcode} and {@link AacTranscoder#finish} only. */
public interface AacOutput {
    /**
     * Comes once, before the first frame.
     *
     * @param audioSpecificConfig of AAC-LC (ISO/IEC 14496-3 section 1.6.2.1)
     */
    void configuration(byte[] audioSpecificConfig);

    /**
     * One raw frame of 1,024 samples, without ADTS.
     *
     * @param timestampMs when its first sample is heard, on the source's clock; 32 bits that wrap
     */
    void frame(int timestampMs, byte[] frame);
}
