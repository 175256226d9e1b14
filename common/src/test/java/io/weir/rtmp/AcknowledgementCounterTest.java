package io.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcknowledgementCounterTest {
    @Test
    void received_belowWindow_isNothingDue() {
        AcknowledgementCounter counter = new AcknowledgementCounter(100, 0);
        assertThat(counter.received(99)).isNull();
        assertThat(counter.received(1)).isEqualTo(new RtmpMessage.Acknowledgement(100));
        assertThat(counter.received(99)).isNull();
    }

    @Test
    void received_past32Bits_wraps() {
        AcknowledgementCounter counter = new AcknowledgementCounter(10, 0xFFFFFFF0L);
        assertThat(counter.received(15)).isEqualTo(new RtmpMessage.Acknowledgement(0xFFFFFFFFL));
        assertThat(counter.received(11)).isEqualTo(new RtmpMessage.Acknowledgement(10));
    }

    @Test
    void windowBytes_zero_isIgnored() {
        AcknowledgementCounter counter = new AcknowledgementCounter(100, 0);
        counter.windowBytes(0);
        assertThat(counter.received(50)).isNull();
        counter.windowBytes(50);
        assertThat(counter.received(1)).isEqualTo(new RtmpMessage.Acknowledgement(51));
    }
}
