/** Takes streams from publishers and writes them into the log. */
@NullMarked
package io.weir.ingest;

import org.jspecify.annotations.NullMarked;
