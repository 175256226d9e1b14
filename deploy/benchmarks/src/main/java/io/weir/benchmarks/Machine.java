package io.weir.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where it was measured.
 *
 * @param loadAverage of the last minute, before anything was started
 */
record Machine(
        String processor,
        int processors,
        long memoryBytes,
        String system,
        String jvm,
        double loadAverage,
        String startedAt) {

    /** This machine, now. */
    static Machine read() throws IOException {
        Path proc = Path.of("/proc");
        return new Machine(
                value(Files.readString(proc.resolve("cpuinfo")), "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(value(Files.readString(proc.resolve("meminfo")), "MemTotal")
                                .replace("kB", "")
                                .strip())
                        * 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                Double.parseDouble(Files.readString(proc.resolve("loadavg")).split(" ", 2)[0]),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** What stands behind the first {@code name :} of a file of /proc. */
    static String value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }
}
