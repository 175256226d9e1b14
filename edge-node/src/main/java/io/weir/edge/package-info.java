/** Serves playlists and segments over HTTP to any number of viewers. */
@NullMarked
package io.weir.edge;

import org.jspecify.annotations.NullMarked;
