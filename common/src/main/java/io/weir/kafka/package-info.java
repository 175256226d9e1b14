/** Kafka's clients as Weir sets them up, and its topics. May use name. */
@NullMarked
package io.weir.kafka;

import org.jspecify.annotations.NullMarked;
