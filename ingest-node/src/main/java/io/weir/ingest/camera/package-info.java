/** Which cameras this node pulls, and each one's way from its hold in the log to its media. */
@NullMarked
package io.weir.ingest.camera;

import org.jspecify.annotations.NullMarked;
