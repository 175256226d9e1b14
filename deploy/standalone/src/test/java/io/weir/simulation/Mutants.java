package io.weir.simulation;

import java.util.List;

/** Production rules that must be there, each broken in its own way. docs/invariants.md lists them. */
final class Mutants {
    private static final String COMMON = "common";
    private static final String INGEST = "ingest-node";
    private static final String SEGMENTER = "segmenter-node";
    private static final String FOLD = "io.weir.log.FoldState";
    private static final String CLAIM = "io.weir.ingest.publish.EpochClaim";
    private static final String WRITER = "io.weir.ingest.publish.EpochWriter";
    private static final String ENTRY = "io.weir.ingest.publish.LogEntry";
    private static final String UNSENT = "io.weir.ingest.publish.UnsentEntries";
    private static final String RUNS = "io.weir.ingest.publish.RunBuilder";
    private static final String CUTTER = "io.weir.cut.SegmentCutter";
    private static final String OWNED = "io.weir.segmenter.OwnedStream";
    private static final String ANNOUNCER = "io.weir.segmenter.Announcer";
    private static final String UPLOAD = "io.weir.segmenter.SegmentUpload";
    private static final String APPEND = "io.weir.segmenter.RecordAppend";
    private static final String NEXT = "io.weir.index.NextRecord";
    private static final String INDEX_FOLD = "io.weir.index.IndexFold";

    private Mutants() {}

    static final List<Mutant> ALL = List.of(
            new Mutant("fence of an older epoch accepted", COMMON, FOLD, "if (key.epoch() <= epoch) {", "if (false) {"),
            new Mutant(
                    "fence left out",
                    INGEST,
                    CLAIM,
                    "then(appended(key, claimant.tick()), fenced -> readBack(claimed, fenced, fencedMs));",
                    "then(CompletableFuture.completedFuture(claimed), fenced ->"
                            + " listener.onStands(new Standing(claimed, claimed, known, false, fencedMs, cutOff, topics.id())));"),
            new Mutant(
                    "latest not repeated behind a refused one",
                    SEGMENTER,
                    OWNED,
                    "if (last == null || announcer.isAppending() || repeatIsDue) {",
                    "if (true) {"),
            new Mutant(
                    "next record not waited for", SEGMENTER, ANNOUNCER, "if (next != null || held) {", "if (held) {"),
            new Mutant(
                    "epoch ignored",
                    COMMON,
                    FOLD,
                    "boolean follows = key.epoch() == epoch && !ended && expected;",
                    "boolean follows = !ended && expected;"),
            new Mutant(
                    "expected sequence not checked",
                    COMMON,
                    FOLD,
                    "boolean follows = key.epoch() == epoch && !ended && expected;",
                    "boolean follows = key.epoch() == epoch && !ended;"),
            new Mutant(
                    "new epoch goes on with the sequence",
                    COMMON,
                    FOLD,
                    "return new FoldState(key.epoch(), 0, false, true);",
                    "return new FoldState(key.epoch(), nextSequence, false, true);"),
            new Mutant(
                    "epoch that continues begins at 0",
                    COMMON,
                    FOLD,
                    "epoch < 0 ? UNKNOWN : nextSequence, false, fenced);",
                    "0, false, fenced);"),
            new Mutant(
                    "resent from the beginning of what was in flight",
                    INGEST,
                    WRITER,
                    "resendFrom(nextSequence);",
                    "resendFrom(0);"),
            new Mutant(
                    "resent from one too far",
                    INGEST,
                    WRITER,
                    "resendFrom(nextSequence);",
                    "resendFrom(nextSequence + 1);"),
            new Mutant(
                    "foreign records between one's own not judged",
                    INGEST,
                    WRITER,
                    "} else if (ack.offset() == lastOffset + 1) {",
                    "} else if (ack.offset() > lastOffset) {"),
            new Mutant(
                    "acknowledgements taken in any order",
                    INGEST,
                    WRITER,
                    "ack.offset() <= lastOffset || !inFlight.isFirst(ack.sent())",
                    "ack.offset() < 0"),
            new Mutant(
                    "sent on behind a CONFIG or a break",
                    INGEST,
                    ENTRY,
                    "return count == 0 && (kind == RecordKind.CONFIG || kind == RecordKind.GAP);",
                    "return false;"),
            new Mutant(
                    "dropped media without a GAP",
                    INGEST,
                    UNSENT,
                    "LogEntry made = LogEntry.gap(tags, ",
                    "LogEntry made = LogEntry.gap(0, "),
            new Mutant(
                    "frames left out without a GAP",
                    INGEST,
                    RUNS,
                    "out.accept(LogEntry.gap(leftOut, wallMs,",
                    "out.accept(LogEntry.gap(0, wallMs,"),
            new Mutant(
                    "GAP no discontinuity",
                    COMMON,
                    CUTTER,
                    "case GAP -> {\n                close(mark);\n                discontinuity = state.hasEntries();",
                    "case GAP -> {\n                close(mark);"),
            new Mutant(
                    "epoch that continues a discontinuity",
                    COMMON,
                    CUTTER,
                    "} else if (!key.continues()) {",
                    "} else {"),
            new Mutant("tag index dropped from the position", COMMON, CUTTER, "state.mark().tagIndex() : 0;", "0 : 0;"),
            new Mutant(
                    "fold dropped from the position",
                    COMMON,
                    "io.weir.cut.Reading",
                    "fold = mark.fold();",
                    "fold = FoldState.START;"),
            new Mutant(
                    "continuity counters forgotten",
                    COMMON,
                    CUTTER,
                    "startMs + durationMs, made.ts(), made.mp4());",
                    "startMs + durationMs, TsState.initial(), made.mp4());"),
            new Mutant(
                    "record before PUT",
                    SEGMENTER,
                    "io.weir.segmenter.PendingCut",
                    "return !(cut instanceof Cut.Media) || (upload != null && upload.isStored());",
                    "return true;"),
            new Mutant(
                    "announced before it is stored without a word",
                    SEGMENTER,
                    ANNOUNCER,
                    "head.record(last, topicId).withUnstored(unstored(head))",
                    "head.record(last, topicId)"),
            new Mutant(
                    "number from a local counter",
                    SEGMENTER,
                    ANNOUNCER,
                    "    private SegmentUpload upload(Cut.Media media, long msn) {\n        return new SegmentUpload(name, media, msn,",
                    "    private long made = -1;\n    private SegmentUpload upload(Cut.Media media, long msn) {\n"
                            + "        made = made < 0 ? msn : made + 1;\n        return new SegmentUpload(name, media, made,"),
            new Mutant(
                    "predecessor's number not checked",
                    COMMON,
                    INDEX_FOLD,
                    "if (last != null && next.record().msn() <= last.record().msn()) {",
                    "if (last != null && next.record().msn() < last.record().msn()) {"),
            new Mutant(
                    "any index record accepted",
                    COMMON,
                    INDEX_FOLD,
                    "if (last != null && next.record().msn() <= last.record().msn()) {",
                    "if (false) {"),
            new Mutant("predecessor not named", COMMON, NEXT, "last == null ? \"\" : last.hash(),", "\"\","),
            new Mutant(
                    "another's accepted record taken for one's own",
                    SEGMENTER,
                    ANNOUNCER,
                    "next != null && next.is(accepted)",
                    "next != null"),
            new Mutant(
                    "another's accepted record ignored",
                    SEGMENTER,
                    OWNED,
                    "        } else if (!announcer.accepted(accepted)) {\n            goOnFrom(accepted);\n        }",
                    "        } else {\n            announcer.accepted(accepted);\n        }"),
            new Mutant(
                    "CONFLICT taken for stored",
                    SEGMENTER,
                    UPLOAD,
                    "} else if (outcome != ObjectStore.PutOutcome.CONFLICT) {",
                    "} else if (true) {"),
            new Mutant(
                    "failed put taken for stored",
                    SEGMENTER,
                    UPLOAD,
                    "            again(\"{}: segment {} is not stored yet, and tried again: {}\", Retry.reason(error));\n        } else if (outcome != ",
                    "            onStored();\n        } else if (outcome != "),
            new Mutant(
                    "init segment put behind its segment",
                    SEGMENTER,
                    UPLOAD,
                    "if (init != null && !storedInit.is(name.init())) {",
                    "if (false) {"),
            new Mutant(
                    "lost beginning of the log not told",
                    SEGMENTER,
                    OWNED,
                    "if (sameTopic && offset < log.begin()) {",
                    "if (false) {"));

