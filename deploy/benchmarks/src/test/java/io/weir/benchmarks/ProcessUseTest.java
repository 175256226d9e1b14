package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUseTest {
    private static final Path PROC = Path.of("src/test/resources/proc");

    @Test
    void read_oneProcess_userAndSystemTimeAndMemory() throws IOException {
        assertThat(ProcessUse.read(PROC, List.of(4711L))).isEqualTo(new ProcessUse(58_000, 400L << 20, 500L << 20));
    }

    @Test
    void read_commandWithSpacesAndParentheses_countsFieldsBehindIt() throws IOException {
        assertThat(ProcessUse.read(PROC, List.of(4712L))).isEqualTo(new ProcessUse(300, 1 << 20, 2 << 20));
    }

    @Test
    void read_severalProcesses_together() throws IOException {
        assertThat(ProcessUse.read(PROC, List.of(4711L, 4712L)))
                .isEqualTo(new ProcessUse(58_300, 401L << 20, 502L << 20));
    }

    @Test
    void read_processThatIsGone_fails() {
        assertThatThrownBy(() -> ProcessUse.read(PROC, List.of(1L))).isInstanceOf(IOException.class);
    }

    @Test
    void read_statCutShort_fails() {
        assertThatThrownBy(() -> ProcessUse.read(PROC, List.of(4713L)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4713 (cut short)");
    }

    @Test
    void machineBusyMs_leavesOutIdleWaitAndGuest() throws IOException {
        assertThat(ProcessUse.machineBusyMs(PROC)).isEqualTo((1000 + 20 + 300 + 5 + 6 + 7) * 10);
    }

    @Test
    void withDescendants_ofThisProcess_holdsIt() {
        long pid = ProcessHandle.current().pid();

        assertThat(ProcessUse.withDescendants(List.of(pid))).contains(pid);
    }
}
