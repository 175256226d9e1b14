package io.weir.log;

/**
 * A record of a stream's topic, as read.
 *
 * @param offset its offset in the topic's one partition
 * @param key its key
 * @param value its value; never written to. Empty where the kind has none
 */
public record LogRecord(long offset, TagKey key, byte[] value) {}
