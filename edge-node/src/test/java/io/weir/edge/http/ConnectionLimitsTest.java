package io.weir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,      192.0.2.1,      true",
        "192.0.2.1,      192.0.2.2,      false",
        "2001:db8::1,    2001:db8::ffff, true",
        "2001:db8::1,    2001:db8:0:0:ffff::1, true",
        "2001:db8::1,    2001:db8:0:1::1, false",
    })
    void network_addresses_countAsOneWhereOnePartyHasThem(String one, String other, boolean same) {
        assertThat(ConnectionLimits.network(address(one)).equals(ConnectionLimits.network(address(other))))
                .isEqualTo(same);
    }

    private static SocketAddress address(String host) {
        return new InetSocketAddress(host, 40_000);
    }
}
