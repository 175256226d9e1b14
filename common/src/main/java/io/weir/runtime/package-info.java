/** Lifecycle, health and metrics of a node; the only package that asks the system for the time. May use config. */
@NullMarked
package io.weir.runtime;

import org.jspecify.annotations.NullMarked;
