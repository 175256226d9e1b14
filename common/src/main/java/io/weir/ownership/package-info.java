/** Who holds which stream: the directory in Hazelcast and the assigner. May use name. */
@NullMarked
package io.weir.ownership;

import org.jspecify.annotations.NullMarked;
