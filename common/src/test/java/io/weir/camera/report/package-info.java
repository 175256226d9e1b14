/** Tests of the reports of pulls. */
@NullMarked
package io.weir.camera.report;

import org.jspecify.annotations.NullMarked;
