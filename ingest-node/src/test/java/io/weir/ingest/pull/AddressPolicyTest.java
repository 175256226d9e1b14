package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true, true",
        "172.16.4.4, true, true",
        "192.168.1.64, true, true",
        "203.0.113.7, true, true",
        "fd00::7, true, true",
        "2001:db8::7, true, true",
        "127.0.0.1, false, true",
        "127.8.8.8, false, true",
        "::1, false, true",
        "::ffff:127.0.0.1, false, true",
        "::7f00:1, false, true",
        "64:ff9b::7f00:1, false, true",
        "64:ff9b::a00:1, true, true",
        "169.254.7.7, false, true",
        "fe80::7, false, true",
        "169.254.169.254, false, false",
        "64:ff9b::a9fe:a9fe, false, false",
        "100.100.100.200, false, false",
        "fd00:ec2::254, false, false",
        "0.0.0.0, false, false",
        "0.1.2.3, false, false",
        "::, false, false",
        "224.0.0.1, false, false",
        "239.255.255.250, false, false",
        "ff02::1, false, false",
        "255.255.255.255, false, false",
        "240.0.0.1, false, false",
    })
    void refusal_ofAnAddress_isByPolicy(String address, boolean standard, boolean local) throws Exception {
        InetAddress parsed = InetAddress.getByName(address);
        assertThat(AddressPolicy.STANDARD.refusal(parsed) == null).isEqualTo(standard);
        assertThat(AddressPolicy.LOCAL_ALLOWED.refusal(parsed) == null).isEqualTo(local);
    }
}
