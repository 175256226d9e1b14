package io.weir.camera;

import java.util.ArrayList;
import java.util.List;

/** What a camera has seen of its clients. Thread-safe. */
final class CameraCounts {
    private static final int MAX_REQUESTS = 100_000;

    private final List<String> requests = new ArrayList<>();
    private int open;
    private int maxOpen;
    private int total;
    private int playing;
    private int maxPlaying;

    synchronized void opened() {
        open++;
        total++;
        maxOpen = Math.max(maxOpen, open);
    }

    synchronized void closed() {
        open--;
    }

    synchronized void played() {
        playing++;
        maxPlaying = Math.max(maxPlaying, playing);
    }

    synchronized void stopped() {
        playing--;
    }

    synchronized void requested(String method) {
        if (requests.size() < MAX_REQUESTS) {
            requests.add(method);
        }
    }

    synchronized int open() {
        return open;
    }

    synchronized int maxOpen() {
        return maxOpen;
    }

    synchronized int total() {
        return total;
    }

    synchronized int playing() {
        return playing;
    }

    synchronized int maxPlaying() {
        return maxPlaying;
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }
}
