/** One attempt at pulling one source: from FFmpeg's packets to FLV tags. May use audio, media, flv, config, publication and time. */
@NullMarked
package io.weir.ingest.pull;

import org.jspecify.annotations.NullMarked;
