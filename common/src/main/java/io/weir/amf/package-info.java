/** AMF0 values and their bytes. Depends on no other package. */
@NullMarked
package io.weir.amf;

import org.jspecify.annotations.NullMarked;
