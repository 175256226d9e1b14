package io.weir.config;

/**
 * A text that somebody gave for a key.
 *
 * @param name the key's name as written
 * @param text the value as written
 * @param origin where, to be read after "from", such as {@code weir.yaml line 3}
 */
record Given(String name, String text, String origin) {}
