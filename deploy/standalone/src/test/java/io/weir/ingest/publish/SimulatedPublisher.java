package io.weir.ingest.publish;

import io.weir.cut.LogScript;
import io.weir.ingest.publication.PublicationListener;
import io.weir.log.PinnedSettings;
import io.weir.name.StreamName;
import io.weir.simulation.Befallen;
import io.weir.simulation.NumberedMedia.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An ingest node with one publication of the production code, its encoder, and a log that fails. */
public final class SimulatedPublisher implements PublicationListener, StreamPublisher.Keeper {
    private static final int LINGER_MS = 4_000;
    private static final int MAX_SKEW_MS = 3_000;

    /** Some nodes have so little room that they drop media when the log is away. */
    private static final int LITTLE_ROOM_BYTES = 4_000;

    private final int index;
    private final Random random;
    private final Befallen befallen;
    private final ManualLoop loop = new ManualLoop();
    private final SimulatedLog.Access access;
    private final PublishedEntries entries;
    private final NodeBuffer buffer;
    private final StreamPublisher publication;
    private final SimulatedEncoder encoder;
    private final List<Found> acknowledged = new ArrayList<>();
    private final boolean slow;
    private long lastTurnMs;
    private long frozenUntilMs;
    private int opened;
    private boolean writable = true;
    private boolean leaving;
    private boolean over;
    private boolean dead;
    private boolean dropped;
    private @Nullable String endedBecause;

    /**
     * A publication that claims the stream.
     *
     * @param index of it, in the order in which they come
     * @param nowMs of the simulation
     */
    public SimulatedPublisher(
            int index,
            StreamName stream,
            SimulatedLog log,
            PinnedSettings settings,
            long nowMs,
            Random random,
            Befallen befallen) {
        this.index = index;
        this.random = random;
        this.befallen = befallen;
        this.lastTurnMs = nowMs;
        this.slow = random.nextInt(5) == 0;
        this.access = log.new Access(index);
        this.entries = new PublishedEntries(access);
        this.encoder = new SimulatedEncoder(index, random);
        long room = random.nextInt(4) == 0 ? LITTLE_ROOM_BYTES : Long.MAX_VALUE;
        this.buffer = new NodeBuffer(room, Long.MAX_VALUE);
        long wallMs = LogScript.WALL_MS + nowMs + random.nextInt(MAX_SKEW_MS);
        PublishingNode node = new PublishingNode(
                "node" + index,
                settings,
                LINGER_MS,
                buffer,
                loop,
                hold -> CompletableFuture.completedFuture(false),
                () -> index,
                () -> wallMs + loop.nowMs(),
                () -> loop.nowMs() * 1_000_000);
        this.publication = new StreamPublisher(stream, "peer", null, null, node, entries, this, this);
        CompletableFuture<StreamPublisher> unused = publication.open();
    }

    /** What happens by a time: in the log, in the node and at the encoder. */
    public void turn(long nowMs) {
        for (int i = random.nextInt(8); i > 0; i--) {
            access.step();
        }
        if (dead) {
            return;
        }
        loop.advance(nowMs - lastTurnMs);
        lastTurnMs = nowMs;
        if (nowMs < frozenUntilMs) {
            return;
        }
        for (int i = 1 + random.nextInt(slow ? 2 : 8); i > 0; i--) {
            runOne();
        }
        if (random.nextInt(4) > 0) {
            publication.onTimer();
            noteDrops();
        }
        if (opened > 0 && writable && !leaving && !over) {
            encoder.send(publication, loop.nowMs());
        }
    }

    private void runOne() {
        long heldBytes = buffer.heldBytes();
        boolean unused = loop.runOne();
        noteDrops();
        long releasedBytes = heldBytes - buffer.heldBytes();
        // What is let go of on leaving, or because it is dropped, is not acknowledged.
        if (releasedBytes > 0 && !over && !dropped) {
            acknowledged.addAll(entries.released(releasedBytes));
        }
    }

    private void noteDrops() {
        if (buffer.droppedTags() > 0 && !dropped && !over) {
            dropped = true;
            befallen.note("publisher dropped media");
        }
    }

    /** The process is killed; what it has sent may still land. */
    public void kill() {
        befallen.note("publisher killed");
        dead = true;
        access.die();
    }

    /** The process stands still for a while. */
    public void freeze(long untilMs) {
        befallen.note("publisher frozen");
        frozenUntilMs = untilMs;
    }

    /** The log is out of its reach, or is again. */
    public void cutOff(boolean off) {
        if (off) {
            befallen.note("publisher cut off");
        }
        access.cut = off;
    }

    /** The encoder leaves; it may come back for a while, as another publication. */
    public void leave() {
        befallen.note("publisher left");
        leaving = true;
        publication.close("the encoder left");
    }

    /** The publication ends. */
    public void end() {
        befallen.note("publisher ended");
        leaving = true;
        publication.end("the encoder said so");
    }

    /** What was given up and may land has landed. */
    public void landLate() {
        access.landLate();
    }

    public int index() {
        return index;
    }

    public boolean isDead() {
        return dead;
    }

    /** Whether it still has the stream, or claims it. */
    public boolean lives() {
        return !dead && !over;
    }

    /** Whether it takes media. */
    public boolean isLive() {
        return lives() && opened > 0 && !leaving;
    }

    /** How often its claim came to stand. */
    public int opened() {
        return opened;
    }

    /** Why it was ended without its encoder's doing; null if it was not. */
    public @Nullable String endedBecause() {
        return endedBecause;
    }

    /** How many frames its encoder sent: their numbers are less. */
    public int sent() {
        return encoder.sent();
    }

    /** Of each frame whether media breaks before it, though none is missing. */
    public List<Boolean> breaks() {
        return encoder.breaks();
    }

    /** The frames that it let go of because they were acknowledged. */
    public List<Found> acknowledged() {
        return acknowledged;
    }

    @Override
    public void onWritabilityChanged(boolean now) {
        writable = now;
    }

    @Override
    public void onEnded(String cause) {
        endedBecause = cause;
    }

    @Override
    public void onOpened(StreamPublisher publisher, long epoch) {
        opened++;
    }

    @Override
    public void onClosed(StreamPublisher publisher, long epoch) {
        over = true;
    }
}
