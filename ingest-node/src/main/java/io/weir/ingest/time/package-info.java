/** Repairs the times of publishers and cameras. Depends on no other package; knows no clock. */
@NullMarked
package io.weir.ingest.time;

import org.jspecify.annotations.NullMarked;
