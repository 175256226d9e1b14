package io.weir.rtmp;

import io.netty.buffer.ByteBuf;

/**
 * A whole message as the chunk layer sees it.
 *
 * @param type message type id
 * @param timestampMs 32 bits that wrap
 * @param payload belongs to the receiver
 */
record RawMessage(int type, int messageStreamId, int timestampMs, ByteBuf payload) {}
