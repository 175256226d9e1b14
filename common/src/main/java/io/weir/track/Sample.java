package io.weir.track;

import java.util.Objects;

/**
 * One coded frame on its way into a segment.
 *
 * @param video whether this is a picture, otherwise sound
 * @param keyframe whether a decoder can start here; means nothing for sound
 * @param dtsMs decode time, unwrapped to 64 bits; may be negative
 * @param compositionMs PTS - DTS; 0 for sound
 * @param data borrowed until the muxer returns, never changed
 * @param offset of the first byte in {@code data}
 * @param length bytes. Video: NAL units, each after its length (ISO/IEC 14496-15), which has as many bytes as the
 *     track's configuration says. AAC: one raw access unit without ADTS. MP3: whole frames.
 */
@SuppressWarnings("ArrayRecordComponent") // A view that is never compared: copying would cost what it saves.
public record Sample(
        boolean video, boolean keyframe, long dtsMs, int compositionMs, byte[] data, int offset, int length) {
    public Sample {
        Objects.checkFromIndexSize(offset, length, data.length);
    }
}
