package io.weir.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private final InetAddress first = address(1);
    private final InetAddress second = address(2);
    private final ConnectionLimits limits = new ConnectionLimits(3, 2);

    @Test
    void open_pastLimitOfAddress_isRefusedAndOthersAreNot() {
        assertThat(limits.open(first)).isNull();
        assertThat(limits.open(first)).isNull();
        assertThat(limits.open(first))
                .isEqualTo(new ConnectionLimits.Refusal("there are 2 connections from its address already", true));
        assertThat(limits.open(second)).isNull();
        limits.close(first);
        assertThat(limits.open(first)).isNull();
    }

    @Test
    void open_pastLimitInAll_isRefused() {
        limits.open(first);
        limits.open(first);
        limits.open(second);
        assertThat(limits.open(second))
                .isEqualTo(new ConnectionLimits.Refusal("there are 3 connections already", true));
        assertThat(limits.connections()).isEqualTo(3);
    }

    @Test
    void open_refusedAgain_isFirstOnlyAfterThereWasRoom() {
        limits.open(first);
        limits.open(first);
        assertThat(limits.open(first)).matches(refusal -> refusal != null && refusal.first());
        assertThat(limits.open(first)).matches(refusal -> refusal != null && !refusal.first());
        limits.close(first);
        limits.open(first);
        assertThat(limits.open(first)).matches(refusal -> refusal != null && refusal.first());
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
