package io.weir.ingest.rtmp;

import io.weir.amf.AmfValue;
import io.weir.name.StreamName;
import io.weir.rtmp.RtmpMessage;

/** What a session says to its publisher, in the words and the order that encoders wait for. */
final class SessionReplies {
    private static final long WINDOW_BYTES = 2_500_000;
    private static final int OUT_CHUNK_BYTES = 4096;

    private final PublisherConnection connection;

    /** Whether the publisher uses FMLE's calls: it then waits for answers of their own. */
    private boolean fcPublished;

    SessionReplies(PublisherConnection connection) {
        this.connection = connection;
    }

    void connected(ConnectRequest request) {
        connection.send(new RtmpMessage.WindowAckSize(WINDOW_BYTES));
        connection.send(new RtmpMessage.SetPeerBandwidth(WINDOW_BYTES, 2));
        connection.send(new RtmpMessage.SetChunkSize(OUT_CHUNK_BYTES));
        connection.send(request.accepted());
    }

    /** FCPublish has come. */
    void fcPublish(RtmpMessage.Command command) {
        fcPublished = true;
        result(command, new AmfValue.Undefined());
    }

    void published(int messageStreamId, StreamName stream) {
        connection.send(new RtmpMessage.UserControl(RtmpMessage.UserControl.STREAM_BEGIN, messageStreamId, 0));
        if (fcPublished) {
            connection.send(Status.fc("onFCPublish", Status.PUBLISH_START, stream));
        }
        connection.send(Status.ok(messageStreamId, Status.PUBLISH_START, stream + " is now published"));
    }

    void unpublished(int messageStreamId, StreamName stream) {
        if (fcPublished) {
            connection.send(Status.fc("onFCUnpublish", Status.UNPUBLISH_SUCCESS, stream));
        }
        connection.send(Status.ok(messageStreamId, Status.UNPUBLISH_SUCCESS, stream + " is no longer published"));
    }

    void error(int messageStreamId, String code, String cause) {
        connection.send(Status.error(messageStreamId, code, cause));
    }

    void pong(RtmpMessage.UserControl ping) {
        connection.send(new RtmpMessage.UserControl(RtmpMessage.UserControl.PING_RESPONSE, ping.value(), 0));
    }

    void result(RtmpMessage.Command command, AmfValue value) {
        connection.send(new RtmpMessage.Command(0, "_result", command.transactionId(), new AmfValue.Null(), value));
    }
}
