/** Who holds which stream: the directory in Hazelcast and the assigner; and which ones somebody wants to watch. May use name. */
@NullMarked
package io.weir.ownership;

import org.jspecify.annotations.NullMarked;
