/** One connection to a camera through FFmpeg: its packets become FLV tags. Knows no log, no lease and no second try. */
@NullMarked
package io.weir.ingest.pull;

import org.jspecify.annotations.NullMarked;
