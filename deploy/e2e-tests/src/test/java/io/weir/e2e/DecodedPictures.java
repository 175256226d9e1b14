package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What Debian's ffmpeg makes of a file of HEVC in MP4. */
final class DecodedPictures {
    private DecodedPictures() {}

    /** Fails unless ffprobe reads it without a word. */
    static void requireReadable(Path folder, Path file) throws IOException {
        String debug =
                Program.run(folder, "ffprobe", List.of("ffprobe", "-v", "debug", "-show_packets", file.toString()));
        assertThat(debug).contains("[PACKET]", "hevc");
        assertThat(debug.lines())
                .noneMatch(line -> line.matches("(?i).*(corrupt|invalid|error while|missing|non.monoton).*"));
    }

    /**
     * The pictures' hashes, in the order in which they are shown.
     *
     * @param name of the decoding, for its log
     */
    static List<String> hashes(Path folder, String name, Path file) throws IOException {
        String text = Program.run(
                folder,
                "hashes-" + name,
                List.of(
                        "ffmpeg",
                        "-v",
                        "warning",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:v",
                        "-fps_mode",
                        "passthrough",
                        "-f",
                        "framemd5",
                        "-"));
        List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(lines).as("nothing but hashes").allMatch(line -> line.matches("0,.*[0-9a-f]{32}"));
        return lines.stream()
                .map(line -> line.substring(line.lastIndexOf(',') + 1).trim())
                .toList();
    }
}
