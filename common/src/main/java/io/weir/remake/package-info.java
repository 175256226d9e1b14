/** What was cut already is made anew of the log, for who needs it and does not find it in the store. */
@NullMarked
package io.weir.remake;

import org.jspecify.annotations.NullMarked;
