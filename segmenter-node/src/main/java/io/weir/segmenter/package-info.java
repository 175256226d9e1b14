/** Cuts the streams that this node owns into segments, stores and indexes them. */
@NullMarked
package io.weir.segmenter;

import org.jspecify.annotations.NullMarked;
