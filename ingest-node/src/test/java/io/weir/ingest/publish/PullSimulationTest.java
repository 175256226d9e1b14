package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.PublicationListener;
import io.weir.log.Hold;
import io.weir.log.PinnedSettings;
import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Nodes that all want one camera, are killed, frozen, cut off from a log that fails in every way, and let the camera go; each
 * step's order is drawn from a seed. The camera counts its connections: there is never more than one.
 */
class PullSimulationTest {
    private static final int SEEDS = 4_000;
    private static final int STEPS = 400;
    private static final int MAX_NODES = 7;
    private static final int LEASE_MS = 6_000;
    private static final int WATCHDOG_MS = 2_000;
    private static final int MAX_STEP_MS = 300;
    private static final PinnedSettings SETTINGS = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION);

    // What befell over all seeds, so that a simulation that does nothing is seen.
    private int connections;
    private int moves;
    private int frozenToDeath;
    private int lapses;

    /** One process. */
    private final class Node implements PublicationListener, StreamPublisher.Keeper {
        final int index;
        final ManualLoop loop = new ManualLoop();
        final SimulatedLog.Access access;
        final PublishingNode node;
        final Hold hold;
        StreamPublisher publisher;
        boolean connected;
        boolean dead;
        boolean slow;
        boolean frozen;
        long frozenMs;
        long thawsAfterMs;
        boolean open = true;
        int frames;

        Node(int index, SimulatedLog log, List<Node> all, Random random) {
            this.index = index;
            access = log.new Access(index);
            hold = new Hold(Integer.toString(index), LEASE_MS);
            HolderProbe probe =
                    asked -> CompletableFuture.completedFuture(all.get(Integer.parseInt(asked.guard())).dead);
            node = new PublishingNode(
                    "node" + index,
                    SETTINGS,
                    60_000,
                    new NodeBuffer(Long.MAX_VALUE, Long.MAX_VALUE),
                    loop,
                    probe,
                    random::nextLong,
                    loop::nowMs,
                    () -> loop.nowMs() * 1_000_000);
            publisher = claim();
        }

        private StreamPublisher claim() {
            open = true;
            StreamPublisher claiming =
                    new StreamPublisher(new StreamName("app", "cam"), "cam", hold, null, node, access, this, this);
            CompletableFuture<StreamPublisher> unused = claiming.open();
            return claiming;
        }

        /** A while of its time; what the process does in it is up to the seed. */
        void pass(long ms, Random random) {
            loop.advance(ms);
            for (int i = random.nextInt(slow ? 2 : 6); i > 0; i--) {
                loop.runOne();
            }
            if (random.nextInt(3) > 0) {
                publisher.onTimer();
            }
            boolean held = publisher.isHeld();
            if (connected && !held) {
                lapses++;
            }
            connected = held && (connected || connect(random));
            if (connected && random.nextBoolean()) {
                ByteBuf body =
                        Unpooled.buffer().writeByte(0x17).writeInt(0x01000000).writeInt(frames);
                publisher.write(FlvTag.VIDEO, frames++ * 40, body);
            }
            if (!open && random.nextInt(8) == 0) {
                publisher = claim();
            }
        }

        private boolean connect(Random random) {
            boolean connecting = random.nextInt(3) > 0;
            connections += connecting ? 1 : 0;
            return connecting;
        }

        void letGo() {
            connected = false;
            publisher.release("moved");
        }

        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {}

        @Override
        public void onOpened(StreamPublisher opened, long epoch) {
            moves++;
        }

        @Override
        public void onClosed(StreamPublisher closed, long epoch) {
            open = false;
        }
    }

    @Test
    void pull_nodesKilledFrozenAndCutOff_neverTwoConnectionsAndOneInTheEnd() {
        for (long seed = 0; seed < SEEDS; seed++) {
            simulate(seed);
        }
        assertThat(connections).isGreaterThan(2 * SEEDS);
        assertThat(moves).isGreaterThan(3 * SEEDS);
        assertThat(frozenToDeath).isGreaterThan(SEEDS / 4);
        assertThat(lapses).isGreaterThan(SEEDS / 4);
    }

    private void simulate(long seed) {
        Random random = new Random(seed);
        SimulatedLog log = new SimulatedLog(seed, random.nextInt(4) * 0.05);
        List<Node> nodes = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            if (nodes.size() < MAX_NODES
                    && (nodes.stream().filter(node -> !node.dead).count() < 2 || random.nextInt(50) == 0)) {
                nodes.add(new Node(nodes.size(), log, nodes, random));
            }
            befall(nodes.get(random.nextInt(nodes.size())), random);
            pass(nodes, random);
            requireOneConnection(seed, step, nodes);
        }
        log.heal();
        for (Node node : nodes) {
            node.access.cut = false;
            node.access.deaf = false;
            node.frozen = false;
        }
        boolean alive = nodes.stream().anyMatch(node -> !node.dead);
        boolean found = !alive;
        for (int step = 0; step < 4 * STEPS && !found; step++) {
            pass(nodes, random);
            requireOneConnection(seed, STEPS + step, nodes);
            found = nodes.stream().anyMatch(node -> !node.dead && node.connected);
        }
        assertThat(found)
                .as("seed %d: somebody has the camera in the end", seed)
                .isTrue();
    }

    private void befall(Node node, Random random) {
        if (node.dead) {
            return;
        }
        switch (random.nextInt(60)) {
            case 0 -> kill(node);
            case 1, 2 -> {
                node.frozen = true;
                node.frozenMs = 0;
                node.thawsAfterMs = random.nextInt(2 * WATCHDOG_MS);
            }
            case 3, 4 -> node.access.cut = !node.access.cut;
            case 6, 7 -> node.access.deaf = !node.access.deaf;
            case 8 -> node.slow = !node.slow;
            case 5 -> {
                if (!node.frozen) {
                    node.letGo();
                }
            }
            default -> {}
        }
    }

    /** The kernel closes what was open; what is on its way may still land. */
    private static void kill(Node node) {
        node.dead = true;
        node.connected = false;
    }

    private void pass(List<Node> nodes, Random random) {
        long ms = random.nextInt(MAX_STEP_MS);
        for (Node node : nodes) {
            for (int i = random.nextInt(node.slow ? 2 : 8); i > 0; i--) {
                node.access.step();
            }
            if (node.dead) {
                continue;
            }
            if (node.frozen) {
                node.loop.advance(ms); // its clock runs, and it does nothing
                stayFrozen(node, ms);
            } else {
                node.pass(ms, random);
            }
        }
    }

    private void stayFrozen(Node node, long ms) {
        node.frozenMs += ms;
        if (node.frozenMs >= WATCHDOG_MS) {
            frozenToDeath++;
            kill(node);
        } else {
            node.frozen = node.frozenMs < node.thawsAfterMs;
        }
    }

    private static void requireOneConnection(long seed, int step, List<Node> nodes) {
        assertThat(nodes.stream().filter(node -> node.connected).map(node -> node.index))
                .as("seed %d, step %d: nodes that are connected to the camera", seed, step)
                .hasSizeLessThan(2);
    }
}
