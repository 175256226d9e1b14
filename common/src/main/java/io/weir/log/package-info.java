/** The log: a stream's Kafka topic, its records and the fold that reads them. May use name and flv. */
@NullMarked
package io.weir.log;

import org.jspecify.annotations.NullMarked;
