/** HTTP/1.1 on Netty: sockets, limits, ordering, caching headers. Knows no stream; depends on no package of Weir. */
@NullMarked
package io.weir.edge.http;

import org.jspecify.annotations.NullMarked;
