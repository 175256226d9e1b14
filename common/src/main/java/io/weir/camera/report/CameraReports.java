package io.weir.camera.report;

import io.weir.camera.CameraStates;
import io.weir.camera.CameraStatus;
import io.weir.name.StreamName;
import io.weir.ownership.Board;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the pulls of all nodes are, a second or two late: each node says on the board how its own are, and reads what the others
 * say. While a camera goes from one node to another both may tell of it; then who is further on counts.
 */
public final class CameraReports implements CameraStates, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CameraReports.class);
    private static final long INTERVAL_MS = 1_000;

    /** What has not changed is said again after so many turns, before the board forgets it. */
    private static final int REPEAT_AFTER = 10;

    private final Board board;
    private final String self;
    private final Supplier<Map<StreamName, CameraStatus>> own;
    private final ScheduledExecutorService timer;
    private volatile Map<StreamName, CameraStatus> known = Map.of();

    // Of the timer's thread.
    private Map<StreamName, CameraStatus> others = Map.of();
    private String lastSaid = "";
    private int turns;
    private boolean failing;

    CameraReports(Board board, String self, Supplier<Map<StreamName, CameraStatus>> own) {
        this.board = board;
        this.self = self;
        this.own = own;
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "weir-camera-reports");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reports until closed.
     *
     * @param self this node's name on the board
     * @param own how this node's pulls are
     */
    public static CameraReports start(Board board, String self, Supplier<Map<StreamName, CameraStatus>> own) {
        CameraReports reports = new CameraReports(board, self, own);
        var unused = reports.timer.scheduleWithFixedDelay(reports::turnSafely, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
        return reports;
    }

    @Override
    public Optional<CameraStatus> of(StreamName stream) {
        return Optional.ofNullable(known.get(stream));
    }

    /** How all pulls are of which a node has said anything; fixed. */
    public Map<StreamName, CameraStatus> all() {
        return known;
    }

    private void turnSafely() {
        try {
            turn();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing && !timer.isShutdown()) {
                LOG.warn("how the cameras of other nodes are cannot be read, and is tried again: {}", e.toString());
            }
            failing = true;
        }
    }

    /** Says and reads. */
    void turn() {
        String text = NodeReport.encode(own.get());
        known = with(text, others); // should the board be away, what it said last is the best that is known
        if (!text.equals(lastSaid) || ++turns >= REPEAT_AFTER) {
            board.say(text);
            lastSaid = text;
            turns = 0;
        }
        Map<StreamName, CameraStatus> read = new HashMap<>();
        board.said().forEach((node, said) -> {
            if (!node.equals(self)) {
                add(read, node, said);
            }
        });
        others = read;
        known = with(text, others);
    }

    private Map<StreamName, CameraStatus> with(String ownText, Map<StreamName, CameraStatus> ofOthers) {
        Map<StreamName, CameraStatus> all = new HashMap<>();
        add(all, self, ownText);
        ofOthers.forEach((stream, status) -> add(all, stream, status));
        return all;
    }

    private static void add(Map<StreamName, CameraStatus> all, String node, String text) {
        try {
            NodeReport.decode(node, text).forEach((stream, status) -> add(all, stream, status));
        } catch (IOException e) {
            LOG.debug("{} says of its cameras what this version does not understand", node, e);
        }
    }

    private static void add(Map<StreamName, CameraStatus> all, StreamName stream, CameraStatus status) {
        all.merge(stream, status, (a, b) -> rank(b.phase()) > rank(a.phase()) ? b : a);
    }

    private static int rank(CameraStatus.Phase phase) {
        return switch (phase) {
            case LIVE -> 3;
            case CONNECTING -> 2;
            case BACKING_OFF, SLEEPING, DISABLED -> 1;
            case WAITING, REFUSED -> 0;
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
