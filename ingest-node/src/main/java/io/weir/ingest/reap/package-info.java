/** Streams whose ingest node is gone are brought to their end. */
@NullMarked
package io.weir.ingest.reap;

import org.jspecify.annotations.NullMarked;
