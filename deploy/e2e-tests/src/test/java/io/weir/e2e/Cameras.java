package io.weir.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cameras that an independent RTSP server plays, and what they counted of their clients. */
final class Cameras implements AutoCloseable {
    private static final Pattern COUNT = Pattern.compile("(?m)^([0-9]+) ([0-9]+)$");

    private final List<Integer> ports;
    private final Program server;

    private Cameras(List<Integer> ports, Program server) {
        this.ports = ports;
        this.server = server;
    }

    static Cameras start(Path folder, int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3", // the one for which Debian's bindings of GStreamer are
                Places.HOME
                        .resolve("deploy/e2e-tests/src/test/python/cameras.py")
                        .toString()));
        while (ports.size() < count) {
            int port = Places.freePort();
            if (!ports.contains(port)) {
                ports.add(port);
                command.add(Integer.toString(port));
            }
        }
        return new Cameras(ports, Program.start(folder, "cameras", command));
    }

    String url(int camera) {
        return "rtsp://127.0.0.1:" + ports.get(camera) + "/cam";
    }

    /** How many have one client now. */
    long taken() throws IOException {
        Map<Integer, Integer> now = new HashMap<>();
        counts().forEach(count -> now.put(count[0], count[1]));
        return now.values().stream().filter(clients -> clients == 1).count();
    }

    /** How many clients have come so far, to all of them. */
    long connections() throws IOException {
        Map<Integer, Integer> before = new HashMap<>();
        long came = 0;
        for (int[] count : counts()) {
            Integer last = before.put(count[0], count[1]);
            came += count[1] > (last == null ? 0 : last) ? 1 : 0;
        }
        return came;
    }

    /** The most clients that one had at a time. */
    int most() throws IOException {
        return counts().stream().mapToInt(count -> count[1]).max().orElse(0);
    }

    /** What the server printed, in order: a camera's port, and its clients from then on. */
    private List<int[]> counts() throws IOException {
        List<int[]> counts = new ArrayList<>();
        for (Matcher line = COUNT.matcher(server.output()); line.find(); ) {
            counts.add(new int[] {Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2))});
        }
        return counts;
    }

    @Override
    public void close() {
        server.close();
    }
}
