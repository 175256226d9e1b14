package io.weir.audit;

import org.jspecify.annotations.Nullable;

/** Frames of the log that wait for their segment, first in, first out, and looked at by their place. */
final class FrameQueue {
    private @Nullable LogFrame[] frames = new LogFrame[64];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(LogFrame frame) {
        if (size == frames.length) {
            @Nullable LogFrame[] more = new LogFrame[2 * size];
            System.arraycopy(frames, head, more, 0, size - head);
            System.arraycopy(frames, 0, more, size - head, head);
            frames = more;
            head = 0;
        }
        frames[(head + size) % frames.length] = frame;
        size++;
    }

    /** The frame at a place; 0 is the one that came first. */
    LogFrame get(int index) {
        LogFrame frame = index < 0 || index >= size ? null : frames[(head + index) % frames.length];
        if (frame == null) {
            throw new IndexOutOfBoundsException("frame " + index + " of " + size);
        }
        return frame;
    }

    LogFrame remove() {
        LogFrame frame = get(0);
        frames[head] = null;
        head = (head + 1) % frames.length;
        size--;
        return frame;
    }
}
