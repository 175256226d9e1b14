/** How the death of a node that holds cameras is made certain, and is found out by others. Knows no streams and no log. */
@NullMarked
package io.weir.ingest.guard;

import org.jspecify.annotations.NullMarked;
