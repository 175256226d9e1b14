package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.amf.AmfEncoder;
import io.weir.amf.AmfValue;
import io.weir.rtmp.RtmpMessage;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A publisher that says what it is told, to a session without sockets, and keeps what it hears. */
final class ScriptedPublisher implements PublisherConnection {
    static final String AVC_CONFIGURATION =
            "1700000000014d400dffe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8";

    /** A header that counts, and a body that does not. */
    static final String AVC_KEYFRAME = "1701000000aabb";

    static final String AAC_CONFIGURATION = "af001210";

    /** Needs no configuration. */
    static final String MP3_FRAME = "2ffffb9000";

    final List<RtmpMessage> heard = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final PublishSession session;

    @Nullable
    String finished;

    @Nullable
    String refused;

    int stateChanges;

    ScriptedPublisher(FakePublications publications, PublishAccess access) {
        session = new PublishSession(publications, access, 8080, "192.0.2.7:4711", Runnable::run, this);
    }

    static ScriptedPublisher to(FakePublications publications) {
        return new ScriptedPublisher(publications, PublishAccess.OPEN);
    }

    ScriptedPublisher say(RtmpMessage... messages) {
        for (RtmpMessage message : messages) {
            session.receive(message);
        }
        return this;
    }

    static RtmpMessage connect(String app) {
        return connect(Map.of("app", AmfValue.of(app), "tcUrl", AmfValue.of("rtmp://weir.example:1935/" + app)));
    }

    static RtmpMessage connect(Map<String, AmfValue> members) {
        return new RtmpMessage.Command(0, "connect", 1, new AmfValue.Obj(members));
    }

    static RtmpMessage call(int messageStreamId, String name, double transactionId, AmfValue... arguments) {
        List<AmfValue> values = new ArrayList<>(List.of(arguments));
        values.add(0, new AmfValue.Null());
        return new RtmpMessage.Command(messageStreamId, name, transactionId, values);
    }

    static RtmpMessage publish(String name) {
        return call(1, "publish", 5, AmfValue.of(name), AmfValue.of("live"));
    }

    static RtmpMessage video(int messageStreamId, int timestampMs, String hex) {
        return new RtmpMessage.Video(messageStreamId, timestampMs, hex(hex));
    }

    static RtmpMessage audio(int messageStreamId, int timestampMs, String hex) {
        return new RtmpMessage.Audio(messageStreamId, timestampMs, hex(hex));
    }

    static RtmpMessage data(int messageStreamId, AmfValue... values) {
        return new RtmpMessage.Data(messageStreamId, 0, amf(values));
    }

    static ByteBuf amf(AmfValue... values) {
        ByteBuf out = Unpooled.buffer();
        for (AmfValue value : values) {
            AmfEncoder.write(out, value);
        }
        return out;
    }

    static AmfValue metadata() {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        members.put("width", AmfValue.of(1280));
        return new AmfValue.EcmaArray(members);
    }

    private static ByteBuf hex(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    /** The codes of all statuses heard, in order, with those of answers to calls. */
    List<String> codes() {
        List<String> codes = new ArrayList<>();
        for (RtmpMessage message : heard) {
            if (message instanceof RtmpMessage.Command command) {
                AmfValue code = command.value(1).membersOrNone().get("code");
                codes.add(command.name() + (code instanceof AmfValue.Text text ? " " + text.value() : ""));
            }
        }
        return codes;
    }

    /** A member of the last command's information. */
    String lastInfo(String member) {
        for (int i = heard.size() - 1; i >= 0; i--) {
            if (heard.get(i) instanceof RtmpMessage.Command command
                    && command.value(1).membersOrNone().get(member) instanceof AmfValue.Text text) {
                return text.value();
            }
        }
        return "";
    }

    @Override
    public void send(RtmpMessage message) {
        heard.add(message);
    }

    @Override
    public void stateChanged() {
        stateChanges++;
    }

    @Override
    public void note(String event) {
        notes.add(event);
    }

    @Override
    public void warn(String problem) {
        warnings.add(problem);
    }

    @Override
    public void finish(String cause) {
        finished = cause;
    }

    @Override
    public void refuse(String cause) {
        refused = cause;
    }
}
