/** Where the log is cut into segments, as a pure function. May use name, flv, log, media and ts. */
@NullMarked
package io.weir.cut;

import org.jspecify.annotations.NullMarked;
