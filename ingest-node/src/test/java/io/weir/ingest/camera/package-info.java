/** Shows that the camera of the tests is one for FFmpeg. */
@NullMarked
package io.weir.ingest.camera;

import org.jspecify.annotations.NullMarked;
