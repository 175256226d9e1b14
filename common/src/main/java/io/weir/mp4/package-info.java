/** Fragmented MP4: init and media segments (ISO/IEC 14496-12, -14 and -15). May use media and track. */
@NullMarked
package io.weir.mp4;

import org.jspecify.annotations.NullMarked;
