/** Finds the coded frames in stored segments again, by code that shares nothing with the muxers. May use media. */
@NullMarked
package io.weir.audit.media;

import org.jspecify.annotations.NullMarked;
