/** MPEG transport stream segments (ISO/IEC 13818-1). May use media. */
@NullMarked
package io.weir.ts;

import org.jspecify.annotations.NullMarked;
