/**
 * The audit: proves from log and store that every acknowledged frame is in exactly one segment. Compares what the log says with what
 * the store holds, and uses none of what cuts and muxes. May use flv, log, media, cut for which tracks are carried, index, name and
 * storage.
 */
@NullMarked
package io.weir.audit;

import org.jspecify.annotations.NullMarked;
