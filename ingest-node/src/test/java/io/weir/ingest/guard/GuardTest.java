package io.weir.ingest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void refuses_openPort_no() throws IOException {
        GuardPort port = GuardPort.open(LOOPBACK);
        try (GuardProbe probe = new GuardProbe()) {
            for (int i = 0; i < 100; i++) {
                assertThat(probe.refuses(port.address()).join()).isFalse();
            }
        }
    }

    @Test
    void refuses_portThatIsClosed_yes() throws IOException {
        String address;
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            address = GuardAddress.here((InetSocketAddress) socket.getLocalSocketAddress())
                    .toString();
        }
        try (GuardProbe probe = new GuardProbe()) {
            assertThat(probe.refuses(address).join()).isTrue();
        }
    }

    @Test
    void refuses_loopbackOfAnotherMachine_provesNothing() throws IOException {
        String elsewhere;
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            elsewhere = socket.getLocalPort() + "@127.0.0.1@another boot/net:[1]";
        }
        try (GuardProbe probe = new GuardProbe()) {
            assertThat(probe.refuses(elsewhere).join()).isFalse();
            assertThat(probe.refuses(elsewhere.replaceAll("@another.*", "")).join())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "80",
                "80@",
                "x@127.0.0.1",
                "0@127.0.0.1",
                "65536@127.0.0.1",
                "80@host.example",
                "80@999.1.1.1"
            })
    void refuses_noAddress_provesNothing(String guard) {
        try (GuardProbe probe = new GuardProbe()) {
            assertThat(probe.refuses(guard).join()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4711@192.0.2.7", "4711@2001:db8:0:0:0:0:0:1"})
    void parse_addressOfTheNetwork_isKnownEverywhere(String text) {
        GuardAddress address = GuardAddress.parse(text);
        assertThat(address).isNotNull();
        assertThat(address.isKnownHere()).isTrue();
        assertThat(address).hasToString(text);
    }
}
