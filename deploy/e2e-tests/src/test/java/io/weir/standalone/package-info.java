/** The embedded Kafka in a process of its own. */
@NullMarked
package io.weir.standalone;

import org.jspecify.annotations.NullMarked;
