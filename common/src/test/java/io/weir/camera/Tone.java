package io.weir.camera;

/** A sine of 440 Hz in G.711 (ITU-T G.711), 8000 samples a second, in packets of 20 ms. */
final class Tone {
    static final int SAMPLE_RATE = 8_000;
    static final int PACKET_MS = 20;
    static final int PACKET_SAMPLES = SAMPLE_RATE * PACKET_MS / 1000;

    private static final int HERTZ = 440;
    /** 44 whole periods, five whole packets. */
    private static final int LOOP_SAMPLES = 800;

    private static final int AMPLITUDE = 8_000;
    private static final int MU_LAW_BIAS = 132;

    private final byte[] loop = new byte[LOOP_SAMPLES];

    Tone(boolean aLaw) {
        for (int i = 0; i < LOOP_SAMPLES; i++) {
            int sample = (int) Math.round(AMPLITUDE * Math.sin(2 * Math.PI * HERTZ * i / SAMPLE_RATE));
            loop[i] = (byte) (aLaw ? aLaw(sample) : muLaw(sample));
        }
    }

    /** The samples that packets are ranges of. */
    byte[] samples() {
        return loop;
    }

    /** Where in {@link #samples} a packet begins. */
    static int offset(long packet) {
        return (int) (packet * PACKET_SAMPLES % LOOP_SAMPLES);
    }

    /** Sign, three bits of segment, four of mantissa; even bits inverted, and the sign bit set for what is positive. */
    static int aLaw(int sample) {
        int magnitude = Math.min(sample >= 0 ? sample : -sample - 1, Short.MAX_VALUE) >> 3; // 12 bits
        int segment = Math.max(0, 27 - Integer.numberOfLeadingZeros(magnitude));
        int mantissa = (magnitude >> Math.max(1, segment)) & 0x0F;
        return ((sample >= 0 ? 0x80 : 0) | (segment << 4) | mantissa) ^ 0x55;
    }

    /** Sign, three bits of segment, four of mantissa, all inverted. */
    static int muLaw(int sample) {
        int magnitude = Math.min(Math.abs(sample), Short.MAX_VALUE - MU_LAW_BIAS) + MU_LAW_BIAS;
        int segment = 24 - Integer.numberOfLeadingZeros(magnitude);
        int mantissa = (magnitude >> (segment + 3)) & 0x0F;
        return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | mantissa) & 0xFF;
    }
}
