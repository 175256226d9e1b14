/** The HTTP API of the cameras, and their CSV. Depends on camera and runtime. */
@NullMarked
package io.weir.camera.api;

import org.jspecify.annotations.NullMarked;
