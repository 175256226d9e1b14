/** Tracks and their coded frames on the way into a segment of any container. May use media. */
@NullMarked
package io.weir.track;

import org.jspecify.annotations.NullMarked;
