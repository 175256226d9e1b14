/** Publishes over RTMP: for the demo's clip, the load generator and tests. Uses sockets. May use amf, flv and rtmp. */
@NullMarked
package io.weir.rtmpclient;

import org.jspecify.annotations.NullMarked;
