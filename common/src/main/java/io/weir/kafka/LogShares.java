package io.weir.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of all streams within a size: each may take the same share. Kafka knows limits for a topic only, so the
 * share of each is set anew when their number has changed.
 */
public final class LogShares implements AutoCloseable {
    /** The streams' topics. */
    interface StreamTopics extends AutoCloseable {
        /** The names of those that there are. */
        CompletableFuture<Set<String>> streamTopics();

        /** Limits what Kafka keeps of each, bytes. */
        CompletableFuture<Void> limit(Set<String> topics, long bytesEach);

        @Override
        void close();
    }

    /** Less than two of its pieces cannot be kept of a log. */
    static final long MIN_SHARE_BYTES = 2L * TopicDefinitions.STREAM_SEGMENT_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(LogShares.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final long TIMEOUT_S = 15;

    private final StreamTopics topics;
    private final long maxBytes;
    private final Map<String, Long> limits = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-log-shares"));
    private boolean failing;
    private boolean overLimit;

    /** Shares that wait to be given; owns the topics. */
    LogShares(StreamTopics topics, long maxBytes) {
        this.topics = topics;
        this.maxBytes = maxBytes;
    }

    /**
     * Gives shares now, and again as topics come and go.
     *
     * @param maxBytes for the logs of all streams together
     */
    public static LogShares start(KafkaSettings settings, long maxBytes) {
        LogShares shares = new LogShares(new Topics(settings, "weir-log-shares"), maxBytes);
        var unused = shares.timer.scheduleWithFixedDelay(shares::turn, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return shares;
    }

    /**
     * What one log may take, bytes: two leading bits of the quotient, so that it changes seldom. Kafka removes whole pieces,
     * and keeps one more than it is told.
     */
    static long shareBytes(long maxBytes, int count) {
        long share = maxBytes / Math.max(1, count) - TopicDefinitions.STREAM_SEGMENT_BYTES;
        if (share <= MIN_SHARE_BYTES) {
            return MIN_SHARE_BYTES;
        }
        long top = Long.highestOneBit(share);
        return share >= top + top / 2 ? top + top / 2 : top;
    }

    /** Sets the limits that are not as they should be. */
    void give() throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> names = topics.streamTopics().get(TIMEOUT_S, TimeUnit.SECONDS);
        limits.keySet().retainAll(names);
        long share = shareBytes(maxBytes, names.size());
        Set<String> changed = new HashSet<>(names);
        changed.removeIf(name -> Long.valueOf(share).equals(limits.get(name)));
        if (!changed.isEmpty()) {
            topics.limit(changed, share).get(TIMEOUT_S, TimeUnit.SECONDS);
            changed.forEach(name -> limits.put(name, share));
        }
        boolean over = (share + TopicDefinitions.STREAM_SEGMENT_BYTES) * names.size() > maxBytes;
        if (over && !overLimit) {
            LOG.warn(
                    "the logs of {} streams do not fit into {} bytes: log.max-bytes is too small",
                    names.size(),
                    maxBytes);
        }
        overLimit = over;
    }

    private void turn() {
        try {
            give();
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) { // else the timer would not come again
            if (!failing && !timer.isShutdown()) {
                LOG.warn("the size of the log is not limited, and its disk may fill up: {}", e.toString());
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        topics.close();
    }
}
