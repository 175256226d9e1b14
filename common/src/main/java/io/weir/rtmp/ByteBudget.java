package io.weir.rtmp;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that many connections may hold together. For any thread. */
public final class ByteBudget {
    private final long maxBytes;
    private final AtomicLong reservedBytes = new AtomicLong();

    public ByteBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes the bytes, or takes nothing and returns false. */
    public boolean tryReserve(int bytes) {
        if (reservedBytes.addAndGet(bytes) > maxBytes) {
            reservedBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    public void release(int bytes) {
        reservedBytes.addAndGet(-bytes);
    }

    public long reservedBytes() {
        return reservedBytes.get();
    }

    public long maxBytes() {
        return maxBytes;
    }
}
