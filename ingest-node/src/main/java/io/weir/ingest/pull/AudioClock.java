package io.weir.ingest.pull;

/** Times of frames where only some have one: the others follow at the length of a frame. Pure. */
final class AudioClock {
    private int samplesPerFrame = 1_024;
    private int sampleRate = 48_000;
    private long baseMs = PacketClock.OFFSET_MS;
    private long framesSince;

    /** How long frames are. */
    void frames(int samples, int rate) {
        samplesPerFrame = samples;
        sampleRate = rate;
    }

    /** A packet begins, at {@link SourcePacket#NO_TIME} if it does not say. */
    void packet(long ptsMs) {
        if (ptsMs != SourcePacket.NO_TIME) {
            baseMs = ptsMs;
            framesSince = 0;
        }
    }

    /** When the next frame begins, ms. */
    long nextMs() {
        return baseMs + framesSince++ * samplesPerFrame * 1_000 / sampleRate;
    }
}
