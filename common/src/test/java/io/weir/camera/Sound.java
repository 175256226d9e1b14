package io.weir.camera;

/** What a camera sends as its sound. */
enum Sound {
    /** That of the clip; none if the clip has none. */
    AAC,
    /** A tone in G.711 A-law. */
    PCMA,
    /** A tone in G.711 µ-law. */
    PCMU,
    NONE
}
