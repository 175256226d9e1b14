package io.weir.cut;

import io.weir.log.PinnedSettings;
import io.weir.media.HevcDecoderConfiguration;
import io.weir.mp4.InitSegment;
import io.weir.mp4.Mp4Muxer;
import io.weir.mp4.Mp4State;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import io.weir.ts.TsMuxer;
import io.weir.ts.TsState;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What segments are made as: transport streams; fragmented MP4 from the first segment on that has HEVC, or whose epoch asks
 * for it, until the stream ends. There is no way back before, since a playlist cannot take back an EXT-X-MAP.
 */
final class Container {
    private Container() {}

    /**
     * A segment and the muxers' states behind it.
     *
     * @param discontinuous whether a discontinuity stands before it
     * @param init what EXT-X-MAP names; null for a transport stream
     * @param mp4 null as long as the stream has transport streams
     * @param damagedSamples of which something, or all, was left out because it is malformed
     */
    record Made(
            boolean discontinuous,
            ByteBuffer bytes,
            @Nullable ByteBuffer init,
            TsState ts,
            @Nullable Mp4State mp4,
            int damagedSamples) {}

    /**
     * Makes the segment that follows a checkpoint.
     *
     * @param settings what the epoch's writer pinned
     * @param discontinuity whether a discontinuity stands before it for another reason than the change to fragments
     * @param tracks those in force
     * @param samples of these tracks, at least one
     * @param endMs the DTS at which its pictures end
     */
    static Made make(
            CutState before,
            @Nullable PinnedSettings settings,
            boolean discontinuity,
            EpochTracks tracks,
            List<Sample> samples,
            long endMs) {
        boolean changes = before.mp4() == null && needsFragments(settings, tracks.tracks());
        boolean discontinuous = discontinuity || (changes && before.hasEntries());
        if (!changes && before.mp4() == null) {
            boolean tracksChanged = !tracks.config().equals(before.muxed());
            TsState state = discontinuous ? before.ts().afterDiscontinuity(tracksChanged) : before.ts();
            TsMuxer.Result made = TsMuxer.mux(state, tracks.tracks(), samples);
            return new Made(discontinuous, made.bytes(), null, made.next(), null, made.damagedSamples());
        }
        Mp4State last = before.mp4() == null ? Mp4State.initial() : before.mp4();
        Mp4State state = discontinuous ? last.afterDiscontinuity() : last;
        Mp4Muxer.Result made = Mp4Muxer.mux(state, tracks.tracks(), samples, endMs);
        ByteBuffer init = InitSegment.of(tracks.tracks());
        return new Made(discontinuous, made.bytes(), init, before.ts(), made.next(), made.damagedSamples());
    }

    private static boolean needsFragments(@Nullable PinnedSettings settings, MediaTracks tracks) {
        boolean asked = settings != null && settings.container().equals(PinnedSettings.FMP4);
        return asked || tracks.video() instanceof HevcDecoderConfiguration;
    }
}
