/** Tests over separate processes: other people's publishers and players, killed nodes, roles apart. */
@NullMarked
package io.weir.e2e;

import org.jspecify.annotations.NullMarked;
