package io.weir.e2e;

import io.weir.mp4.Mp4Inspector;
import io.weir.mp4.Mp4Report;
import io.weir.ts.TsInspector;
import io.weir.ts.TsReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All that a store has of one stream, by media sequence number. */
final class StoredStream {
    private static final Pattern NAME =
            Pattern.compile("\\d{8}T\\d{9}Z_(\\d+)_(\\d+)(_d)?(?:\\.ts|_i([0-9a-f]{16})\\.m4s)");
    private static final Pattern INIT = Pattern.compile("init_([0-9a-f]{16})\\.mp4");

    private final NavigableMap<Long, String> names = new TreeMap<>();
    private final ByteArrayOutputStream media = new ByteArrayOutputStream();

    private StoredStream() {}

    /**
     * Reads a stream's folder.
     *
     * @throws AssertionError if an object has a strange name, or two have one number
     */
    static StoredStream read(Path folder) throws IOException {
        NavigableMap<String, byte[]> objects = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                objects.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return of(objects);
    }

    /** Takes objects by name, in any order, with their bytes. */
    static StoredStream of(NavigableMap<String, byte[]> objects) {
        StoredStream stored = new StoredStream();
        NavigableMap<Long, byte[]> bodies = new TreeMap<>();
        Map<String, byte[]> inits = new HashMap<>();
        objects.forEach((name, body) -> {
            Matcher init = INIT.matcher(name);
            if (init.matches()) {
                inits.put(init.group(1), body);
            } else {
                stored.note(name);
                bodies.put(msn(name), body);
            }
        });
        String last = null;
        for (Map.Entry<Long, byte[]> body : bodies.entrySet()) {
            Matcher form = form(Objects.requireNonNull(stored.names.get(body.getKey())));
            String init = form.group(4);
            if (init != null && (form.group(3) != null || !init.equals(last))) {
                stored.media.writeBytes(Objects.requireNonNull(inits.get(init), init));
            }
            last = init;
            stored.media.writeBytes(body.getValue());
        }
        return stored;
    }

    private void note(String name) {
        String other = names.put(msn(name), name);
        if (other != null) {
            throw new AssertionError("two objects of one media sequence number: " + other + " and " + name);
        }
    }

    private static long msn(String name) {
        return Long.parseLong(form(name).group(1));
    }

    private static Matcher form(String name) {
        Matcher form = NAME.matcher(name);
        if (!form.matches()) {
            throw new AssertionError("strange object: " + name);
        }
        return form;
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

    /** Its segments' bytes, one after the other; an init segment where it changes, and behind each discontinuity. */
    byte[] media() {
        return media.toByteArray();
    }

    Mp4Report inspectFragments() {
        return Mp4Inspector.inspect(media.toByteArray());
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
