package io.weir.hls;

import static io.weir.hls.PlaylistText.require;

import io.weir.hls.PlaylistText.Entry;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the media playlists of one URL, in the order they were fetched, only append and trim (RFC 8216 section
 * 6.2). Feed it each reload; one history for each edge, then compare them with {@link #requireSameEntriesAs}. Test
 * support; not thread-safe.
 */
public final class PlaylistHistory {
    private static final int MIN_WINDOW_TARGETS = 3;
    private static final int ROUNDING_MS = 1;

    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private @Nullable PlaylistText latest;
    private long changedAtMs;

    /**
     * Takes the next playlist.
     *
     * @return it, read
     * @throws AssertionError that says which rule is broken, alone or against what came before
     */
    public PlaylistText accept(String text) {
        PlaylistText next = PlaylistText.parse(text);
        requireDatesForward(next);
        PlaylistText last = latest;
        if (last != null && !next.equals(last)) {
            requireForward(last, next);
        }
        for (Entry entry : next.entries()) {
            Entry known = entries.putIfAbsent(entry.msn(), entry);
            require(known == null || known.equals(entry), "an entry never changes", known + " became " + entry);
        }
        latest = next;
        return next;
    }

    /**
     * Takes the next playlist, and checks that a live one is renewed within 1.5 target durations.
     *
     * @param atMs when it was fetched, on any steady clock
     */
    public PlaylistText accept(String text, long atMs) {
        PlaylistText last = latest;
        PlaylistText next = accept(text);
        if (last == null || next.lastMsn() != last.lastMsn() || next.ended()) {
            changedAtMs = atMs;
        }
        require(
                atMs - changedAtMs <= next.targetDurationS() * 1500L,
                "a live playlist is renewed within 1.5 target durations",
                (atMs - changedAtMs) + " ms after media sequence " + next.lastMsn());
        return next;
    }

    /** The target duration of the playlist that was taken last, in seconds. */
    public int targetDurationS() {
        return Objects.requireNonNull(latest, "no playlist yet").targetDurationS();
    }

    /** Every entry seen so far, by media sequence number. */
    public NavigableMap<Long, Entry> entries() {
        return entries;
    }

    /** Checks that what both have seen is the same, whoever served it. */
    public void requireSameEntriesAs(PlaylistHistory other) {
        entries.forEach((msn, entry) -> {
            Entry theirs = other.entries.get(msn);
            require(theirs == null || theirs.equals(entry), "every edge lists the same", entry + " and " + theirs);
        });
    }

    /** Checks that no number between the first and the last that were seen is missing. */
    public void requireWhole() {
        require(
                entries.isEmpty() || entries.lastKey() - entries.firstKey() + 1 == entries.size(),
                "every media sequence number was listed",
                entries.keySet());
    }

    private static void requireForward(PlaylistText last, PlaylistText next) {
        require(next.version() == last.version(), "EXT-X-VERSION never changes", next.version());
        require(next.mediaSequence() >= last.mediaSequence(), "EXT-X-MEDIA-SEQUENCE never goes back", next);
        require(
                next.discontinuitySequence() >= last.discontinuitySequence(),
                "EXT-X-DISCONTINUITY-SEQUENCE never goes back",
                next);
        require(next.lastMsn() >= last.lastMsn(), "only the oldest entries are removed", next);
        if (last.ended()) {
            require(next.mediaSequence() > last.lastMsn(), "a stream that returns starts an empty window", next);
            return;
        }
        require(
                next.targetDurationS() == last.targetDurationS(),
                "EXT-X-TARGETDURATION never changes",
                next.targetDurationS());
        if (next.mediaSequence() > last.mediaSequence()) {
            require(
                    next.durationMs() >= MIN_WINDOW_TARGETS * 1000L * next.targetDurationS(),
                    "three target durations stay when entries are removed",
                    next.durationMs() + " ms");
        }
    }

    private static void requireDatesForward(PlaylistText playlist) {
        Entry previous = null;
        for (Entry entry : playlist.entries()) {
            require(
                    previous == null || entry.startMs() >= previous.startMs() + previous.durationMs() - ROUNDING_MS,
                    "no entry begins before the end of the one before",
                    entry);
            previous = entry;
        }
    }
}
