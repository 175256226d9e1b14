/** Sound that HLS does not carry becomes AAC, by FFmpeg in process; it knows no protocols, sockets or threads. */
@NullMarked
package io.weir.ingest.audio;

import org.jspecify.annotations.NullMarked;
