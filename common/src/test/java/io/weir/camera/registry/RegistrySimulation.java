package io.weir.camera.registry;

import io.weir.camera.Camera;
import io.weir.camera.CameraChanges;
import io.weir.camera.CameraEntry;
import io.weir.camera.CameraFold;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraSnapshot;
import io.weir.camera.CameraSource;
import io.weir.camera.ChangeRules;
import io.weir.camera.RegistryUnavailableException;
import io.weir.camera.Reservation;
import io.weir.camera.SourceTest;
import io.weir.camera.registry.CameraLog.LostException;
import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A life of three nodes by one seed. Each changes cameras, reads at its own pace, pulls, and releases what it has proven; at
 * any step another may come between, the node may die and begin again, an answer may be lost, the log may be compacted.
 *
 * <p>A stream's own log is stood in for by {@code claims}: one node at a time has a stream.
 */
final class RegistrySimulation {
    /** What the cluster goes by. */
    enum Rules {
        REAL,
        /** Who writes judges by what it has read, and appends, whoever else has done so meanwhile. */
        NO_TURNS,
        /** What is given up is free at once. */
        NO_RESERVATIONS,
        /** Who has claimed a stream connects to what it last read. */
        CONNECT_UNREAD,
        /** Who reads from the beginning is done at the end as it was when he began. */
        END_ASKED_FIRST,
        /** Who meets a hole reads on. */
        READ_OVER_HOLES,
        /** Who tests a source connects to what is free by what it has read. */
        TEST_UNRESERVED,
        /** A test is taken for over before it must be. */
        TEST_OVER_EARLY
    }

    /** For how many steps a test is connected, from before it was asked for, and from when others take it for over. */
    private static final int TEST_STEPS = 60;

    private static final int TEST_OVER_STEPS = 90;

    private static final int NODES = 3;
    private static final int ACTIONS = 40;
    private static final int STREAMS = 3;
    private static final int SOURCES = 2;

    private final Random random;
    private final Rules rules;
    private final MemoryCameraLog log;
    private final Interleaving interleaving;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<StreamName, Node> claims = new HashMap<>();
    private final Map<Long, CameraSnapshot> seen = new HashMap<>();

    /** What the registry said yes to last, by the log's order of its saying so; a stream is missing while that is open. */
    private final Map<StreamName, @Nullable Camera> promised = new TreeMap<>();

    private final Map<StreamName, Integer> begun = new HashMap<>();
    private final Map<StreamName, Integer> changing = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final StringBuilder trace = new StringBuilder();
    private int accepted;
    private int refused;
    private int released;
    private int tested;
    private int now;

    RegistrySimulation(long seed, Rules rules) {
        random = new Random(seed);
        this.rules = rules;
        log = new MemoryCameraLog(Steps::new, rules != Rules.NO_TURNS);
        interleaving = new Interleaving(random, this::check);
        for (int i = 0; i < NODES; i++) {
            Node node = new Node(i);
            nodes.add(node);
            interleaving.add(node::live);
        }
    }

    void run() {
        interleaving.run();
        log.settle();
        Node reader = new Node(NODES);
        reader.readToEnd(log.committedEnd());
        promised.forEach((stream, camera) -> {
            CameraEntry entry = reader.published.entry(stream);
            Camera said = entry == null ? null : entry.camera();
            if (camera == null ? said != null : !camera.equals(said)) {
                faults.add(stream + " is " + said + " where " + camera + " was accepted");
            }
        });
    }

    List<String> faults() {
        return faults;
    }

    String trace() {
        return trace.toString();
    }

    int accepted() {
        return accepted;
    }

    int refused() {
        return refused;
    }

    int released() {
        return released;
    }

    int tested() {
        return tested;
    }

    /** At each step: a source is pulled for one stream, or tested by one node; who has read equally far says the same. */
    private void check() {
        now++;
        Map<String, StreamName> pulled = new HashMap<>();
        Map<String, Integer> testing = new HashMap<>();
        for (Node node : nodes) {
            node.pulls.forEach((stream, canonical) -> {
                StreamName other = pulled.putIfAbsent(canonical, stream);
                if (other != null && !other.equals(stream)) {
                    faults.add(canonical + " is pulled for " + other + " and " + stream);
                }
            });
            String test = node.connectedTo();
            if (test != null && testing.put(test, node.number) != null) {
                faults.add(test + " is tested by two");
            }
            CameraSnapshot said = node.published;
            CameraSnapshot same = seen.putIfAbsent(said.position(), said);
            if (same != null && !same.saysTheSameAs(said)) {
                faults.add("two say otherwise of the log up to " + said.position() + ": " + same.entries() + " and "
                        + said.entries());
            }
        }
        testing.keySet().stream()
                .filter(pulled::containsKey)
                .forEach(both -> faults.add(both + " is tested and pulled for " + pulled.get(both)));
    }

