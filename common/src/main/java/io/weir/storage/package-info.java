/** Objects in a directory or in S3 behind one contract, and how long they are kept. May use name. */
@NullMarked
package io.weir.storage;

import org.jspecify.annotations.NullMarked;
