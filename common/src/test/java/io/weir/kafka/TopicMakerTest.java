package io.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class TopicMakerTest {
    private final List<List<String>> requests = new ArrayList<>();
    private final Map<String, KafkaFutureImpl<Void>> outcomes = new HashMap<>();
    private final TopicMaker maker = new TopicMaker(this::request);

    private Map<String, KafkaFuture<Void>> request(List<NewTopic> topics) {
        requests.add(topics.stream().map(NewTopic::name).toList());
        Map<String, KafkaFuture<Void>> asked = new HashMap<>();
        topics.forEach(topic -> {
            outcomes.put(topic.name(), new KafkaFutureImpl<>());
            asked.put(topic.name(), outcomes.get(topic.name()));
        });
        return asked;
    }

    private CompletableFuture<Void> ensure(String name) {
        return maker.ensure(new NewTopic(name, 1, (short) 1));
    }

    private KafkaFutureImpl<Void> outcome(String name) {
        return Objects.requireNonNull(outcomes.get(name));
    }

    private void made(String name) {
        outcome(name).complete(null);
    }

    @Test
    void ensure_whileARequestIsOnItsWay_goesOutTogetherInTheNext() {
        CompletableFuture<Void> a = ensure("a");
        CompletableFuture<Void> b = ensure("b");
        CompletableFuture<Void> c = ensure("c");
        assertThat(requests).containsExactly(List.of("a"));

        made("a");

        assertThat(requests).containsExactly(List.of("a"), List.of("b", "c"));
        assertThat(a).isCompleted();
        assertThat(b).isNotDone();
        made("c");
        assertThat(c).as("its own outcome, whatever becomes of the others").isCompleted();
        assertThat(b).isNotDone();
        made("b");
        assertThat(b).isCompleted();
    }

    @Test
    void ensure_sameTopicTwice_isAskedForOnceARequest() {
        ensure("a");
        CompletableFuture<Void> one = ensure("b");
        CompletableFuture<Void> other = ensure("b");
        one.cancel(false);
        made("a");
        made("b");

        assertThat(requests).containsExactly(List.of("a"), List.of("b"));
        assertThat(other).isCompleted();
    }

    @Test
    void ensure_moreThanFitIntoARequest_goOutInSeveral() {
        ensure("first");
        for (int i = 0; i < TopicMaker.MAX_TOPICS + 1; i++) {
            ensure("t" + i);
        }
        made("first");
        requests.get(1).forEach(this::made);

        assertThat(requests).hasSize(3);
        assertThat(requests.get(1)).hasSize(TopicMaker.MAX_TOPICS);
        assertThat(requests.get(2)).containsExactly("t" + TopicMaker.MAX_TOPICS);
    }

    @Test
    void ensure_topicIsThere_isWell() {
        CompletableFuture<Void> a = ensure("a");

        outcome("a").completeExceptionally(new TopicExistsException("a"));

        assertThat(a).isCompleted();
    }

    @Test
    void ensure_kafkaRefuses_failsWithTheReasonAndOthersGoOn() {
        CompletableFuture<Void> a = ensure("a");
        CompletableFuture<Void> b = ensure("b");

        outcome("a").completeExceptionally(new IllegalArgumentException("no such name"));
        made("b");

        assertThat(a)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withRootCauseInstanceOf(IllegalArgumentException.class)
                .withMessageContaining("no such name");
        assertThat(b).isCompleted();
    }

    @Test
    void ensure_requestThrows_failsAndTheNextIsAsked() {
        List<String> asked = new ArrayList<>();
        TopicMaker closed = new TopicMaker(topics -> {
            asked.add(topics.get(0).name());
            throw new IllegalStateException("closed");
        });

        assertThat(closed.ensure(new NewTopic("a", 1, (short) 1))).isCompletedExceptionally();
        assertThat(closed.ensure(new NewTopic("b", 1, (short) 1))).isCompletedExceptionally();
        assertThat(asked).containsExactly("a", "b");
    }
}
