/** The audit on the management port. May use audit and runtime. */
@NullMarked
package io.weir.audit.api;

import org.jspecify.annotations.NullMarked;
