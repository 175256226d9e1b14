/** HLS playlists as text (RFC 8216, rfc8216bis). Depends on no other package. */
@NullMarked
package io.weir.hls;

import org.jspecify.annotations.NullMarked;
