/** The file of cameras, {@code cameras.yaml}: read, watched, and put into the registry. Depends on camera. */
@NullMarked
package io.weir.camera.file;

import org.jspecify.annotations.NullMarked;
