/** MPEG transport stream segments (ISO/IEC 13818-1). May use media and track. */
@NullMarked
package io.weir.ts;

import org.jspecify.annotations.NullMarked;
