package io.weir.ingest.publish;

import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What an access to the log failed for. */
final class LogErrors {
    private LogErrors() {}

    /** The error itself, not what carried it here. */
    static @Nullable Throwable cause(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    /** Whether there was no topic of the name, or not the one that was known. */
    static boolean isWithoutTopic(@Nullable Throwable error) {
        Throwable cause = cause(error);
        return cause instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicIdException;
    }

    /** What went wrong, for people. */
    static String reason(@Nullable Throwable error) {
        Throwable cause = cause(error);
        if (cause == null) {
            return "its place is not known";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