    private StreamName stream() {
        return new StreamName("live", "cam" + random.nextInt(STREAMS));
    }

    /** No reading is so slow that a removal is gone before it comes there: such a one begins again. */
    private int slowestReading() {
        return nodes.stream().mapToInt(node -> (int) node.fold.position()).min().orElse(0);
    }

    private final class Steps implements MemoryCameraLog.Steps {
        @Override
        public void step() {
            if (random.nextInt(25) == 0) {
                log.compactBefore(random.nextInt(log.committedEnd() + 1), slowestReading());
            }
            interleaving.step();
            if (random.nextInt(300) == 0) {
                throw new Death();
            }
        }

        @Override
        public boolean isAnswerLost() {
            return random.nextInt(8) == 0;
        }
    }

    /** The end of a process, wherever it was. */
    private static final class Death extends RuntimeException {}

    private final class Node {
        private final int number;
        private final Map<StreamName, String> pulls = new HashMap<>();
        private CameraLog.Reading reading = log.read();
        private CameraFold fold = new CameraFold();
        private int coldSince = log.committedEnd();
        private CameraSnapshot published = CameraSnapshot.EMPTY;
        private RegistryWriter writer = writer();

        /** When it has known of tests first, by a clock of its own that stands for nothing to others. */
        private final Map<String, Integer> knownSince = new HashMap<>();

        private @Nullable String testing;
        private int testBegan;

        private Node(int number) {
            this.number = number;
        }

        private RegistryWriter writer() {
            return new RegistryWriter(log, this::readToEnd, attempt -> new Steps().step());
        }

        private void live() {
            for (int i = 0; i < ACTIONS; i++) {
                try {
                    act();
                } catch (Death e) {
                    trace.append(number).append(" dies; ");
                    pulls.clear();
                    testing = null;
                    knownSince.clear();
                    claims.values().removeIf(holder -> holder == this);
                    writer = writer();
                    published = CameraSnapshot.EMPTY;
                    beginAnew();
                }
                interleaving.step();
            }
            pulls.clear();
            claims.values().removeIf(holder -> holder == this);
        }

        private void act() {
            switch (random.nextInt(10)) {
                case 0, 1 -> put();
                case 2 -> delete();
                case 3, 4 -> pull();
                case 5 -> release();
                case 6 -> sleep();
                case 7 -> test();
                default -> {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        readOne();
                    }
                }
            }
        }

        private int clock() {
            return now + 1_000 * number;
        }

        /** Its connection is closed in time, whatever the rest of the node does. */
        private @Nullable String connectedTo() {
            return clock() - testBegan < TEST_STEPS ? testing : null;
        }

        private void test() {
            int began = clock();
            SourceTest test = new SourceTest(number + "-" + now, "cam:554/" + random.nextInt(SOURCES));
            try {
                boolean mayConnect;
                if (rules == Rules.TEST_UNRESERVED) {
                    readToEnd(log.end());
                    mayConnect = published.holder(test.source()).isEmpty();
                } else {
                    writer.write(state -> ChangeRules.beginTest(state, test, this::isOver));
                    mayConnect = published.tests().contains(test);
                }
                notice();
                new Steps().step();
                if (mayConnect) {
                    testBegan = began;
                    testing = test.source();
                    tested++;
                    trace.append(number).append(" tests ").append(test.source()).append("; ");
                }
                for (int i = random.nextInt(TEST_STEPS); i > 0; i--) {
                    new Steps().step();
                }
                testing = null;
                writer.write(state -> ChangeRules.endTest(state, test));
            } catch (RegistryUnavailableException e) {
                trace.append(number).append(" does not know; ");
            } catch (CameraLog.LogException e) {
                throw new IllegalStateException(e);
            } finally {
                testing = null;
                notice();
            }
        }

        private boolean isOver(SourceTest test) {
            Integer since = knownSince.get(test.token());
            int after = rules == Rules.TEST_OVER_EARLY ? TEST_STEPS / 6 : TEST_OVER_STEPS;
            return since != null && clock() - since >= after;
        }

        private void see() {
            knownSince
                    .keySet()
                    .retainAll(published.tests().stream().map(SourceTest::token).toList());
            published.tests().forEach(test -> knownSince.putIfAbsent(test.token(), clock()));
        }

        /** As a frozen process: the others go on. */
        private void sleep() {
            for (int i = random.nextInt(200); i > 0; i--) {
                interleaving.step();
            }
        }

        private void put() {
            StreamName stream = stream();
            Camera camera = Camera.of(stream, CameraSource.parse("rtsp://cam/" + random.nextInt(SOURCES)));
            change(stream, camera, CameraChanges.put(camera));
        }

        private void delete() {
            StreamName stream = stream();
            change(stream, null, CameraChanges.delete(stream));
        }

