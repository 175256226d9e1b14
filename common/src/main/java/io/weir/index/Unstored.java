package io.weir.index;

import io.weir.cut.CutState;

/**
 * From which entry on the store may not have the objects that playlists name. Until it has them, they are made of the log:
 * by each edge for its viewers, and by the stream's owner for the store.
 *
 * @param msn the number of the first such entry
 * @param checkpoint the one before that entry
 */
public record Unstored(long msn, CutState checkpoint) {}
