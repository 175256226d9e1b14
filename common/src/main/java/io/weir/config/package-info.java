/** Settings: one YAML file, each key also an environment variable. Depends on no other package. */
@NullMarked
package io.weir.config;

import org.jspecify.annotations.NullMarked;
