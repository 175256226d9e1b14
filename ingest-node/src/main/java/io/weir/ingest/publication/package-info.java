/** What protocol sessions and the log ask of each other: opening, writing and ending a publication. */
@NullMarked
package io.weir.ingest.publication;

import org.jspecify.annotations.NullMarked;
