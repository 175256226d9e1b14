package io.weir.audit.media;

/**
 * A coded frame found in a segment.
 *
 * @param pts90k when it is shown or heard, in the container's own time
 * @param dts90k when it is decoded; PTS for sound
 * @param length90k how long it is; 0 for a picture
 */
public record FoundFrame(FrameId id, long pts90k, long dts90k, long length90k) {}
