package io.weir.rtmp;

/**
 * What one connection may ask for.
 *
 * @param maxMessageBytes longest message; a keyframe in 4K has some megabytes
 * @param maxCommandBytes longest command
 * @param maxPartialBytes memory of all messages that have begun and not ended
 * @param maxChunkStreams chunk streams ever used; publishers use fewer than ten
 */
public record RtmpLimits(int maxMessageBytes, int maxCommandBytes, int maxPartialBytes, int maxChunkStreams) {
    public static final RtmpLimits DEFAULT = new RtmpLimits(10 << 20, 64 << 10, 12 << 20, 64);
}
