/** Objects in a directory or in S3 behind one contract. Depends on no other package of Weir. */
@NullMarked
package io.weir.storage;

import org.jspecify.annotations.NullMarked;
