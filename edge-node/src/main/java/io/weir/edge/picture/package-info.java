/** Still pictures of what is in segments, made with FFmpeg. */
@NullMarked
package io.weir.edge.picture;

import org.jspecify.annotations.NullMarked;
