package io.weir.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What is pushed: test pictures and a tone that Debian's ffmpeg encodes into an FLV file. */
enum Clip {
    B_FRAMES(12, 25, true, "-bf 3 -b_strategy 0 -g 50"),
    OPEN_GOP(12, 25, true, "-bf 2 -x264-params open-gop=1:keyint=50:min-keyint=50:scenecut=0"),
    FIVE_FPS(20, 5, true, "-bf 0 -g 10"),
    IRREGULAR_KEYFRAMES(14, 25, true, "-bf 2 -g 250 -force_key_frames 1.2,3,3.4,6.08,9"),
    LONG_GOP(26, 10, true, "-g 120 -sc_threshold 0"),
    VIDEO_ONLY(12, 25, false, "-bf 2 -g 50"),
    AUDIO_ONLY(12, 0, true, ""),
    SECOND_PUSH(8, 25, true, "-bf 2 -g 25 -sc_threshold 0"),
    LONG(50, 25, true, "-bf 2 -g 25 -sc_threshold 0"),
    /** About 1 Mbit/s, as a small camera's main stream. */
    CAMERA(20, 25, true, "-bf 0 -g 50 -sc_threshold 0 -b:v 950k -maxrate 950k -bufsize 950k"),
    LONGER_THAN_THE_WINDOW(90, 25, true, "-bf 2 -g 25 -sc_threshold 0");

    private final int seconds;
    private final int framesPerSecond;
    private final boolean sound;
    /** What ffmpeg is told of the pictures, beside their size. */
    private final String encoding;

    Clip(int seconds, int framesPerSecond, boolean sound, String encoding) {
        this.seconds = seconds;
        this.framesPerSecond = framesPerSecond;
        this.sound = sound;
        this.encoding = encoding;
    }

    /** The file, made anew. */
    Path make(Path folder) throws IOException {
        Path file = folder.resolve(name().toLowerCase(Locale.ROOT) + ".flv");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
        if (framesPerSecond > 0) {
            command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=" + framesPerSecond));
        }
        if (sound) {
            command.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=" + (440 + 10 * seconds)));
        }
        command.addAll(List.of("-t", Integer.toString(seconds)));
        if (framesPerSecond > 0) {
            command.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"));
            command.addAll(List.of(encoding.split(" ")));
        }
        command.addAll(List.of("-c:a", "aac", "-b:a", "64k", file.toString()));
        Program.run(folder, "encode", command);
        if (!Files.isRegularFile(file)) {
            throw new AssertionError("ffmpeg made no " + file);
        }
        return file;
    }

    /** Starts pushing a file as it is, at {@code speed} times real time. */
    static Program push(Path file, int speed, String url) throws IOException {
        return Program.start(
                Objects.requireNonNull(file.getParent()),
                "push",
                List.of(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-readrate",
                        Integer.toString(speed),
                        "-i",
                        file.toString(),
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        url));
    }
}
