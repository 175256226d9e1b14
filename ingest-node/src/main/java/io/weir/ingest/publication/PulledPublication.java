package io.weir.ingest.publication;

/**
 * The publication of a camera that this node holds, whether its stream flows or not. The camera may be connected only while
 * {@link #isHeld}: asked before each connection, and while there is one. For any thread, but what is written comes from one
 * at a time.
 */
public interface PulledPublication extends Publication {
    /** Whether the camera may be connected now. Once false it stays so until the listener hears otherwise. */
    boolean isHeld();

    /** The camera is gone for now, and its connection closed. What is written next begins anew. */
    void breakOff(String cause);

    /** The camera's clock has jumped: media breaks off here, though the times that are written go on. */
    void timesBroke(String cause);

    /** Lets another node have the camera. Its connection is closed, and is not opened again. */
    void release(String cause);

    /** The camera is nobody's any more: the stream ends. Its connection is closed, and is not opened again. */
    void end(String cause);
}
