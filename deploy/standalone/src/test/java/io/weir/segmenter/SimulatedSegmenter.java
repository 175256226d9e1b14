package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.SegmentCutter;
import io.weir.index.Accepted;
import io.weir.index.reader.IndexReader;
import io.weir.index.reader.MemoryIndex;
import io.weir.ingest.publish.SimulatedLog;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.simulation.Befallen;
import io.weir.simulation.SimulatedIndex;
import io.weir.simulation.SimulatedTime;
import io.weir.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A segmenter node that believes it owns the stream, from one start to the next kill and so on. */
public final class SimulatedSegmenter {
    private static final String TOPIC = "topic";

    private final StreamName name;
    private final SimulatedTime time;
    private final SimulatedLog log;
    private final ObjectStore store;
    private final SimulatedIndex index;
    private final Random random;
    private final Befallen befallen;
    private @Nullable Life life;
    /** What befell where retention took what the store had not. */
    public static final String LOST = "lost before it was stored";

    private long frozenUntilMs;

    /** A node that starts after a while. */
    public SimulatedSegmenter(
            StreamName name,
            SimulatedTime time,
            SimulatedLog log,
            ObjectStore store,
            SimulatedIndex index,
            Random random,
            Befallen befallen) {
        this.name = name;
        this.time = time;
        this.log = log;
        this.store = store;
        this.index = index;
        this.random = random;
        this.befallen = befallen;
        startAfter(random.nextInt(5_000));
    }

    private void startAfter(long ms) {
        time.after(ms, () -> life = new Life());
    }

    /** The process is killed, and started again after a while. */
    public void kill() {
        if (life != null) {
            befallen.note("segmenter killed");
            if (life.appends > 0) {
                befallen.note("segmenter killed with an append on its way");
            }
            if (life.stream != null && life.stream.hasPending()) {
                befallen.note("segmenter killed with a cut on its way");
            }
            life.dead = true;
            life = null;
            startAfter(random.nextInt(4_000));
        }
    }

    /** The process stands still for a while. */
    public void freeze(long untilMs) {
        befallen.note("segmenter frozen");
        frozenUntilMs = untilMs;
    }

    /** It goes on. */
    public void thaw() {
        frozenUntilMs = 0;
    }

    /** Whether it has nothing more to do for the stream. */
    public boolean hasFinished() {
        return life != null && life.finished;
    }

    /** What it has read last of the index; null if it is dead or has read nothing. */
    public @Nullable Accepted latest() {
        return life == null ? null : life.reader.latest(name);
    }

    /** One process. */
    private final class Life implements IndexReader.Listener, IndexWriter {
        private final MemoryIndex.Reader reader;
        private final PutSlots slots = new PutSlots();
        private @Nullable OwnedStream stream;
        private @Nullable Seat seat;
        private boolean dead;
        private boolean finished;
        private int appends;
        private long position;
        private long lastAppendMs;

        Life() {
            reader = index.reader(this);
            take();
            again(120, this::poll);
            again(80, reader::readOne);
        }

        /** Begins to cut the stream, as a node does that has read the index to its end. */
        private void take() {
            reader.readAll();
            finished = false;
            seat = new Seat(this);
            LogRange range = new LogRange(TOPIC, log.begin(), log.end());
            stream = new OwnedStream(name, range, reader.latest(name), store, this, this::remake, seat, slots);
            stream.start(reader.isRefusedLast(name));
            seat.begun = true;
        }

        private void letGo() {
            if (stream != null) {
                stream.close();
            }
            stream = null;
            seat = null;
        }

