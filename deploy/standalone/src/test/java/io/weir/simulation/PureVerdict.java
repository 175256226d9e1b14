package io.weir.simulation;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.SegmentCutter;
import io.weir.hls.MediaSegment;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.ingest.publish.SimulatedLog;
import io.weir.log.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Judges that whoever cut, and however often it began anew, made what one cutter makes of the whole log. */
final class PureVerdict {
    private final SimulatedLog log;
    private final List<Accepted> chain;
    private final Function<IndexRecord, MediaSegment> entries;
    private final Function<String, byte[]> objects;

    /**
     * A verdict of a chain.
     *
     * @param entries gives the entry that a record of a segment adds
     */
    PureVerdict(
            SimulatedLog log,
            List<Accepted> chain,
            Function<IndexRecord, MediaSegment> entries,
            Function<String, byte[]> objects) {
        this.log = log;
        this.chain = chain;
        this.entries = entries;
        this.objects = objects;
    }

    void pass() {
        List<Cut> cuts = cuts();
        Invariant.PURE.require(
                cuts.size() == chain.size(), chain.size() + " records of the " + cuts.size() + " that there are");
        for (int i = 0; i < cuts.size(); i++) {
            IndexRecord record = chain.get(i).record();
            Cut cut = cuts.get(i);
            Invariant.PURE.require(record.checkpoint().equals(cut.after()), "the checkpoint of " + record.msn());
            Invariant.PURE.require(record.kind() == kind(cut), record.kind());
            if (cut instanceof Cut.Media media) {
                MediaSegment entry = entries.apply(record);
                Invariant.PURE.require(is(entry.name(), media.bytes()), entry.name());
                boolean mapped = entry.map() != null;
                Invariant.PURE.require(mapped == (media.init() != null), entry.name());
                Invariant.PURE.require(
                        !mapped || is(Objects.requireNonNull(entry.map()), Objects.requireNonNull(media.init())),
                        entry.map());
            }
        }
    }

    /** A stream begins with its first segment. */
    private List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cut -> {
            if (!cuts.isEmpty() || cut instanceof Cut.Media) {
                cuts.add(cut);
            }
        });
        for (int offset = 0; offset < log.end(); offset++) {
            SimulatedLog.Landed landed = log.landed().get(offset);
            cutter.accept(new LogRecord(offset, landed.key(), landed.value()));
        }
        return cuts;
    }

    private static IndexRecord.Kind kind(Cut cut) {
        if (cut instanceof Cut.Media) {
            return IndexRecord.Kind.SEGMENT;
        }
        return cut instanceof Cut.Gap ? IndexRecord.Kind.GAP : IndexRecord.Kind.FINAL;
    }

    private boolean is(String fileName, ByteBuffer expected) {
        return ByteBuffer.wrap(objects.apply(fileName)).equals(expected);
    }
}