    /** Not caught within 600 seeds, or by one of them alone; docs/invariants.md says what is known of each. */
    static final List<Mutant> OPEN = List.of(
            new Mutant(
                    "log entered at a fence that continues expects 0",
                    COMMON,
                    FOLD,
                    "epoch < 0 ? UNKNOWN : nextSequence, false, fenced);",
                    "nextSequence, false, true);"),
            new Mutant(
                    "claim that continues not judged before its fence",
                    INGEST,
                    CLAIM,
                    "                judge(claimed);\n",
                    "                fence(claimed);\n"),
            new Mutant(
                    "what landed before the fence not read back",
                    INGEST,
                    CLAIM,
                    "FoldState fold = continues ? known : FoldState.START;\n            for (LogAccess.Placed record : records) {",
                    "FoldState fold = continues ? known : FoldState.START;\n"
                            + "            for (LogAccess.Placed record : records.subList(continues ? records.size() - 1 : 0,"
                            + " records.size())) {"),
            new Mutant(
                    "failed append not tried again",
                    SEGMENTER,
                    APPEND,
                    "} else if (!cancelled) {\n                        again(error);",
                    "} else if (false) {\n                        again(error);"),
            new Mutant(
                    "cold reading ends at a hole",
                    COMMON,
                    "io.weir.index.reader.PartitionReading",
                    "boolean complete = !holeSinceEndAsked && consumerPosition == position;",
                    "boolean complete = true;"));
}
