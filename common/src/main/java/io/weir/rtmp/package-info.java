/** The RTMP wire: handshake, chunks, messages. May use amf and flv. */
@NullMarked
package io.weir.rtmp;

import org.jspecify.annotations.NullMarked;
