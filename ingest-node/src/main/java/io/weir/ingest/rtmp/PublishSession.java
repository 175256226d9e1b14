package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.weir.amf.AmfValue;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.Publications;
import io.weir.name.StreamName;
import io.weir.rtmp.RtmpMessage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One publisher's conversation, from {@code connect} to the end, without sockets.
 *
 * <p>Confined to one thread, that of the executor. Legal calls: {@link #receive} while {@link #isReading()}, as often as
 * there are messages; {@link #closed} or {@link #stop} once, at any time; nothing after.
 *
 * <p>The orders of commands that are understood: FFmpeg, OBS, FMLE and librtmp send {@code connect, releaseStream,
 * FCPublish, createStream, publish} and end with {@code FCUnpublish, deleteStream}; GStreamer and Larix the same or
 * without the FC calls; cameras any part of it, and often end with a bare FIN. Only {@code connect} and
 * {@code publish} are needed.
 */
final class PublishSession implements PublishedStream.Owner {
    /** Where the conversation stands. */
    enum State {
        /** {@code connect} has not come. */
        CONNECTING,
        /** {@code publish} has not come. */
        CONNECTED,
        /** The stream is being claimed; nothing may be read. */
        CLAIMING,
        /** Media flows. */
        PUBLISHING,
        /** Nothing more is said or heard. */
        ENDED
    }

    private static final int MAX_STREAMS = 16;

    /** Each may make a topic in the log. An encoder publishes once, or again after a pause. */
    static final int MAX_PUBLICATIONS = 16;

    /** Publishers send a dozen. */
    private static final int MAX_COMMANDS = 10_000;

    private final Publications publications;
    private final PublishAccess access;
    private final int httpPort;
    private final String peer;
    private final Executor thread;
    private final PublisherConnection connection;
    private final SessionReplies replies;
    private State state = State.CONNECTING;
    private String app = "";
    private String tcUrl = "";
    private int commands;
    private int streams;
    private int publishedCount;
    private @Nullable PublishedStream published;
    private @Nullable StreamName streamName;

    /**
     * A session that waits for {@code connect}.
     *
     * @param httpPort named to those who want to play
     * @param peer the publisher, as {@code host:port}
     * @param thread runs on the session's thread, after what runs there now
     */
    PublishSession(
            Publications publications,
            PublishAccess access,
            int httpPort,
            String peer,
            Executor thread,
            PublisherConnection connection) {
        this.publications = publications;
        this.access = access;
        this.httpPort = httpPort;
        this.peer = peer;
        this.thread = thread;
        this.connection = connection;
        this.replies = new SessionReplies(connection);
    }

    State state() {
        return state;
    }

    /** The stream that is published, or was last; null before. */
    @Nullable
    StreamName streamName() {
        return streamName;
    }

    /** Whether messages may be given now; not while the stream is being claimed, nor while the log's buffers are full. */
    boolean isReading() {
        return state != State.CLAIMING && (published == null || published.isWritable());
    }

    /** Takes a message; its payload is borrowed. */
    void receive(RtmpMessage message) {
        if (state == State.ENDED) {
            return;
        }
        if (message instanceof RtmpMessage.Video video) {
            media(FlvTag.VIDEO, video.messageStreamId(), video.timestampMs(), video.payload());
        } else if (message instanceof RtmpMessage.Audio audio) {
            media(FlvTag.AUDIO, audio.messageStreamId(), audio.timestampMs(), audio.payload());
        } else if (message instanceof RtmpMessage.Data data) {
            media(FlvTag.SCRIPT, data.messageStreamId(), data.timestampMs(), data.payload());
        } else if (message instanceof RtmpMessage.Command command) {
            command(command);
        } else if (message instanceof RtmpMessage.UserControl control
                && control.event() == RtmpMessage.UserControl.PING_REQUEST) {
            replies.pong(control);
        }
    }

    /** The publisher is gone; nothing can be sent any more. */
    void closed(String cause) {
        if (published != null) {
            published.close(cause);
            published = null;
        }
        state = State.ENDED;
    }

    /** Ends the session from this side, and tells the publisher why. */
    void stop(String cause) {
        if (state == State.ENDED) {
            return;
        }
        if (published != null) {
            replies.error(published.messageStreamId(), Status.FAILED, cause);
        }
        closed(cause);
        connection.finish(cause);
    }

    private void media(int type, int messageStreamId, int timestampMs, ByteBuf payload) {
        PublishedStream stream = published;
        if (stream != null && isPublished(messageStreamId)) {
            stream.write(type, timestampMs, payload);
        }
    }

    private void command(RtmpMessage.Command command) {
        if (++commands > MAX_COMMANDS) {
            refuse("it sent more than " + MAX_COMMANDS + " commands");
            return;
        }
        if (state == State.CONNECTING && !command.name().equals("connect")) {
            refuse("it sent " + PeerText.escaped(command.name()) + " before connect");
            return;
        }
        switch (command.name()) {
            case "connect" -> connect(command);
            case "createStream" -> createStream(command);
            case "releaseStream" -> replies.result(command, new AmfValue.Undefined());
            case "FCPublish" -> replies.fcPublish(command);
            case "publish" -> publish(command);
            case "play" -> play(command);
            case "FCUnpublish" -> {
                unpublish();
                replies.result(command, new AmfValue.Undefined());
            }
            case "closeStream" -> {
                if (isPublished(command.messageStreamId())) {
                    unpublish();
                }
            }
            case "deleteStream" -> {
                // Its argument is the stream; what is missing means the only one.
                if (!(command.value(1) instanceof AmfValue.Num id) || isPublished((int) id.value())) {
                    unpublish();
                }
            }
            default -> {} // _checkbw, getStreamLength and others: no publisher waits for an answer
        }
    }

    private void connect(RtmpMessage.Command command) {
        if (state != State.CONNECTING) {
            refuse("it sent connect twice");
            return;
        }
        ConnectRequest request = ConnectRequest.of(command);
        String appName = PublishTarget.appName(request.app());
        if (!appName.isEmpty() && !PublishTarget.isApp(appName)) {
            connection.send(request.rejected(StreamName.RULE));
            leave("the application " + PeerText.escaped(appName) + " breaks the rule: " + StreamName.RULE);
            return;
        }
        app = request.app();
        tcUrl = request.tcUrl();
        replies.connected(request);
        become(State.CONNECTED);
    }

    private void createStream(RtmpMessage.Command command) {
        if (streams == MAX_STREAMS) {
            refuse("it created more than " + MAX_STREAMS + " message streams");
            return;
        }
        streams++;
        replies.result(command, AmfValue.of(streams));
    }

    private void publish(RtmpMessage.Command command) {
        int id = command.messageStreamId();
        PublishTarget target = PublishTarget.of(app, tcUrl, text(command.value(1)));
        if (published != null) {
            replies.error(id, Status.PUBLISH_BAD_NAME, "this connection publishes " + published.name() + " already");
        } else if (target.name() == null) {
            reject(id, Status.PUBLISH_BAD_NAME, "the stream name " + target + " breaks the rule: " + StreamName.RULE);
        } else if (!access.isAllowed(target.name(), target.key(), peer)) {
            String key = target.key() == null ? "no publish key was given" : "the publish key is wrong";
            reject(id, Status.PUBLISH_DENIED, key + " for " + target);
        } else if (publishedCount == MAX_PUBLICATIONS) {
            reject(
                    id,
                    Status.PUBLISH_BAD_NAME,
                    "this connection has published " + MAX_PUBLICATIONS + " times; connect again");
        } else {
            publishedCount++;
            PublishedStream stream = new PublishedStream(target.name(), id, this, thread);
            published = stream;
            streamName = stream.name();
            become(State.CLAIMING);
            stream.open(publications, peer);
        }
    }

    private void play(RtmpMessage.Command command) {
        PublishTarget target = PublishTarget.of(app, tcUrl, text(command.value(1)));
        String description = target.name() == null
                ? "the stream name " + target + " breaks the rule: " + StreamName.RULE
                : "play it over HTTP: " + PlayUrl.of(tcUrl, httpPort, target.name());
        replies.error(command.messageStreamId(), Status.PLAY_FAILED, description);
        closed("play");
        connection.finish("it wanted to play " + target + " and was shown the HLS URL");
    }

    private void unpublish() {
        PublishedStream stream = published;
        if (stream == null) {
            return;
        }
        published = null;
        stream.close("the publisher has stopped");
        become(State.CONNECTED);
        replies.unpublished(stream.messageStreamId(), stream.name());
        connection.note("stopped by the publisher");
    }

    @Override
    public void opened(PublishedStream stream) {
        replies.published(stream.messageStreamId(), stream.name());
        connection.note("publishing");
        become(State.PUBLISHING);
    }

    @Override
    public void refused(PublishedStream stream, String cause) {
        if (stream == published) {
            published = null;
            reject(stream.messageStreamId(), Status.PUBLISH_BAD_NAME, cause);
        }
    }

    @Override
    public void ended(PublishedStream stream, String cause) {
        if (stream == published) {
            published = null;
            replies.error(stream.messageStreamId(), Status.FAILED, cause);
            closed(cause);
            connection.finish(cause);
        }
    }

    @Override
    public void writabilityChanged(PublishedStream stream) {
        if (stream == published) {
            connection.stateChanged();
        }
    }

    @Override
    public void unusable(PublishedStream stream, String cause) {
        if (stream == published) {
            published = null;
            stream.close(cause);
            reject(stream.messageStreamId(), Status.PUBLISH_REJECTED, cause);
        }
    }

    @Override
    public void note(PublishedStream stream, String event) {
        connection.note(event);
    }

    @Override
    public void warn(PublishedStream stream, String problem) {
        connection.warn(problem);
    }

    private boolean isPublished(int messageStreamId) {
        return state == State.PUBLISHING && published != null && published.messageStreamId() == messageStreamId;
    }

    private void reject(int messageStreamId, String code, String cause) {
        replies.error(messageStreamId, code, cause);
        leave(cause);
    }

    /** Tells the peer which rule it has broken, and turns it away. */
    void refuse(String cause) {
        reject(published == null ? 0 : published.messageStreamId(), Status.FAILED, cause);
    }

    private void leave(String cause) {
        closed(cause);
        connection.refuse(cause);
    }

    private void become(State next) {
        state = next;
        connection.stateChanged();
    }

    private static String text(AmfValue value) {
        return value instanceof AmfValue.Text text ? text.value() : "";
    }
}
