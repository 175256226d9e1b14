/** Tests of the file of cameras. */
@NullMarked
package io.weir.camera.file;

import org.jspecify.annotations.NullMarked;
