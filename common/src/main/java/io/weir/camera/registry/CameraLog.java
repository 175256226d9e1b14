package io.weir.camera.registry;

import io.weir.camera.ChangeRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of the cameras, as far as registries need it. */
interface CameraLog extends AutoCloseable {
    /** The record's header that {@code CameraFold} reads. */
    String FOLLOW_HEADER = "after";

    /** Kafka does not do what it was asked; what was being written may have landed or not. */
    class LogException extends Exception {
        LogException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Kafka does not answer: to ask at once again is of no use. */
    final class AwayException extends LogException {
        AwayException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What was read before is no more, or not as it was. */
    final class LostException extends Exception {
        LostException(String message) {
            super(message);
        }
    }

    /** Takes records. */
    @FunctionalInterface
    interface Sink {
        void record(long offset, byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] follow)
                throws LostException;
    }

    /** One reading from the beginning. Confined to one thread. */
    interface Reading extends AutoCloseable {
        /**
         * Gives what there is, and waits a little if there is nothing.
         *
         * @return the offset behind all that has been passed
         * @throws LostException if the topic is another one, or no longer holds what comes next
         */
        long poll(Sink sink) throws LostException;

        @Override
        void close();
    }

    /** The right to write. It ends when another takes it, or with the first failure. Confined to one thread. */
    interface Turn extends AutoCloseable {
        /**
         * Appends all or nothing.
         *
         * @return the offset behind the last of them
         * @throws LogException also if another has taken the right: then nothing of this landed, if it was not on its way
         *     to be committed before
         */
        long append(List<ChangeRules.Write> writes) throws LogException;

        @Override
        void close();
    }

    /**
     * Takes the right to write. When it returns, nothing of what others were writing lands any more.
     *
     * @throws LogException if Kafka does not give it
     */
    Turn takeTurn() throws LogException;

    /** Where that which is committed ends now. */
    long end() throws LogException;

    /** Begins to read. */
    Reading read();

    @Override
    void close();
}
