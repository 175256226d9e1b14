/** FLV tags and the headers of their bodies (Adobe FLV 10.1, Enhanced RTMP v2). May use media. */
@NullMarked
package io.weir.flv;

import org.jspecify.annotations.NullMarked;
