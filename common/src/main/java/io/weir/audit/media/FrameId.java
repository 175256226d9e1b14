package io.weir.audit.media;

/**
 * What a coded frame is known by, in the log and in any container: the first 128 bits of the SHA-256 of those of its bytes that
 * survive muxing.
 */
public record FrameId(long high, long low) {}
