package io.weir.ingest.rtmp;

import io.weir.rtmp.RtmpMessage;

/** The way back from a session to its publisher. Called on the session's thread. */
interface PublisherConnection {
    /** Sends a message that has no payload. */
    void send(RtmpMessage message);

    /** {@link PublishSession#isReading} or {@link PublishSession#state} may answer differently now. */
    void stateChanged();

    /** A line for the log. */
    void note(String event);

    /** A warning for the log; the session goes on. */
    void warn(String problem);

    /** Close when all is sent: the session has come to its end. */
    void finish(String cause);

    /** Close when all is sent: the peer has done, or wants, what it may not. */
    void refuse(String cause);
}
