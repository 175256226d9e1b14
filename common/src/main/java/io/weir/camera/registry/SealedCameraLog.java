package io.weir.camera.registry;

import io.weir.camera.ChangeRules;
import io.weir.config.Keys;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log whose values are sealed: nobody learns a camera's password from the topic. A registry that cannot open what others
 * wrote must not write either, for it does not know what is taken already.
 */
final class SealedCameraLog implements CameraLog {
    /** What the fold is given for a value that cannot be opened: no record. */
    private static final byte[] CLOSED = {};

    private final CameraLog log;
    private final @Nullable RecordSeal seal;
    private volatile boolean foundClosed;

    /**
     * A log that owns the other one.
     *
     * @param seal null if this process has no key
     */
    SealedCameraLog(CameraLog log, @Nullable RecordSeal seal) {
        this.log = log;
        this.seal = seal;
    }

    /** Why what others wrote is not known here; empty when it is. */
    Optional<String> problem() {
        if (!foundClosed) {
            return Optional.empty();
        }
        return Optional.of(
                seal == null
                        ? "there are cameras, and " + Keys.CAMERA_KEY.spelling() + " is not set"
                        : "there are cameras that were registered with another " + Keys.CAMERA_KEY.spelling());
    }

    @Override
    public Turn takeTurn() throws LogException {
        RecordSeal known = seal;
        if (known == null) {
            throw new AwayException(
                    "cameras cannot be registered: " + Keys.CAMERA_KEY.spelling()
                            + " is not set; choose one, the same on every ingest node",
                    null);
        }
        requireAllOpen();
        return new SealedTurn(log.takeTurn(), known);
    }

    private void requireAllOpen() throws AwayException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new AwayException(problem.get(), null);
        }
    }

    @Override
    public long end() throws LogException {
        return log.end();
    }

    @Override
    public Reading read() {
        foundClosed = false;
        Reading reading = log.read();
        return new Reading() {
            @Override
            public long poll(Sink sink) throws LostException {
                return reading.poll(
                        (offset, key, value, follow) -> sink.record(offset, key, opened(key, value), follow));
            }

            @Override
            public void close() {
                reading.close();
            }
        };
    }

    private byte @Nullable [] opened(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null) {
            return value;
        }
        byte[] opened = seal == null ? null : seal.open(key, value);
        if (opened == null) {
            foundClosed = true;
            return CLOSED;
        }
        return opened;
    }

    @Override
    public void close() {
        log.close();
    }

    /** Seals what is appended. */
    private final class SealedTurn implements Turn {
        private final Turn turn;
        private final RecordSeal seal;

        SealedTurn(Turn turn, RecordSeal seal) {
            this.turn = turn;
            this.seal = seal;
        }

        @Override
        public long append(List<ChangeRules.Write> writes) throws LogException {
            requireAllOpen(); // by now all has been read
            return turn.append(writes.stream().map(this::sealed).toList());
        }

        private ChangeRules.Write sealed(ChangeRules.Write write) {
            byte[] value = write.value();
            return value == null
                    ? write
                    : new ChangeRules.Write(write.name(), seal.seal(write.key(), value), write.follow());
        }

        @Override
        public void close() {
            turn.close();
        }
    }
}
