package io.weir.audit;

import io.netty.buffer.Unpooled;
import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.flv.FlvTags;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.log.LogRecord;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.name.InitName;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.storage.MemoryObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that the production cutter has cut, its segments in a store, to be audited or first to be spoiled. */
final class AuditedStream {
    static final StreamName NAME = new StreamName("live", "yard");
    static final String TOPIC_ID = "topic";

    final MemoryObjectStore store = new MemoryObjectStore();
    final List<SegmentName> segments = new ArrayList<>();
    List<LogRecord> log;

    @Nullable
    IndexRecord latest;

    Retained retained = Retained.ALL;

    @Nullable
    Long fromMs;

    @Nullable
    Long toMs;

    private @Nullable Accepted last;

    private AuditedStream(List<LogRecord> log) {
        this.log = log;
    }

    /** Cuts all of the script's log. */
    static AuditedStream of(LogScript script, int runTags) {
        return of(timed(script.records(runTags)));
    }

    static AuditedStream of(List<LogRecord> log) {
        AuditedStream stream = new AuditedStream(log);
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), stream::onCut);
        log.forEach(cutter::accept);
        return stream;
    }

    /** A script's runs all have one wall clock; here it runs with the media. */
    private static List<LogRecord> timed(List<LogRecord> records) {
        List<LogRecord> timed = new ArrayList<>();
        for (LogRecord record : records) {
            TagKey key = record.key();
            if (key.kind() == RecordKind.TAGS) {
                int ms = FlvTags.read(Unpooled.wrappedBuffer(record.value())).timestampMs();
                key = TagKey.of(key.kind(), key.epoch(), key.firstSequence(), key.count(), LogScript.WALL_MS + ms);
            }
            timed.add(new LogRecord(record.offset(), key, record.value()));
        }
        return timed;
    }

    private void onCut(Cut cut) {
        if (cut instanceof Cut.Media media) {
            SegmentName name = NextRecord.name(media, NextRecord.msn(last, media), null);
            ByteBuffer init = media.init();
            if (init != null) {
                put(InitName.of(init).key(NAME), init);
            }
            put(name.key(NAME), media.bytes());
            segments.add(name);
            accept(NextRecord.segment(last, TOPIC_ID, media, name));
        } else if (last != null) {
            accept(
                    cut instanceof Cut.Gap gap
                            ? NextRecord.gap(last, TOPIC_ID, gap)
                            : NextRecord.ended(last, TOPIC_ID, (Cut.End) cut));
        }
    }

    private void accept(IndexRecord record) {
        try {
            last = Accepted.of(record.encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        latest = last.record();
    }

    void put(String key, ByteBuffer bytes) {
        store.putIfAbsent(key, bytes.duplicate(), "").join();
    }

    byte[] bytes(int index) {
        return store.get(key(index)).join();
    }

    String key(int index) {
        return segments.get(index).key(NAME);
    }

    void remove(int index) {
        store.delete(List.of(key(index))).join();
    }

    void replace(int index, byte[] bytes) {
        remove(index);
        put(key(index), ByteBuffer.wrap(bytes));
    }

    AuditReport audit() {
        Iterator<LogRecord> records = log.iterator();
        return StreamAudit.run(new StreamAudit.Request(
                NAME,
                fromMs,
                toMs,
                () -> records.hasNext() ? records.next() : null,
                log.get(0).offset() == 0,
                TOPIC_ID,
                latest,
                store,
                retained));
    }
}
