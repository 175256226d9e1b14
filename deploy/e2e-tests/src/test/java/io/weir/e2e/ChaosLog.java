package io.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.log.FoldState;
import io.weir.log.LogRecord;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What counts of a stream's topic: its numbered frames in order, and what breaks them apart. */
final class ChaosLog {
    /** The place of a frame in the log, and how many breaks and silences stand before it. */
    record Place(int index, int breaks, int silences) {}

    /** What breaks media apart: a GAP, an epoch that does not continue, an END. */
    record Break(long offset, String what) {}

    /** A TICK so long after the last media may have told of entries without media. */
    private static final long SILENCE_MS = 1_500;

    private final int stream;
    private final Map<Long, Place> pictures = new HashMap<>();
    private final Map<Long, Place> sounds = new HashMap<>();
    private final List<Break> breaks = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int frames;
    private int continued;
    private int silences;
    private long mediaMs = Long.MAX_VALUE;
    private long lastPicture = -1;
    private long lastSound = -1;

    private FoldState fold = FoldState.START;

    private ChaosLog(int stream) {
        this.stream = stream;
    }

    /** What counts of these records, which are all that the topic has. */
    static ChaosLog of(List<LogRecord> records, int stream) {
        ChaosLog log = new ChaosLog(stream);
        records.forEach(log::add);
        return log;
    }

    /** Reads a whole topic. */
    static ChaosLog read(String bootstrapServers, String topic, int stream) {
        ChaosLog log = new ChaosLog(stream);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    TagKey key = TagKey.decode(record.key());
                    if (key != null) {
                        log.add(new LogRecord(record.offset(), key, record.value()));
                    }
                }
            }
        }
        return log;
    }

    private void add(LogRecord record) {
        FoldState next = fold.accept(record.key());
        if (next != null) {
            fold = next;
            add(record.offset(), record.key(), record.value());
        }
    }

    private void add(long offset, TagKey key, byte[] value) {
        if (key.isFence()) {
            if (key.continues()) {
                continued++;
            } else if (frames > 0) {
                breaks.add(new Break(offset, "epoch"));
            }
        } else if (key.kind() == RecordKind.GAP) {
            breaks.add(new Break(offset, "GAP of " + key.count() + ": " + new String(value, UTF_8)));
        } else if (key.kind() == RecordKind.END) {
            breaks.add(new Break(offset, "END"));
        } else if (key.kind() == RecordKind.TICK && key.wallClockMs() - mediaMs >= SILENCE_MS) {
            silences++;
        } else if (key.kind() == RecordKind.TAGS) {
            mediaMs = key.wallClockMs();
            ByteBuf run = Unpooled.wrappedBuffer(value);
            while (run.isReadable()) {
                add(offset, FlvTags.read(run));
            }
        }
    }

    private void add(long offset, FlvTag tag) {
        byte[] body = ByteBufUtil.getBytes(tag.buffer(), tag.offset(), tag.length());
        for (long number : ChaosMark.numbersIn(body, stream)) {
            boolean picture = tag.type() == FlvTag.VIDEO;
            long last = picture ? lastPicture : lastSound;
            if (number <= last) {
                violations.add("the log holds " + (picture ? "picture " : "sound ") + number + " at offset " + offset
                        + ", after " + last);
            }
            if (picture) {
                lastPicture = number;
            } else {
                lastSound = number;
            }
            (picture ? pictures : sounds).put(number, new Place(frames++, breaks.size(), silences));
        }
    }

    /** Where the pictures are, by number. */
    Map<Long, Place> pictures() {
        return pictures;
    }

    /** Where the sound frames are, by number. */
    Map<Long, Place> sounds() {
        return sounds;
    }

    /** The breaks, in order. */
    List<Break> breaks() {
        return breaks;
    }

    /** How many frames it holds. */
    int frames() {
        return frames;
    }

    /** How many epochs went on with the one before. */
    int continued() {
        return continued;
    }

    List<String> violations() {
        return violations;
    }
}
