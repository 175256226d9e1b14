package io.weir.ts;

/** A packet identifier and its continuity counter (ISO/IEC 13818-1 section 2.4.3.3). */
final class PidCounter {
    final int pid;
    private int next;

    PidCounter(int pid, int next) {
        this.pid = pid;
        this.next = next;
    }

    /** The counter of a packet with payload. */
    int take() {
        int counter = next;
        next = (next + 1) & 0xF;
        return counter;
    }

    /** The counter of a packet without payload: that of the packet before. */
    int repeat() {
        return (next - 1) & 0xF;
    }

    int next() {
        return next;
    }
}
