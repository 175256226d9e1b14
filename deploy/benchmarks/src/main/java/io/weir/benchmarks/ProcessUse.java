package io.weir.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What processes have used of the machine, together, as Linux counts it (proc(5)).
 *
 * @param cpuMs user and system time since they started, ms; the kernel counts in steps of 10
 * @param residentBytes now; pages that processes share count in each
 * @param peakResidentBytes the sum of their peaks
 */
record ProcessUse(long cpuMs, long residentBytes, long peakResidentBytes) {
    /** USER_HZ is 100 on every architecture that Weir runs on. */
    private static final long MS_PER_TICK = 10;

    /** Field 14 (utime), counted from what follows the command's closing parenthesis, which is field 3. */
    private static final int USER_TICKS = 14 - 3;

    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int GUEST = 9;

    /** These processes and all that they have started. */
    static Set<Long> withDescendants(Collection<Long> pids) {
        Set<Long> all = new TreeSet<>(pids);
        for (long pid : pids) {
            ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .filter(ProcessHandle::isAlive)
                    .forEach(descendant -> all.add(descendant.pid()));
        }
        return all;
    }

    /**
     * Reads the use of these processes, without their descendants.
     *
     * @param proc {@code /proc}
     * @throws IOException if one of them is no more
     */
    static ProcessUse read(Path proc, Collection<Long> pids) throws IOException {
        long cpuMs = 0;
        long residentBytes = 0;
        long peakResidentBytes = 0;
        for (long pid : pids) {
            Path folder = proc.resolve(Long.toString(pid));
            cpuMs += cpuMs(Files.readString(folder.resolve("stat")));
            String status = Files.readString(folder.resolve("status"));
            residentBytes += kibibytes(status, "VmRSS:") * 1024;
            peakResidentBytes += kibibytes(status, "VmHWM:") * 1024;
        }
        return new ProcessUse(cpuMs, residentBytes, peakResidentBytes);
    }

    /** What all processors together were busy since the machine started, ms. */
    static long machineBusyMs(Path proc) throws IOException {
        String line = Files.readString(proc.resolve("stat")).lines().findFirst().orElse("");
        String[] fields = line.strip().split("\\s+", -1);
        if (!fields[0].equals("cpu") || fields.length < GUEST) {
            throw new IOException("/proc/stat begins with: " + line);
        }
        long ticks = 0;
        for (int i = 1; i < GUEST; i++) { // guest time is in user time already
            if (i != IDLE && i != IO_WAIT) {
                ticks += Long.parseLong(fields[i]);
            }
        }
        return ticks * MS_PER_TICK;
    }

    /** A command may hold spaces and parentheses; what follows the last one is numbers. */
    private static long cpuMs(String stat) throws IOException {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= USER_TICKS + 1) {
            throw new IOException("/proc/<pid>/stat is: " + stat);
        }
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) * MS_PER_TICK;
    }

    private static long kibibytes(String status, String name) throws IOException {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/<pid>/status has no " + name));
    }
}
