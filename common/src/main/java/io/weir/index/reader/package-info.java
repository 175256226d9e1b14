/** Reading the index from Kafka: its latest records in memory, and whether they are current. */
@NullMarked
package io.weir.index.reader;

import org.jspecify.annotations.NullMarked;
