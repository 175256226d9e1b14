package io.weir.ownership;

/** What a node does in the cluster. A standalone process has all roles. */
public enum NodeRole {
    INGEST,
    SEGMENTER,
    EDGE
}
