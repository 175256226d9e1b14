package io.weir.segmenter;

import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams whose logs are being opened. A log is asked by its name what it holds, and a topic may be removed and made anew;
 * so its id is asked for again then, and only if it is the same still does the answer mean that topic.
 *
 * <p>Confined to the loop.
 */
final class Openings {
    private static final long REST_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    private final LogReader reader;
    private final Function<StreamName, CompletableFuture<@Nullable String>> topicIds;
    private final LoopTasks tasks;
    private final BiConsumer<StreamName, LogRange> opened;
    private final Consumer<StreamName> failed;
    private final Set<StreamName> streams = new HashSet<>();

    /**
     * None yet.
     *
     * @param topicIds asks for the id of a stream's topic; null if there is none
     * @param opened takes what is read from now on, and what its log holds
     * @param failed takes what is not
     */
    Openings(
            LogReader reader,
            Function<StreamName, CompletableFuture<@Nullable String>> topicIds,
            LoopTasks tasks,
            BiConsumer<StreamName, LogRange> opened,
            Consumer<StreamName> failed) {
        this.reader = reader;
        this.topicIds = topicIds;
        this.tasks = tasks;
        this.opened = opened;
        this.failed = failed;
    }

    void open(StreamName name, String topicId) {
        if (streams.contains(name)) {
            return;
        }
        LogRange range;
        try {
            range = reader.add(name, topicId);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("{}: its log cannot be read yet: {}", name, e.getMessage());
            tasks.addAfter(REST_MS, () -> failed.accept(name));
            return;
        }
        streams.add(name);
        CompletableFuture<Void> unused = topicIds.apply(name).handle((now, error) -> {
            tasks.add(() -> settle(name, range, now));
            return null;
        });
    }

    private void settle(StreamName name, LogRange range, @Nullable String topicIdNow) {
        if (!streams.remove(name)) {
            return; // let go meanwhile
        }
        if (range.topicId().equals(topicIdNow)) {
            opened.accept(name, range);
        } else {
            reader.remove(name);
            failed.accept(name);
        }
    }

    /** Does not open it any more. */
    void drop(StreamName name) {
        streams.remove(name);
    }

    Set<StreamName> names() {
        return Set.copyOf(streams);
    }
}
