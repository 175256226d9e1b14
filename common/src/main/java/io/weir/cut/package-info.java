/** Where the log is cut into segments, as a pure function. May use flv, log, media, track, ts and mp4. */
@NullMarked
package io.weir.cut;

import org.jspecify.annotations.NullMarked;
