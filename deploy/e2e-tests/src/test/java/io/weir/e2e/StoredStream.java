package io.weir.e2e;

import io.weir.ts.TsInspector;
import io.weir.ts.TsReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All that a store has of one stream, by media sequence number. */
final class StoredStream {
    private static final Pattern NAME = Pattern.compile("\\d{8}T\\d{9}Z_(\\d+)_(\\d+)(_d)?\\.ts");

    private final NavigableMap<Long, String> names = new TreeMap<>();
    private final ByteArrayOutputStream media = new ByteArrayOutputStream();

    private StoredStream() {}

    /**
     * Reads a stream's folder.
     *
     * @throws AssertionError if an object has a strange name, or two have one number
     */
    static StoredStream read(Path folder) throws IOException {
        NavigableMap<Long, Path> files = new TreeMap<>();
        StoredStream stored = new StoredStream();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                stored.note(file.getFileName().toString());
                files.put(msn(file.getFileName().toString()), file);
            }
        }
        for (Path file : files.values()) {
            stored.media.writeBytes(Files.readAllBytes(file));
        }
        return stored;
    }

    /** Takes objects by name, in any order, with their bytes. */
    static StoredStream of(NavigableMap<String, byte[]> objects) {
        StoredStream stored = new StoredStream();
        NavigableMap<Long, byte[]> bodies = new TreeMap<>();
        objects.forEach((name, body) -> {
            stored.note(name);
            bodies.put(msn(name), body);
        });
        bodies.values().forEach(stored.media::writeBytes);
        return stored;
    }

    private void note(String name) {
        String other = names.put(msn(name), name);
        if (other != null) {
            throw new AssertionError("two objects of one media sequence number: " + other + " and " + name);
        }
    }

    private static long msn(String name) {
        Matcher form = NAME.matcher(name);
        if (!form.matches()) {
            throw new AssertionError("strange object: " + name);
        }
        return Long.parseLong(form.group(1));
    }

    /** The names of its objects, in order. */
    List<String> names() {
        return new ArrayList<>(names.values());
    }

    /** Fails unless no number is left out. */
    void requireWhole() {
        if (!names.isEmpty() && names.lastKey() - names.firstKey() + 1 != names.size()) {
            throw new AssertionError("media sequence numbers are missing: " + names.values());
        }
    }

    /** Its objects' bytes, one after the other. */
    byte[] media() {
        return media.toByteArray();
    }

    TsReport inspect() {
        return TsInspector.inspect(media.toByteArray());
    }

    /** What ffprobe complains about when it reads the objects one after the other. */
    List<String> continuityErrors(Path workFolder) throws IOException {
        Path file = workFolder.resolve("stored.ts");
        Files.write(file, media.toByteArray());
        String output =
                Program.run(workFolder, "ffprobe", List.of("ffprobe", "-v", "debug", "-show_packets", file.toString()));
        if (!output.contains("[PACKET]")) {
            throw new AssertionError("ffprobe found no packets:\n" + output);
        }
        return output.lines()
                .filter(line -> line.contains("Continuity check failed") || line.contains("Packet corrupt"))
                .toList();
    }
}
