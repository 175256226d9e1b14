/** Which streams are pulled from which cameras: cameras, their sources, and the rules of the registry. Depends on name and config. */
@NullMarked
package io.weir.camera;

import org.jspecify.annotations.NullMarked;
