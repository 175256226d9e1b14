package io.weir.benchmarks;

/**
 * How each run is measured.
 *
 * @param seconds that are measured
 * @param warmUpSeconds before them, once all streams have begun
 * @param segmentSeconds that segments aim at
 * @param watched streams, at most, whose playlists are polled
 * @param pollMs between two looks at a playlist: how much too long a delay may seem
 */
record Plan(int seconds, int warmUpSeconds, int segmentSeconds, int watched, int pollMs) {}
