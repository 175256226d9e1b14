package io.weir.benchmarks;

import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/**
 * What all streams of a run are: one clip, in memory once.
 *
 * @param tags in the order of a file; their buffers are never released
 * @param bitsPerSecond of the tags' bodies, as it is and not as it was asked for
 * @param description for the report
 */
record TestClip(List<FlvTag> tags, long periodMs, long bitsPerSecond, String description) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int FRAMES_PER_SECOND = 25;
    private static final int GOP_FRAMES = FRAMES_PER_SECOND;
    private static final int SECONDS = 10;
    private static final int AUDIO_BITS_PER_SECOND = 64_000;
    private static final int SAMPLE_RATE = 48_000;
    private static final int DARKEST = 60;
    private static final int DETAIL = 90;
    private static final int GRAIN = 10;
    private static final int BAR = 60;
    private static final int BAR_TOP = 200;
    private static final int BAR_WIDTH = 60;
    private static final int TONE_HZ = 440;
    private static final int NOISE = 4_000;

    /** Encodes ten seconds of a moving picture and a tone: H.264 with a keyframe each second, and AAC. */
    static TestClip encode(int bitsPerSecond) throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(out, WIDTH, HEIGHT, 1)) {
            recorder.setFormat("flv");
            recorder.setOption("flvflags", "no_duration_filesize"); // it cannot go back to write them
            recorder.setVideoCodecName("libopenh264");
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
            recorder.setVideoOption("rc_mode", "bitrate"); // its default minds quality more than the rate
            recorder.setFrameRate(FRAMES_PER_SECOND);
            recorder.setGopSize(GOP_FRAMES);
            recorder.setVideoBitrate(bitsPerSecond - AUDIO_BITS_PER_SECOND);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.setAudioCodec(avcodec.AV_CODEC_ID_AAC);
            recorder.setAudioBitrate(AUDIO_BITS_PER_SECOND);
            recorder.setSampleRate(SAMPLE_RATE);
            recorder.start();
            record(recorder);
            recorder.stop();
        } catch (FrameRecorder.Exception | UnsatisfiedLinkError e) {
            throw new IOException("FFmpeg does not encode the clip here; give one by --clip: " + e.getMessage(), e);
        }
        String description = "%dx%d at %d/s, keyframe every %d frames, H.264 (OpenH264) and AAC"
                .formatted(WIDTH, HEIGHT, FRAMES_PER_SECOND, GOP_FRAMES);
        return of(new ByteArrayInputStream(out.toByteArray()), description);
    }

    /** Reads an FLV file of H.264 and, if there is any sound, AAC. */
    static TestClip read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return of(in, file.getFileName().toString());
        } catch (FlvFormatException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static TestClip of(InputStream in, String description) throws IOException {
        List<FlvTag> tags = FlvLoop.tags(in);
        long periodMs = FlvLoop.of(tags, 0).periodMs();
        long bytes = tags.stream().mapToLong(FlvTag::length).sum();
        FrameMark.requireMarkable(tags);
        return new TestClip(tags, periodMs, bytes * 8 * 1000 / periodMs, description);
    }

    private static void record(FFmpegFrameRecorder recorder) throws FrameRecorder.Exception {
        Random random = new Random(1); // the same picture in each run
        byte[] detail = detail(random);
        int samplesPerFrame = SAMPLE_RATE / FRAMES_PER_SECOND;
        try (Frame picture = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3);
                Frame sound = new Frame()) {
            sound.sampleRate = SAMPLE_RATE;
            sound.audioChannels = 1;
            for (int number = 0; number < SECONDS * FRAMES_PER_SECOND; number++) {
                draw((ByteBuffer) picture.image[0], picture.imageStride, number, detail, random);
                recorder.record(picture);
                sound.samples = new ShortBuffer[] {sound(number * samplesPerFrame, samplesPerFrame, random)};
                recorder.recordSamples(SAMPLE_RATE, 1, sound.samples);
            }
        }
    }

    /** Fine detail that stays, a bar that wanders over it, and grain: keyframes are ten times as large as the others. */
    private static void draw(ByteBuffer bgr, int stride, int number, byte[] detail, Random random) {
        int barFrom = 2 * number % WIDTH;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean bar = y >= BAR_TOP && x >= barFrom && x < barFrom + BAR_WIDTH;
                int light = DARKEST + detail[y / 2 * WIDTH + x / 2] + random.nextInt(GRAIN) + (bar ? BAR : 0);
                int at = y * stride + 3 * x;
                bgr.put(at, (byte) light);
                bgr.put(at + 1, (byte) (light + x / 16));
                bgr.put(at + 2, (byte) (light + y / 8));
            }
        }
    }

    private static byte[] detail(Random random) {
        byte[] detail = new byte[WIDTH * HEIGHT];
        for (int i = 0; i < detail.length; i++) {
            detail[i] = (byte) random.nextInt(DETAIL);
        }
        return detail;
    }

    /** A tone, and noise, which needs its bits. */
    private static ShortBuffer sound(int fromSample, int samples, Random random) {
        ShortBuffer sound = ShortBuffer.allocate(samples);
        for (int i = 0; i < samples; i++) {
            double sine = Math.sin(2 * Math.PI * TONE_HZ * (fromSample + i) / SAMPLE_RATE);
            sound.put((short) (8_000 * sine + random.nextInt(NOISE)));
        }
        return sound.flip();
    }
}
