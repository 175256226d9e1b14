package io.weir.standalone;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A made-up clip as FLV tags: true in its structure, with B-frames and sound; noise within. */
final class MadeClip {
    private static final int FRAMES_PER_SECOND = 25;
    private static final int FRAME_MS = 1000 / FRAMES_PER_SECOND;
    private static final int GOP_FRAMES = FRAMES_PER_SECOND;
    private static final int SAMPLE_RATE = 48_000;
    private static final int SAMPLES_PER_FRAME = 1024;
    private static final byte[] AVC_CONFIGURATION =
            HexFormat.of().parseHex("014d400dffe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8");
    private static final byte[] AAC_CONFIGURATION = {0x11, (byte) 0x90};
    private static final int IDR_SLICE = 0x65;
    private static final int SLICE = 0x41;

    private final Random random;
    private final int earlierMs;

    private MadeClip(long seed, int earlierMs) {
        random = new Random(seed);
        this.earlierMs = earlierMs;
    }

    /** Both configurations at 0, then a keyframe every second, IBBP, and AAC, in the order of their times. */
    static List<FlvTag> tags(long seed, int seconds) {
        return new MadeClip(seed, 0).make(seconds);
    }

    /** The same, shown two frames earlier: half of the composition times are negative. */
    static List<FlvTag> tagsWithNegativeCompositionTimes(long seed, int seconds) {
        return new MadeClip(seed, 2 * FRAME_MS).make(seconds);
    }

    private List<FlvTag> make(int seconds) {
        List<FlvTag> tags = new ArrayList<>();
        tags.add(tag(FlvTag.VIDEO, 0, new byte[] {0x17, 0, 0, 0, 0}, AVC_CONFIGURATION));
        tags.add(tag(FlvTag.AUDIO, 0, new byte[] {(byte) 0xAF, 0}, AAC_CONFIGURATION));
        long sound = 0;
        for (int i = 0; i < seconds * FRAMES_PER_SECOND; i++) {
            int dtsMs = i * FRAME_MS;
            for (; soundMs(sound) <= dtsMs; sound++) {
                tags.add(tag(
                        FlvTag.AUDIO,
                        (int) soundMs(sound),
                        new byte[] {(byte) 0xAF, 1},
                        noise(20 + random.nextInt(300))));
            }
            tags.add(picture(i, dtsMs));
        }
        return tags;
    }

    private FlvTag picture(int number, int dtsMs) {
        boolean keyframe = number % GOP_FRAMES == 0;
        int compositionMs = (number % 3 == 0 ? 3 * FRAME_MS : 0) - earlierMs;
        byte[] nal = noise(keyframe ? 10_000 : 100 + random.nextInt(2_000));
        nal[0] = (byte) (keyframe ? IDR_SLICE : SLICE);
        byte[] head = {
            (byte) (keyframe ? 0x17 : 0x27),
            1,
            (byte) (compositionMs >> 16),
            (byte) (compositionMs >> 8),
            (byte) compositionMs,
            0,
            0,
            (byte) (nal.length >> 8),
            (byte) nal.length
        };
        return tag(FlvTag.VIDEO, dtsMs, head, nal);
    }

    private static long soundMs(long frame) {
        return frame * SAMPLES_PER_FRAME * 1000 / SAMPLE_RATE;
    }

    /** Bytes without zeros, so that they need no escaping. */
    private byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            noise[i] = (byte) (1 + random.nextInt(255));
        }
        return noise;
    }

    private static FlvTag tag(int type, int timestampMs, byte[] head, byte[] rest) {
        ByteBuf body = Unpooled.copiedBuffer(head, rest);
        return new FlvTag(type, timestampMs, body, 0, body.readableBytes());
    }
}
