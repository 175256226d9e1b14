package io.weir.ingest.publication;

/** What a publication tells its session. */
public interface PublicationListener {
    /** Read no more from the publisher while not writable: buffers are full. */
    void onWritabilityChanged(boolean writable);

    /**
     * Of a pull: whether the camera may be connected has changed. When it may not any more, close its connection at once;
     * {@link PulledPublication#isHeld} said so before.
     */
    default void onHeldChanged(boolean held) {}

    /**
     * The publication is over without the publisher's doing: a newer one has taken the stream, or the log cannot be
     * written. Write no more to it.
     *
     * @param cause a sentence for the publisher and for the log
     */
    void onEnded(String cause);
}
