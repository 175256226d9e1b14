package io.weir.ingest.audio;

/** A sine, in 16-bit samples, and how it looks in the codecs of telephony. */
final class Tone {
    /** Half of full scale. */
    static final double AMPLITUDE = 0.5;

    private Tone() {}

    /** Mono. */
    static short[] samples(double hertz, int sampleRate, int count) {
        short[] samples = new short[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (short) Math.round(AMPLITUDE * 32_767 * Math.sin(2 * Math.PI * hertz * i / sampleRate));
        }
        return samples;
    }

    /** A-law (ITU-T G.711 table 1): sign, segment, step; every other bit inverted. */
    static byte[] aLaw(short[] samples) {
        byte[] coded = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            int magnitude = Math.min(samples[i] < 0 ? ~samples[i] : samples[i], 32_767) >> 4;
            int segment = magnitude < 16 ? 0 : 28 - Integer.numberOfLeadingZeros(magnitude);
            int step = segment < 2 ? magnitude & 15 : (magnitude >> (segment - 1)) & 15;
            coded[i] = (byte) (((samples[i] < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55);
        }
        return coded;
    }

    /** Mu-law (ITU-T G.711 table 2): sign, segment, step of the magnitude plus 33; all bits inverted. */
    static byte[] muLaw(short[] samples) {
        byte[] coded = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            int magnitude = Math.min((Math.abs((int) samples[i]) >> 2) + 33, 8_191);
            int segment = 26 - Integer.numberOfLeadingZeros(magnitude);
            int step = (magnitude >> (segment + 1)) & 15;
            coded[i] = (byte) ~((samples[i] < 0 ? 0x80 : 0) | (segment << 4) | step);
        }
        return coded;
    }
}
