package io.weir.ingest.camera;

import io.netty.buffer.ByteBuf;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PulledPublication;
import io.weir.ingest.publication.Pulls;
import io.weir.name.StreamName;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A stream's place in the log, which is held whenever it is asked for, and writes down what is done to it. */
final class HeldStream implements Pulls, PulledPublication {
    private final List<String> events;
    volatile boolean held = true;
    volatile PublicationListener listener = new PublicationListener() {
        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {}
    };

    HeldStream(List<String> events) {
        this.events = events;
    }

    @Override
    public CompletableFuture<PulledPublication> pull(StreamName stream, String camera, PublicationListener told) {
        events.add("claimed");
        listener = told;
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public boolean isHeld() {
        return held;
    }

    @Override
    public void write(int type, int timestampMs, ByteBuf body) {
        events.add("written");
    }

    @Override
    public void breakOff(String cause) {
        events.add("broken off: " + cause);
    }

    @Override
    public void timesBroke(String cause) {
        events.add("times broke: " + cause);
    }

    @Override
    public void release(String cause) {
        events.add("released");
    }

    @Override
    public void end(String cause) {
        events.add("ended");
    }

    @Override
    public void close(String cause) {
        events.add("closed");
    }
}
