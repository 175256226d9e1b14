package io.weir.hls;

/**
 * What a master playlist says of its one variant (RFC 8216 section 4.3.4.2).
 *
 * @param codecs CODECS, such as {@code avc1.64001f,mp4a.40.2}
 * @param bandwidth peak bit/s
 * @param width pixels; 0 if not known
 * @param height pixels; 0 if not known
 * @param frameRateMilli frames a second times 1000; 0 if not known
 */
public record Variant(String codecs, int bandwidth, int width, int height, int frameRateMilli) {}
