/** Codec configurations: H.264, HEVC, AAC, MP3. Depends on no other package. */
@NullMarked
package io.weir.media;

import org.jspecify.annotations.NullMarked;
