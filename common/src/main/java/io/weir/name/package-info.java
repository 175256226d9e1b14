/** The names of applications and streams, and what is derived from them. Depends on nothing. */
@NullMarked
package io.weir.name;

import org.jspecify.annotations.NullMarked;