        /** Makes an entry anew of what the log holds, now and then in vain. */
        private CompletableFuture<Cut> remake(StreamName stream, String topicId, CutState checkpoint) {
            CompletableFuture<Cut> made = new CompletableFuture<>();
            boolean fails = random.nextInt(20) == 0;
            time.after(1 + random.nextInt(200), () -> {
                long offset = checkpoint.mark().offset();
                List<Cut> cuts = new ArrayList<>();
                SegmentCutter cutter = new SegmentCutter(checkpoint, cuts::add);
                for (long at = offset; at >= log.begin() && at < log.end() && cuts.isEmpty() && !fails; at++) {
                    SimulatedLog.Landed next = log.landed().get((int) at);
                    cutter.accept(new LogRecord(at, next.key(), next.value()));
                }
                if (!cuts.isEmpty()) {
                    befallen.note("entry made anew");
                    made.complete(cuts.get(0));
                } else if (offset < log.begin()) {
                    befallen.note(LOST);
                    made.completeExceptionally(new Remaker.LostException("offset " + offset + " has expired"));
                } else {
                    made.completeExceptionally(new IllegalStateException("the log cannot be read"));
                }
            });
            return made;
        }

        private void again(int ms, Runnable task) {
            executeAfter(1 + random.nextInt(2 * ms), () -> {
                task.run();
                again(ms, task);
            });
        }

        private void poll() {
            if (stream == null) {
                Accepted latest = reader.latest(name);
                boolean current = latest != null
                        && (!latest.record().ended() || (latest.record().unstored() != null && !finished));
                if (current || position < log.end() || reader.isRefusedLast(name)) {
                    take();
                }
                return;
            }
            for (int left = random.nextInt(40); left > 0 && stream.isReady() && position < log.end(); left--) {
                if (position < log.begin()) {
                    befallen.note("segmenter out of the log's range");
                    letGo();
                    return;
                }
                SimulatedLog.Landed next = log.landed().get((int) position);
                stream.accept(new LogRecord(position, next.key(), next.value()));
                position++;
            }
            if (stream.isFinished() && position >= log.end()) {
                befallen.note("segmenter finished the stream");
                finished = true;
                letGo();
            }
        }

        void executeAfter(long delayMs, Runnable task) {
            time.after(delayMs, () -> {
                if (dead) {
                    return;
                }
                if (frozenUntilMs > time.nowMs()) {
                    executeAfter(frozenUntilMs - time.nowMs(), task);
                } else {
                    task.run();
                }
            });
        }

        @Override
        public void accepted(StreamName stream, Accepted latest) {
            inSeat(owned -> owned.onAccepted(latest));
        }

        @Override
        public void refused(StreamName stream) {
            befallen.note("index record refused");
            inSeat(OwnedStream::onRefused);
        }

        private void inSeat(java.util.function.Consumer<OwnedStream> task) {
            if (seat != null) {
                seat.execute(() -> {
                    if (stream != null) {
                        task.accept(stream);
                    }
                });
            }
        }

        @Override
        public CompletableFuture<Void> append(StreamName stream, byte[] value) {
            Accepted latest = reader.latest(stream);
            if (latest != null && latest.hash().equals(Accepted.hash(value))) {
                befallen.note("latest record repeated");
            }
            appends++;
            CompletableFuture<Void> done = new CompletableFuture<>();
            lastAppendMs = index.append(stream, value, lastAppendMs + 1, done);
            return done.whenComplete((landed, error) -> appends--);
        }
    }

    /** The stream's place in a process: what belongs to an earlier one is not run. */
    private final class Seat implements StreamLoop {
        private final Life life;
        private boolean begun;

        Seat(Life life) {
            this.life = life;
        }

        @Override
        public void execute(Runnable task) {
            executeAfter(0, task);
        }

        @SuppressWarnings("ReferenceEquality") // the very seat
        @Override
        public void executeAfter(long delayMs, Runnable task) {
            life.executeAfter(delayMs, () -> {
                if (life.seat == this) {
                    task.run();
                }
            });
        }

        @Override
        public void seek(long offset) {
            life.position = offset;
            if (begun) {
                befallen.note("another segmenter's record won");
            }
        }

        @Override
        public void damaged(int frames) {
            befallen.note("frame damaged", frames);
        }

        @Override
        public void putEnded(@Nullable Throwable error) {}

        @Override
        public void appendEnded(@Nullable Throwable error) {}
    }
}
