/** A camera for tests: serves a clip by RTSP, and does what cameras do when they fail. Knows {@code flv} and {@code media}. */
@NullMarked
package io.weir.camera;

import org.jspecify.annotations.NullMarked;
