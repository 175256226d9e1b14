package io.weir.ingest.publish;

import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.simulation.NumberedMedia;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Who sends numbered frames to a publication: with GOPs of any length, sound or none, and now and then a break. */
final class SimulatedEncoder {
    private static final int FRAME_MS = 200;
    private static final int MAX_BURST = 12;
    private static final byte[][] CONFIGS = {NumberedMedia.AVC, NumberedMedia.AVC_OTHER, NumberedMedia.HEVC};

    private final int push;
    private final Random random;
    private final boolean sound;
    private final int usualGop;
    private final List<Boolean> breaks = new ArrayList<>();
    private byte[] config;
    private int leadingPictures;
    private int gopLeft;
    private boolean begun;
    private boolean breaksNext;
    private int mediaMs;
    private long sinceMs;

    SimulatedEncoder(int push, Random random) {
        this.push = push;
        this.random = random;
        this.sound = random.nextInt(3) == 0;
        this.usualGop = 4 + random.nextInt(3);
        this.config = CONFIGS[random.nextInt(8) == 0 ? 2 : 0];
        this.leadingPictures = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
    }

    /** How many frames were sent: their numbers are less. */
    int sent() {
        return breaks.size();
    }

    /** Of each frame whether media breaks before it without any that is missing. */
    List<Boolean> breaks() {
        return breaks;
    }

    /** What is due is sent; at once, if it was held back. */
    void send(StreamPublisher publication, long nowMs) {
        if (!begun) {
            begun = true;
            sinceMs = nowMs;
            configure(publication);
        }
        for (int i = 0; i < MAX_BURST && sinceMs <= nowMs; i++) {
            sinceMs += FRAME_MS;
            picture(publication);
            if (sound) {
                for (int at = random.nextInt(3); at > 0; at--) {
                    write(publication, false, false, mediaMs - at * 20);
                }
            }
            mediaMs += FRAME_MS;
        }
    }

    private void picture(StreamPublisher publication) {
        if (leadingPictures > 0) {
            leadingPictures--;
            write(publication, true, false, mediaMs);
            return;
        }
        boolean keyframe = gopLeft == 0;
        if (keyframe) {
            gopLeft = random.nextInt(10) == 0 ? 12 + random.nextInt(12) : usualGop;
            befall(publication);
        }
        gopLeft--;
        write(publication, true, keyframe, mediaMs);
    }

    private void befall(StreamPublisher publication) {
        if (breaks.isEmpty()) {
            return;
        }
        switch (random.nextInt(60)) {
            case 0, 1 -> {
                byte[] other = CONFIGS[random.nextInt(CONFIGS.length)];
                breaksNext |= other != config;
                config = other;
                configure(publication);
            }
            case 2 -> {
                mediaMs += 15_000 + random.nextInt(10_000);
                breaksNext = true;
            }
            case 3 -> {
                publication.breakOff("the simulation breaks off");
                breaksNext = true;
                configure(publication);
            }
            default -> {}
        }
    }

    private void configure(StreamPublisher publication) {
        publication.write(FlvTag.VIDEO, mediaMs, Unpooled.wrappedBuffer(config));
        if (sound) {
            publication.write(FlvTag.AUDIO, mediaMs, Unpooled.wrappedBuffer(NumberedMedia.AAC));
        }
    }

    private void write(StreamPublisher publication, boolean video, boolean keyframe, int atMs) {
        int number = breaks.size();
        breaks.add(breaksNext);
        breaksNext = false;
        int filler = 10 + random.nextInt(60);
        byte[] body = video
                ? NumberedMedia.picture(config, keyframe, push, number, filler)
                : NumberedMedia.sound(push, number, filler);
        publication.write(NumberedMedia.type(video), atMs, Unpooled.wrappedBuffer(body));
    }
}
