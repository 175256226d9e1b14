/** Loads a server with many streams and measures what they cost. May use what common offers to publishers, and no node. */
@NullMarked
package io.weir.benchmarks;

import org.jspecify.annotations.NullMarked;
