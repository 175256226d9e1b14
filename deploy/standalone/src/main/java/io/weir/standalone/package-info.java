/** The command line, the embedded broker, and the whole cluster in one process. */
@NullMarked
package io.weir.standalone;

import org.jspecify.annotations.NullMarked;
