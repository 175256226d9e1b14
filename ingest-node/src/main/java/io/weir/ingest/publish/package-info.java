/** Writes publications into the log: runs, claim, epoch, sequence, acknowledgement, recovery. */
@NullMarked
package io.weir.ingest.publish;

import org.jspecify.annotations.NullMarked;
