/** The camera registry on Kafka: a compacted topic that one at a time may write. Depends on camera and kafka. */
@NullMarked
package io.weir.camera.registry;

import org.jspecify.annotations.NullMarked;
