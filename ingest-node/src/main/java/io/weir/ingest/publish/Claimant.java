package io.weir.ingest.publish;

import io.weir.log.PinnedSettings;

/**
 * Who claims a stream.
 *
 * @param stream for the log
 * @param node its name in the cluster
 * @param publisher the peer that pushes, as {@code host:port}
 * @param settings what shapes the stream's segments
 */
record Claimant(String stream, String node, String publisher, PinnedSettings settings) {}