        private void change(StreamName stream, @Nullable Camera camera, CameraChanges changes) {
            // Two answers at a time may come in another order than the log's: then nothing is promised.
            promised.remove(stream);
            int mine = begun.merge(stream, 1, Integer::sum);
            boolean alone = changing.merge(stream, 1, Integer::sum) == 1;
            CameraSnapshot before = published;
            try {
                List<CameraRefusal> refusals = writer.write(state -> ChangeRules.change(state, changes, this::isOver));
                if (refusals.isEmpty()) {
                    accepted++;
                    if (camera != null
                            && published.cameras().contains(camera)
                            && published.otherHolder(camera).isPresent()) {
                        faults.add(stream + " was told that it has what another has");
                    }
                    trace.append(number)
                            .append(camera == null ? " deletes " : " puts ")
                            .append(stream)
                            .append("; ");
                    if (alone && begun.getOrDefault(stream, 0) == mine) {
                        promised.put(stream, camera);
                    }
                } else {
                    refused++;
                }
                if (rules == Rules.NO_RESERVATIONS && refusals.isEmpty()) {
                    CameraEntry entry = published.entry(stream);
                    if (entry != null) {
                        writer.write(state -> ChangeRules.released(state, stream, entry.releasing()));
                    }
                }
            } catch (RegistryUnavailableException e) {
                trace.append(number).append(" does not know; ");
            } finally {
                if (published != before) {
                    notice();
                }
                changing.merge(stream, -1, Integer::sum);
            }
        }

        /** Claims a stream, reads the registry to its end, and connects if the stream still has the source. */
        private void pull() {
            List<Camera> active = published.active();
            if (active.isEmpty()) {
                return;
            }
            Camera camera = active.get(random.nextInt(active.size()));
            if (claims.putIfAbsent(camera.stream(), this) != null) {
                return;
            }
            if (rules != Rules.CONNECT_UNREAD) {
                try {
                    readToEnd(log.end());
                } catch (CameraLog.LogException e) {
                    throw new IllegalStateException(e);
                }
            }
            new Steps().step(); // what was read may be old by now: its reservation stands as long as the claim does
            if (rules == Rules.CONNECT_UNREAD || isActive(camera)) {
                trace.append(number).append(" pulls ").append(camera.stream()).append("; ");
                pulls.put(camera.stream(), camera.source().canonical());
            } else {
                claims.remove(camera.stream(), this);
            }
        }

        private boolean isActive(Camera camera) {
            return published.active().stream()
                    .anyMatch(other -> other.stream().equals(camera.stream())
                            && other.source().canonical().equals(camera.source().canonical()));
        }

        /** Closes what the registry no longer says. */
        private void notice() {
            pulls.entrySet().removeIf(pull -> {
                boolean over = published.active().stream()
                        .noneMatch(camera -> camera.stream().equals(pull.getKey())
                                && camera.source().canonical().equals(pull.getValue()));
                if (over) {
                    claims.remove(pull.getKey(), this);
                }
                return over;
            });
        }

        /** Releases what a stream gives up if nobody has the stream, or itself, with another source. */
        private void release() {
            for (CameraEntry entry : List.copyOf(published.entries())) {
                List<Reservation> given = entry.releasing();
                Node holder = claims.get(entry.stream());
                String mine = pulls.get(entry.stream());
                boolean proven = holder == null
                        || (holder == this
                                && mine != null
                                && given.stream().noneMatch(one -> one.source().equals(mine)));
                if (!given.isEmpty() && proven) {
                    try {
                        writer.write(state -> ChangeRules.released(state, entry.stream(), given));
                        released++;
                    } catch (RegistryUnavailableException e) {
                        trace.append(number).append(" does not know; ");
                    }
                    notice();
                }
            }
        }

        private void readOne() {
            try {
                fold.pass(reading.poll(this::take));
            } catch (LostException e) {
                beginAnew();
                return;
            }
            if (fold.isCold()) {
                fold.endColdAt(rules == Rules.END_ASKED_FIRST ? coldSince : log.committedEnd());
            }
            if (!fold.isCold()) {
                published = fold.snapshot();
                see();
                notice();
            }
        }

        private void take(long offset, byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] follow)
                throws LostException {
            if (fold.take(offset, key, value, follow) == CameraFold.Verdict.HOLE && rules != Rules.READ_OVER_HOLES) {
                throw new LostException("hole");
            }
        }

        private void beginAnew() {
            reading = log.read();
            fold = new CameraFold();
            coldSince = log.committedEnd();
        }

        private CameraSnapshot readToEnd(long end) {
            while (fold.isCold() || fold.position() < end) {
                readOne();
                if (number < NODES) {
                    new Steps().step();
                }
            }
            return published;
        }
    }
}
