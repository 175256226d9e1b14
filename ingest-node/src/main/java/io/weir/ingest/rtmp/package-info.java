/** The RTMP server: one session a connection, without sockets, and the server around them. */
@NullMarked
package io.weir.ingest.rtmp;

import org.jspecify.annotations.NullMarked;
