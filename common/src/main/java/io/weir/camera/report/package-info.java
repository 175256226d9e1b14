/** How the cameras' pulls are, told among the nodes. Depends on camera and ownership. */
@NullMarked
package io.weir.camera.report;

import org.jspecify.annotations.NullMarked;
