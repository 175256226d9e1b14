package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnAddressTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, [::1]", "192.0.2.7, 192.0.2.7"})
    void forUrls_oneAddress_isItself(String listen, String host) {
        assertThat(OwnAddress.forUrls(listen)).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "::"})
    void forUrls_allAddresses_oneThatCanBeTyped(String listen) {
        assertThat(OwnAddress.forUrls(listen)).doesNotContain("%").isNotIn("0.0.0.0", "[::]", "::");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.1", "::, 127.0.0.1", "::1, [::1]", "192.0.2.7, 192.0.2.7"})
    void forThisMachine_address_oneThatAnswersHere(String listen, String host) {
        assertThat(OwnAddress.forThisMachine(listen)).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,true", "::1,true", "127.8.8.8,true", "0.0.0.0,false", "::,false", "192.0.2.7,false"})
    void isLoopback_address_onlyThisMachine(String listen, boolean loopback) {
        assertThat(OwnAddress.isLoopback(listen)).isEqualTo(loopback);
    }

    @Test
    void isLoopback_unknownName_countsAsOpen() {
        assertThat(OwnAddress.isLoopback("no-such-host.invalid")).isFalse();
    }
}
