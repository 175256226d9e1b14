package io.weir.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics that are not there. What is wanted while a request is on its way goes out together in the next one: when
 * hundreds of cameras come at once, as after a power cut, a request for each would take longer than they wait.
 *
 * <p>Safe for any thread.
 */
final class TopicMaker {
    /** So many topics a request asks for at most. */
    static final int MAX_TOPICS = 100;

    private record Wanted(NewTopic topic, CompletableFuture<Void> made) {}

    private final Function<List<NewTopic>, Map<String, KafkaFuture<Void>>> request;
    private final Map<String, Wanted> wanted = new LinkedHashMap<>();
    private boolean asking;

    /**
     * A maker.
     *
     * @param request asks Kafka for topics, and gives each one's outcome by its name
     */
    TopicMaker(Function<List<NewTopic>, Map<String, KafkaFuture<Void>>> request) {
        this.request = request;
    }

    /** Makes a topic if there is none. */
    CompletableFuture<Void> ensure(NewTopic topic) {
        CompletableFuture<Void> made;
        synchronized (wanted) {
            made = wanted.computeIfAbsent(topic.name(), name -> new Wanted(topic, new CompletableFuture<>()))
                    .made();
        }
        ask();
        return made.copy();
    }

    private void ask() {
        List<Wanted> asked = new ArrayList<>();
        synchronized (wanted) {
            if (asking || wanted.isEmpty()) {
                return;
            }
            asking = true;
            wanted.values().stream().limit(MAX_TOPICS).forEach(asked::add);
            asked.forEach(one -> wanted.remove(one.topic().name()));
        }
        Map<String, KafkaFuture<Void>> outcomes;
        try {
            outcomes = request.apply(asked.stream().map(Wanted::topic).toList());
        } catch (RuntimeException e) {
            asked.forEach(one -> one.made().completeExceptionally(e));
            answered();
            return;
        }
        CompletableFuture<?>[] all = asked.stream()
                .map(one -> settle(one, outcomes.get(one.topic().name())))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> unused = CompletableFuture.allOf(all).whenComplete((done, error) -> answered());
    }

    private static CompletableFuture<Void> settle(Wanted one, @Nullable KafkaFuture<Void> outcome) {
        if (outcome == null) {
            one.made()
                    .completeExceptionally(new IllegalStateException(
                            "no answer about " + one.topic().name()));
            return one.made();
        }
        return outcome.toCompletionStage()
                .<Void>handle((done, error) -> {
                    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                    if (cause == null || cause instanceof TopicExistsException) {
                        one.made().complete(null);
                    } else {
                        one.made().completeExceptionally(cause);
                    }
                    return null;
                })
                .toCompletableFuture();
    }

    private void answered() {
        synchronized (wanted) {
            asking = false;
        }
        ask();
    }
}
