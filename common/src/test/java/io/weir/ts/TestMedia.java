package io.weir.ts;

import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Made-up pictures and sound: right in their structure, noise within. */
final class TestMedia {
    static final AvcDecoderConfiguration AVC = AvcDecoderConfiguration.parse(HexFormat.of()
            .parseHex("014d400dffe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8"));

    static final AudioSpecificConfig AAC_48K = AudioSpecificConfig.parse(new byte[] {0x11, (byte) 0x90});
    static final AudioSpecificConfig AAC_44K = AudioSpecificConfig.parse(new byte[] {0x12, 0x10});
    static final AudioSpecificConfig AAC_8K = AudioSpecificConfig.parse(new byte[] {0x15, (byte) 0x88});

    static final int IDR = 5;
    static final int SLICE = 1;
    static final int SEI = 6;
    static final int SPS = 7;
    static final int PPS = 8;
    static final int DELIMITER = 9;
    static final int FILLER = 12;

    private final Random random;

    TestMedia(long seed) {
        random = new Random(seed);
    }

    /** A NAL unit that needs no escaping. */
    byte[] nal(int type, int bytes) {
        byte[] nal = noise(bytes);
        nal[0] = (byte) (0x60 | type);
        return nal;
    }

    byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            noise[i] = (byte) (1 + random.nextInt(255));
        }
        return noise;
    }

    static TsSample video(boolean keyframe, long dtsMs, int compositionMs, byte[]... nals) {
        int bytes = 0;
        for (byte[] nal : nals) {
            bytes += 4 + nal.length;
        }
        // Stands off the array's start and end, as a tag's body does in its record.
        byte[] data = new byte[3 + bytes + 2];
        int at = 3;
        for (byte[] nal : nals) {
            data[at] = (byte) (nal.length >> 24);
            data[at + 1] = (byte) (nal.length >> 16);
            data[at + 2] = (byte) (nal.length >> 8);
            data[at + 3] = (byte) nal.length;
            System.arraycopy(nal, 0, data, at + 4, nal.length);
            at += 4 + nal.length;
        }
        return new TsSample(true, keyframe, dtsMs, compositionMs, data, 3, bytes);
    }

    TsSample picture(boolean keyframe, long dtsMs, int compositionMs, int bytes) {
        return video(keyframe, dtsMs, compositionMs, nal(keyframe ? IDR : SLICE, bytes));
    }

    TsSample sound(long dtsMs, int bytes) {
        return new TsSample(false, false, dtsMs, 0, noise(bytes), 0, bytes);
    }

    /** Pictures of an IBBP pattern (composition times never below zero) and sound, merged by time. */
    List<TsSample> stream(long fromMs, int seconds, int framesPerSecond, int sampleRate) {
        List<TsSample> samples = new ArrayList<>();
        int frames = seconds * framesPerSecond;
        long sound = 0;
        for (int i = 0; i < frames; i++) {
            long dtsMs = fromMs + i * 1000L / framesPerSecond;
            while (sampleRate > 0 && fromMs + sound * 1_024_000 / sampleRate <= dtsMs) {
                samples.add(sound(fromMs + sound++ * 1_024_000 / sampleRate, 20 + random.nextInt(400)));
            }
            boolean keyframe = i % (2 * framesPerSecond) == 0;
            int reorder = i % 3 == 0 ? 3 : 0;
            samples.add(picture(
                    keyframe, dtsMs, reorder * 1000 / framesPerSecond, keyframe ? 20_000 : 1 + random.nextInt(3_000)));
        }
        return samples;
    }

    static List<String> vclHashes(List<TsSample> samples) {
        List<String> hashes = new ArrayList<>();
        for (TsSample sample : samples) {
            if (sample.video()) {
                hashes.addAll(MediaHashes.vclOfAvcc(sample.data(), sample.offset(), sample.length(), 4));
            }
        }
        return hashes;
    }

    static List<String> audioHashes(List<TsSample> samples) {
        return samples.stream()
                .filter(sample -> !sample.video())
                .map(sample -> MediaHashes.hash(sample.data(), sample.offset(), sample.length()))
                .toList();
    }
}
