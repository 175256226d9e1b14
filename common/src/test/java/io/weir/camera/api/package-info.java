/** Tests of the cameras' API, over HTTP. */
@NullMarked
package io.weir.camera.api;

import org.jspecify.annotations.NullMarked;
