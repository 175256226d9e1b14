package io.weir.track;

import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.ts.MediaHashes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Made-up pictures and sound: right in their structure, noise within. */
public final class TestMedia {
    public static final AvcDecoderConfiguration AVC = AvcDecoderConfiguration.parse(HexFormat.of()
            .parseHex("014d400dffe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8"));

    /** 322x182, by libx265. */
    public static final HevcDecoderConfiguration HEVC = HevcDecoderConfiguration.parse(HexFormat.of()
            .parseHex("0101600000009000000000003cf000fcfdf8f800000f03"
                    + "a00001001840010c01ffff01600000030090000003000003003c959409"
                    + "a10001002c42010101600000030090000003000003003ca00a880c1c44d965654a4c2f016808000003000800000300c840"
                    + "a2000100064401c073c189"));

    public static final AudioSpecificConfig AAC_48K = AudioSpecificConfig.parse(new byte[] {0x11, (byte) 0x90});
    public static final AudioSpecificConfig AAC_44K = AudioSpecificConfig.parse(new byte[] {0x12, 0x10});
    public static final AudioSpecificConfig AAC_8K = AudioSpecificConfig.parse(new byte[] {0x15, (byte) 0x88});

    public static final int IDR = 5;
    public static final int SLICE = 1;
    public static final int SEI = 6;
    public static final int SPS = 7;
    public static final int PPS = 8;
    public static final int DELIMITER = 9;
    public static final int FILLER = 12;

    private final Random random;

    public TestMedia(long seed) {
        random = new Random(seed);
    }

    /** A NAL unit that needs no escaping. */
    public byte[] nal(int type, int bytes) {
        byte[] nal = noise(bytes);
        nal[0] = (byte) (0x60 | type);
        return nal;
    }

    /** Likewise of HEVC. */
    public byte[] hevcNal(int type, int bytes) {
        byte[] nal = noise(bytes);
        nal[0] = (byte) (type << 1);
        nal[1] = 1;
        return nal;
    }

    public byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            noise[i] = (byte) (1 + random.nextInt(255));
        }
        return noise;
    }

    public static Sample video(boolean keyframe, long dtsMs, int compositionMs, byte[]... nals) {
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
        return new Sample(true, keyframe, dtsMs, compositionMs, data, 3, bytes);
    }

    public Sample picture(boolean keyframe, long dtsMs, int compositionMs, int bytes) {
        return video(keyframe, dtsMs, compositionMs, nal(keyframe ? IDR : SLICE, bytes));
    }

    public Sample sound(long dtsMs, int bytes) {
        return new Sample(false, false, dtsMs, 0, noise(bytes), 0, bytes);
    }

    /** Pictures of an IBBP pattern (composition times never below zero) and sound, merged by time. */
    public List<Sample> stream(long fromMs, int seconds, int framesPerSecond, int sampleRate) {
        List<Sample> samples = new ArrayList<>();
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

    public static List<String> vclHashes(List<Sample> samples) {
        List<String> hashes = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.video()) {
                hashes.addAll(MediaHashes.vclOfAvcc(sample.data(), sample.offset(), sample.length(), 4));
            }
        }
        return hashes;
    }

    public static List<String> audioHashes(List<Sample> samples) {
        return samples.stream()
                .filter(sample -> !sample.video())
                .map(sample -> MediaHashes.hash(sample.data(), sample.offset(), sample.length()))
                .toList();
    }
}
