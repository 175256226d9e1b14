package io.weir.camera;

import io.weir.camera.CameraRefusal.Reason;
import io.weir.name.StreamName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written so that the registry says what it was told. A pure function of the snapshot; the writer sees to it
 * that nothing is written between that snapshot and what comes out of here.
 */
public final class ChangeRules {
    /** So many streams there are at most. */
    static final int MAX_ENTRIES = 10_000;

    /** So many sources a stream gives up at a time at most. */
    static final int MAX_RELEASING = 16;

    /** So many sources are tested at a time at most. */
    static final int MAX_TESTS = 64;

    private final CameraSnapshot before;
    private final CameraChanges changes;
    private final Predicate<SourceTest> isOver;
    private final List<CameraRefusal> refusals = new ArrayList<>();
    private int added;
    private final Map<String, StreamName> taken = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();

    private ChangeRules(CameraSnapshot before, CameraChanges changes, Predicate<SourceTest> isOver) {
        this.before = before;
        this.changes = changes;
        this.isOver = isOver;
    }

    /**
     * A record to append.
     *
     * @param name the stream's, or a test's
     * @param value null takes the record away
     * @param follow for its header
     */
    public record Write(String name, byte @Nullable [] value, byte[] follow) {
        /** The name as the log has it. */
        public byte[] key() {
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * What comes of it.
     *
     * @param writes to be written together or not at all; empty if the registry says it already
     */
    public record Outcome(List<Write> writes, List<CameraRefusal> refusals) {
        public Outcome {
            writes = List.copyOf(writes);
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * Changes cameras.
     *
     * @param isOver of a test that stands, whether nobody can be connected for it any more
     */
    public static Outcome change(CameraSnapshot before, CameraChanges changes, Predicate<SourceTest> isOver) {
        ChangeRules rules = new ChangeRules(before, changes, isOver);
        changes.delete().stream().sorted().forEach(rules::delete);
        changes.put().forEach(rules::put);
        return changes.all() && !rules.refusals.isEmpty()
                ? new Outcome(List.of(), rules.refusals)
                : new Outcome(rules.writes, rules.refusals);
    }

    /** Ends reservations. */
    public static Outcome released(CameraSnapshot before, StreamName stream, List<Reservation> given) {
        ChangeRules rules = nothing(before);
        CameraEntry entry = before.entry(stream);
        if (entry != null && entry.releasing().stream().anyMatch(given::contains)) {
            List<Reservation> left = entry.releasing().stream()
                    .filter(reservation -> !given.contains(reservation))
                    .toList();
            rules.write(stream, entry.camera(), entry.since(), left);
        }
        return new Outcome(rules.writes, List.of());
    }

    /**
     * Begins a test of a source that no stream has and nobody tests; else it writes nothing, and who asked does not find the test in
     * the registry.
     */
    public static Outcome beginTest(CameraSnapshot before, SourceTest test, Predicate<SourceTest> isOver) {
        ChangeRules rules = nothing(before);
        long standing = 0;
        for (SourceTest other : before.tests()) {
            if (!isOver.test(other)) {
                standing++;
            }
        }
        Optional<SourceTest> other = before.test(test.source());
        boolean isFree = before.holder(test.source()).isEmpty()
                && other.map(isOver::test).orElse(true);
        if (isFree && standing < MAX_TESTS) {
            before.tests().stream().filter(isOver).forEach(old -> rules.write(old.key(), null));
            rules.write(test.key(), test.encode());
        }
        return new Outcome(rules.writes, List.of());
    }

    /** Ends a test. */
    public static Outcome endTest(CameraSnapshot before, SourceTest test) {
        ChangeRules rules = nothing(before);
        if (before.tests().contains(test)) {
            rules.write(test.key(), null);
        }
        return new Outcome(rules.writes, List.of());
    }

    private static ChangeRules nothing(CameraSnapshot before) {
        return new ChangeRules(before, new CameraChanges(List.of(), Set.of(), true, true, null), test -> false);
    }

    private void delete(StreamName stream) {
        CameraEntry entry = before.entry(stream);
        Camera camera = entry == null ? null : entry.camera();
        if (entry == null || camera == null) {
            refuse(stream, Reason.NOT_THERE, null, "there is no camera " + stream);
        } else if (mayChange(entry, camera, null)) {
            giveUp(entry, camera).ifPresent(releasing -> write(stream, null, null, releasing));
        }
    }

    private void put(Camera given) {
        StreamName stream = given.stream();
        CameraEntry entry = before.entry(stream);
        Camera present = entry == null ? null : entry.camera();
        Camera camera = withStored(given, present);
        if (camera == null || isFilesAlready(camera, present) || !mayChange(entry, present, camera)) {
            return;
        }
        String canonical = camera.source().canonical();
        if (isOthers(camera, canonical) || isTested(camera, canonical)) {
            return;
        }
        if (entry == null && before.entries().size() + added >= MAX_ENTRIES) {
            refuse(stream, Reason.TOO_MANY, null, "there are " + MAX_ENTRIES + " cameras already");
            return;
        }
        taken.put(canonical, stream);
        before.test(canonical).ifPresent(over -> write(over.key(), null));
        if (entry == null) {
            added++;
            write(stream, camera, null, List.of());
        } else if (present != null && present.source().canonical().equals(canonical)) {
            if (!isSame(camera, present)) {
                write(stream, camera, entry.since(), entry.releasing());
            }
        } else {
            // What it is giving up and takes again has been its own all the while.
            Long since = entry.reservationOf(canonical).map(Reservation::since).orElse(null);
            (present == null ? Optional.of(entry.releasing()) : giveUp(entry, present))
                    .map(releasing -> releasing.stream()
                            .filter(given1 -> !given1.source().equals(canonical))
                            .toList())
                    .ifPresent(releasing -> write(stream, camera, since, releasing));
        }
    }

    /** A list that was exported holds cameras of files as well, and may be imported again if they are as they were. */
    private boolean isFilesAlready(Camera camera, @Nullable Camera present) {
        String owner = present == null ? null : present.file();
        return owner != null
                && camera.file() == null
                && changes.version() == null
                && !changes.force()
                && camera.withFile(owner).equals(present);
    }

    /** A file's other name is no difference: nodes with one file under two names would write without end. */
    private static boolean isSame(Camera camera, Camera present) {
        boolean bothFiles = camera.file() != null && present.file() != null;
        return camera.equals(bothFiles ? present.withFile(camera.file()) : present);
    }

    /**
     * With what is stored where the given source leaves it out, so that what was read, in JSON or CSV, may be written back.
     * A file is the whole truth of its cameras: one that it gives without credentials has none.
     */
    private @Nullable Camera withStored(Camera given, @Nullable Camera present) {
        CameraSource written = given.source();
        CameraSource stored = present == null ? null : present.source();
        boolean isSame = stored != null
                && (written.hidesInPath()
                        ? stored.looksLike(written)
                        : stored.canonical().equals(written.canonical()));
        if (stored == null || !isSame) {
            if (!written.hasStoredCredentials() && !written.hidesInPath()) {
                return given;
            }
            refuse(
                    given.stream(),
                    Reason.NOTHING_STORED,
                    null,
                    "the source " + written + " asks by " + CameraSource.HIDDEN
                            + " for what is stored of it, and nothing is");
            return null;
        }
        Credentials own = written.credentials();
        boolean keeps = own == null && (given.file() == null || written.hasStoredCredentials());
        CameraSource whole = written.hidesInPath() ? stored : written;
        return given.withSource(whole.withCredentials(keeps ? stored.credentials() : own));
    }

    private boolean mayChange(@Nullable CameraEntry entry, @Nullable Camera present, @Nullable Camera camera) {
        StreamName stream =
                Objects.requireNonNull(entry != null ? entry.stream() : camera == null ? null : camera.stream());
        Long expected = changes.version();
        if (expected != null && (present == null || entry == null || entry.version() != expected)) {
            refuse(stream, Reason.CHANGED, null, "the camera " + stream + " has been changed meanwhile");
            return false;
        }
        String owner = present == null ? null : present.file();
        boolean byFile = camera != null && camera.file() != null;
        if (owner != null && !byFile && !changes.force()) {
            refuse(
                    stream,
                    Reason.OWNED_BY_FILE,
                    null,
                    "the camera " + stream + " is in the file " + owner + ": change it there");
            return false;
        }
        return true;
    }

    private boolean isOthers(Camera camera, String canonical) {
        StreamName stream = camera.stream();
        StreamName inSame = taken.get(canonical);
        if (inSame != null) {
            refuse(
                    stream,
                    Reason.SOURCE_TAKEN,
                    inSame,
                    "the source " + camera.source() + " of " + stream + " is also given to " + inSame
                            + ": a camera is one stream's");
            return true;
        }
        Optional<CameraSnapshot.Holder> holder = before.otherHolder(camera);
        holder.ifPresent(other -> refuse(
                stream,
                other.releasing() ? Reason.SOURCE_RELEASING : Reason.SOURCE_TAKEN,
                other.stream(),
                other.releasing()
                        ? "the source " + camera.source() + " of " + stream + " was " + other.stream()
                                + "'s, whose pull is still being closed: try again in a moment"
                        : "the source " + camera.source() + " of " + stream + " is pulled as " + other.stream()
                                + " already: a camera is one stream's"));
        return holder.isPresent();
    }

    private boolean isTested(Camera camera, String canonical) {
        boolean tested = before.test(canonical).filter(isOver.negate()).isPresent();
        if (tested) {
            refuse(
                    camera.stream(),
                    Reason.BEING_TESTED,
                    null,
                    "the source " + camera.source() + " of " + camera.stream()
                            + " is being tested: try again in a moment");
        }
        return tested;
    }

    /** The reservations with the present source among them. */
    private Optional<List<Reservation>> giveUp(CameraEntry entry, Camera present) {
        if (entry.releasing().size() >= MAX_RELEASING) {
            refuse(
                    entry.stream(),
                    Reason.TOO_MANY_RELEASING,
                    null,
                    "earlier sources of " + entry.stream() + " are still being closed: try again in a moment");
            return Optional.empty();
        }
        List<Reservation> releasing = new ArrayList<>(entry.releasing());
        releasing.add(new Reservation(present.source().canonical(), entry.since(), entry.version()));
        return Optional.of(releasing);
    }

    private void refuse(StreamName stream, Reason reason, @Nullable StreamName holder, String text) {
        refusals.add(new CameraRefusal(stream, reason, holder, text));
    }

    private void write(StreamName stream, @Nullable Camera camera, @Nullable Long since, List<Reservation> releasing) {
        byte[] value = camera == null && releasing.isEmpty() ? null : CameraRecord.encode(camera, since, releasing);
        write(stream.toString(), value);
    }

    private void write(String name, byte @Nullable [] value) {
        writes.add(new Write(name, value, CameraFold.follow(before.lastOffset(), writes.size())));
    }
}
