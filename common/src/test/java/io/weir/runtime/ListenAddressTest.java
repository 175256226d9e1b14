package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.ConfigException;
import io.weir.config.Keys;
import io.weir.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
    private static final ListenAddress RTMP = new ListenAddress(Keys.LISTEN, Keys.RTMP_PORT);
    private static final ListenAddress HTTP = new ListenAddress(Keys.LISTEN, Keys.HTTP_PORT);

    @Test
    void requireFree_freePorts_passesAndLetsGo() {
        Settings settings = Settings.of(Map.of("rtmp.port", "0", "http.port", "0"));

        assertThatCode(() -> ListenAddress.requireFree(settings, List.of(RTMP, HTTP)))
                .doesNotThrowAnyException();
    }

    @Test
    void requireFree_takenPorts_eachToldWithKeyAndVariable() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings =
                    Settings.of(Map.of("rtmp.port", "" + one.getLocalPort(), "http.port", "" + two.getLocalPort()));

            assertThatThrownBy(() -> ListenAddress.requireFree(settings, List.of(RTMP, HTTP)))
                    .isInstanceOfSatisfying(
                            ConfigException.class,
                            e -> assertThat(e.problems())
                                    .containsExactly(
                                            "port " + one.getLocalPort() + " is taken by another program; stop it, or"
                                                    + " choose another port with rtmp.port (WEIR_RTMP_PORT)",
                                            "port " + two.getLocalPort() + " is taken by another program; stop it, or"
                                                    + " choose another port with http.port (WEIR_HTTP_PORT)"));
        }
    }

    @Test
    void requireFree_onePortInTwoKeys_told() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Settings settings = Settings.of(Map.of("rtmp.port", "" + port, "http.port", "" + port));

        assertThatThrownBy(() -> ListenAddress.requireFree(settings, List.of(RTMP, HTTP)))
                .hasMessageContaining("http.port");
    }

    @Test
    void requireFree_addressOfAnotherMachine_namesListen() {
        Settings settings = Settings.of(Map.of("listen", "192.0.2.1"));

        assertThatThrownBy(() -> ListenAddress.requireFree(settings, List.of(RTMP)))
                .hasMessageContaining("192.0.2.1 is no address of this machine")
                .hasMessageContaining("WEIR_LISTEN");
    }

    @Test
    void requireFree_unknownHost_namesListen() {
        Settings settings = Settings.of(Map.of("listen", "no-such-host.invalid"));

        assertThatThrownBy(() -> ListenAddress.requireFree(settings, List.of(RTMP)))
                .hasMessageContaining("no-such-host.invalid is not known");
    }

    @Test
    void problem_deniedPort_saysWhatToDo() {
        assertThat(RTMP.problem(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
                        new IOException("Permission denied")))
                .contains("needs rights", "rtmp.port");
    }
}
