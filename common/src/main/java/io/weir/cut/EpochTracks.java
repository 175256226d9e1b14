package io.weir.cut;

import io.weir.track.MediaTracks;

/**
 * The tracks in force. An epoch's first segment waits a while for the second one's configuration, so that it is not cut
 * because of that.
 */
final class EpochTracks {
    /** How long an epoch's first segment waits for a second track's configuration, ms of media. */
    private static final int WAIT_MS = 2_000;

    private TrackConfig config = TrackConfig.NONE;
    private MediaTracks tracks = new MediaTracks(null, null);
    private boolean waits;
    private long epochStartMs;

    TrackConfig config() {
        return config;
    }

    /** The tracks that segments are made with. */
    MediaTracks tracks() {
        return tracks;
    }

    boolean hasVideo() {
        return tracks.video() != null;
    }

    /** Goes on from a cut: its segment was the epoch's first, if there was one. */
    void restore(TrackConfig inForce) {
        waits = false;
        set(inForce);
    }

    /** An epoch begins, and has no tracks yet. */
    void beginEpoch() {
        set(TrackConfig.NONE);
        waits = true;
        epochStartMs = Mark.NO_CLOCK;
    }

    void set(TrackConfig next) {
        config = next;
        tracks = Tracks.of(next);
        waits &= tracks.video() == null || tracks.audio() == null;
    }

    /** Whether the open segment can take these configurations too. */
    boolean isWaitingFor(TrackConfig next) {
        return waits && config.isExtendedBy(next);
    }

    /** Whether a second track's configuration is still waited for. */
    boolean isWaiting() {
        return waits;
    }

    /** A frame comes; the wait may be over with it. */
    void see(long dtsMs) {
        waits &= epochStartMs == Mark.NO_CLOCK || dtsMs - epochStartMs < WAIT_MS;
    }

    /** A frame was added; the epoch's first one tells when it began. */
    void added(long dtsMs) {
        if (waits && epochStartMs == Mark.NO_CLOCK) {
            epochStartMs = dtsMs;
        }
    }
}
