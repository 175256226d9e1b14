package io.weir.e2e;

import static org.awaitility.Awaitility.await;

import io.weir.camera.CameraClip;
import io.weir.camera.ScriptedCamera;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a pull costs {@code weir up}: not a check, so it runs only when it is asked for by name. {@code -Dweir.pulls=100} says
 * how many. Reads {@code /proc}.
 */
class PullCostMeasurement {
    private static final int PULLS = Integer.getInteger("weir.pulls", 100);
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(90);
    private static final Duration MEASURED = Duration.ofSeconds(60);
    private static final int TICK_MS = 10;
    private static final Pattern LIVE = Pattern.compile("\"phase\":\"live\"");

    /** What the kernel says of a process. */
    private record Use(long cpuMs, long residentKiB, int threads) {
        static Use of(long pid) throws IOException {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            String status = Files.readString(Path.of("/proc/" + pid + "/status"));
            return new Use(
                    (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MS, number(status, "VmRSS"), (int)
                            number(status, "Threads"));
        }

        private static long number(String status, String name) {
            Matcher line = Pattern.compile(name + ":\\s+(\\d+)").matcher(status);
            if (!line.find()) {
                throw new IllegalStateException("no " + name + " in " + status);
            }
            return Long.parseLong(line.group(1));
        }
    }

    @Test
    void measure() throws Exception {
        Path folder = Places.newFolder("pulls");
        CameraClip clip;
        try (InputStream flv = Files.newInputStream(Clip.CAMERA.make(folder))) {
            clip = CameraClip.read(flv);
        }
        List<ScriptedCamera> cameras = new ArrayList<>();
        try (Weir weir = Weir.in(folder, Map.of("WEIR_CAMERA_LOCAL_ADDRESSES", "true"), "up")
                .start()) {
            for (int i = 0; i < PULLS; i++) {
                cameras.add(ScriptedCamera.start(clip));
            }
            TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
            long pid = weir.program().pid();
            Use idle = Use.of(pid);
            TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
            long idleMs = Use.of(pid).cpuMs() - idle.cpuMs();
            for (int i = 0; i < PULLS; i++) {
                weir.putCamera("cam" + i, cameras.get(i).uri().toString());
            }
            await("all are live")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(() -> LIVE.matcher(weir.cameras()).results().count() == PULLS);
            TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
            Use begin = Use.of(pid);
            TimeUnit.NANOSECONDS.sleep(MEASURED.toNanos());
            Use end = Use.of(pid);
            System.out.printf(
                    "%d pulls: %.1f ms CPU per stream-second, %.2f threads and %.1f MiB resident per pull;"
                            + " without them %d ms CPU a second, %d threads, %d MiB%n",
                    PULLS,
                    (double) (end.cpuMs() - begin.cpuMs()) / MEASURED.toSeconds() / PULLS,
                    (double) (end.threads() - idle.threads()) / PULLS,
                    (end.residentKiB() - idle.residentKiB()) / 1024.0 / PULLS,
                    idleMs / SETTLING.toSeconds(),
                    idle.threads(),
                    idle.residentKiB() / 1024);
        } finally {
            cameras.forEach(ScriptedCamera::close);
        }
    }
}
