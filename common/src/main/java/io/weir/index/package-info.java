/** The index: one record a segment, holding the live window and the checkpoint. May use name, cut, hls and media. */
@NullMarked
package io.weir.index;

import org.jspecify.annotations.NullMarked;
