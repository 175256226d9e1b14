package io.weir.ownership;

import java.io.Serializable;

/**
 * What the directory says of a stream that is being published. A hint: the log decides.
 *
 * @param ingestNode the publishing member's name
 * @param epoch the claim's offset in the stream's topic
 * @param publisher the peer, as {@code host:port}, for people
 * @param sinceMs when it began, wall clock in ms
 */
public record StreamStatus(String ingestNode, long epoch, String publisher, long sinceMs) implements Serializable {}
