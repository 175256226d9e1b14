package io.weir.runtime;

/** A part of the management port. Its answers may take time: they are made on threads that health and metrics do not use. */
public interface ManagementRoutes {
    /** What its paths begin with, such as {@code /api/v1/}. */
    String prefix();

    /** The longest body, bytes; a longer one is answered 413. */
    int maxBodyBytes();

    /** The answer; where something is wrong it is JSON with the members {@code error} (a sentence) and {@code reason} (a word). */
    ManagementReply answer(ManagementRequest request);
}
