package io.weir.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTags;
import io.weir.log.FoldState;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.ts.SentMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;

/** What the files of a broker hold of a stream, read without the broker: all that it has acknowledged. */
final class LogFiles {
    private LogFiles() {}

    /**
     * The media of the records that count.
     *
     * @param folder the broker's
     */
    static SentMedia media(Path folder, String topic) throws Exception {
        SentMedia media = new SentMedia();
        FoldState fold = FoldState.START;
        for (Path segment : segments(folder, topic)) {
            try (FileRecords records = FileRecords.open(segment.toFile())) {
                for (Record record : records.records()) {
                    TagKey key = TagKey.decode(bytes(record.key()));
                    FoldState next = key == null ? null : fold.accept(key);
                    if (key == null || next == null) {
                        continue;
                    }
                    fold = next;
                    if (key.kind() == RecordKind.TAGS) {
                        ByteBuf run = Unpooled.wrappedBuffer(bytes(record.value()));
                        while (run.isReadable()) {
                            media.add(FlvTags.read(run));
                        }
                    }
                }
            }
        }
        return media;
    }

    /** Files named by their first offset, in their order. */
    private static List<Path> segments(Path folder, String topic) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .filter(file -> String.valueOf(file.getParent()).endsWith("/" + topic + "-0"))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
