/** Gives the audit a stream's log from Kafka. May use audit, index.reader, kafka and storage. */
@NullMarked
package io.weir.audit.reader;

import org.jspecify.annotations.NullMarked;
