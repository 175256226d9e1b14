package io.weir.kafka;

import io.weir.name.StreamName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Makes and finds Weir's topics. Nothing blocks. */
public final class Topics implements LogShares.StreamTopics {
    private final KafkaSettings settings;
    private final Admin admin;
    private final TopicMaker maker;

    /** Opens an administrator of its own. */
    public Topics(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.admin = Admin.create(settings.admin(clientId));
        this.maker = new TopicMaker(topics -> admin.createTopics(topics).values());
    }

    /** Makes the stream's topic if there is none. */
    public CompletableFuture<Void> ensureStream(StreamName stream) {
        return maker.ensure(TopicDefinitions.stream(settings, stream.topic(settings.topicPrefix())));
    }

    /** Makes the index's topic if there is none. */
    public CompletableFuture<Void> ensureIndex() {
        return maker.ensure(TopicDefinitions.index(settings));
    }

    /** Makes the cameras' topic if there is none. */
    public CompletableFuture<Void> ensureCameras() {
        return maker.ensure(TopicDefinitions.cameras(settings));
    }

    /**
     * Where the cameras' topic ends for those who read what is committed, and its id.
     *
     * @param topicId tells a topic that was made anew
     * @param end the offset of the next record
     */
    public record CommittedEnd(String topicId, long end) {}

    /** Where the cameras' topic ends now. */
    public CompletableFuture<CommittedEnd> cameraEnd() {
        TopicPartition partition = new TopicPartition(settings.cameraTopic(), 0);
        CompletionStage<Long> end = admin.listOffsets(
                        Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(partition)
                .toCompletionStage()
                .thenApply(ListOffsetsResult.ListOffsetsResultInfo::offset);
        return topicId(settings.cameraTopic()).thenCombine(end, (id, offset) -> {
            if (id == null) {
                throw new UnknownTopicOrPartitionException("there is no topic " + settings.cameraTopic());
            }
            return new CommittedEnd(id, offset);
        });
    }

    @Override
    public CompletableFuture<Set<String>> streamTopics() {
        return admin.listTopics()
                .names()
                .toCompletionStage()
                .thenApply(names -> names.stream()
                        .filter(name -> StreamName.ofTopic(settings.topicPrefix(), name) != null)
                        .collect(Collectors.toUnmodifiableSet()))
                .toCompletableFuture();
    }

    /** What the topics of those streams hold; those that cannot be told now are left out. */
    public CompletableFuture<Map<StreamName, LogRange>> streamLogs(Predicate<StreamName> which) {
        return admin.listTopics()
                .listings()
                .toCompletionStage()
                .thenCompose(listings -> ranges(listings, which))
                .toCompletableFuture();
    }

    private CompletionStage<Map<StreamName, LogRange>> ranges(
            Collection<TopicListing> listings, Predicate<StreamName> which) {
        Map<StreamName, TopicListing> chosen = new HashMap<>();
        for (TopicListing listing : listings) {
            StreamName stream = StreamName.ofTopic(settings.topicPrefix(), listing.name());
            if (stream != null && which.test(stream)) {
                chosen.put(stream, listing);
            }
        }
        CompletionStage<Map<TopicPartition, Long>> begins = offsets(chosen.values(), OffsetSpec.earliest());
        CompletionStage<Map<TopicPartition, Long>> ends = offsets(chosen.values(), OffsetSpec.latest());
        return begins.thenCombine(ends, (begin, end) -> {
            Map<StreamName, LogRange> ranges = new HashMap<>();
            chosen.forEach((stream, listing) -> {
                TopicPartition partition = new TopicPartition(listing.name(), 0);
                Long first = begin.get(partition);
                Long next = end.get(partition);
                if (first != null && next != null) {
                    ranges.put(stream, new LogRange(listing.topicId().toString(), first, next));
                }
            });
            return ranges;
        });
    }

    /** One request to each broker; a partition that has no leader now is left out. */
    private CompletionStage<Map<TopicPartition, Long>> offsets(Collection<TopicListing> topics, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        topics.forEach(topic -> asked.put(new TopicPartition(topic.name(), 0), which));
        ListOffsetsResult result = admin.listOffsets(asked);
        Map<TopicPartition, Long> offsets = new ConcurrentHashMap<>();
        CompletableFuture<?>[] each = asked.keySet().stream()
                .map(partition -> result.partitionResult(partition)
                        .toCompletionStage()
                        .thenAccept(info -> offsets.put(partition, info.offset()))
                        .exceptionally(error -> null)
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(each).thenApply(done -> offsets);
    }

    @Override
    public CompletableFuture<Void> limit(Set<String> topics, long bytesEach) {
        ConfigEntry limit = new ConfigEntry(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(bytesEach));
        List<AlterConfigOp> set = List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET));
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        topics.forEach(topic -> changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), set));
        return admin.incrementalAlterConfigs(changes).all().toCompletionStage().toCompletableFuture();
    }

    /** The id of the stream's topic, or null if there is no such topic. */
    public CompletableFuture<@Nullable String> streamTopicId(StreamName stream) {
        return topicId(stream.topic(settings.topicPrefix()));
    }

    /**
     * Whether the stream's topic is there and may be removed by who asks.
     *
     * @return fails with {@link TopicAuthorizationException} if it may not
     */
    public CompletableFuture<Void> requireRemovable(StreamName stream) {
        String topic = stream.topic(settings.topicPrefix());
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        return admin.describeTopics(List.of(topic), options)
                .allTopicNames()
                .toCompletionStage()
                .<Void>thenApply(described -> {
                    TopicDescription description = described.get(topic);
                    Set<AclOperation> may = description == null ? null : description.authorizedOperations();
                    if (may != null && !may.contains(AclOperation.DELETE)) {
                        throw new TopicAuthorizationException(Set.of(topic));
                    }
                    return null;
                })
                .toCompletableFuture();
    }

    /**
     * Removes the topic of that id, if there still is one; not another of its name.
     *
     * @param topicId as Kafka writes it
     */
    public CompletableFuture<Void> remove(String topicId) {
        CompletableFuture<Void> removed = new CompletableFuture<>();
        admin.deleteTopics(TopicCollection.ofTopicIds(List.of(Uuid.fromString(topicId))))
                .all()
                .whenComplete((done, error) -> {
                    if (error == null || isUnknown(error)) {
                        removed.complete(null);
                    } else {
                        removed.completeExceptionally(error);
                    }
                });
        return removed;
    }

    /** The id of the index's topic, or null if there is no such topic. */
    public CompletableFuture<@Nullable String> indexTopicId() {
        return topicId(settings.indexTopic());
    }

    private CompletableFuture<@Nullable String> topicId(String topic) {
        CompletableFuture<@Nullable String> id = new CompletableFuture<>();
        admin.describeTopics(List.of(topic)).allTopicNames().whenComplete((described, error) -> {
            if (described != null) {
                id.complete(id(described.get(topic)));
            } else if (isUnknown(error)) {
                id.complete(null);
            } else {
                id.completeExceptionally(error);
            }
        });
        return id;
    }

    /** A future of the client's tells the error itself, or within a {@link CompletionException}. */
    private static boolean isUnknown(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicIdException;
    }

    private static @Nullable String id(@Nullable TopicDescription description) {
        return description == null ? null : description.topicId().toString();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
