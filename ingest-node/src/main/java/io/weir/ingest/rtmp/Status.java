package io.weir.ingest.rtmp;

import io.weir.amf.AmfValue;
import io.weir.name.StreamName;
import io.weir.rtmp.RtmpMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code onStatus} messages a publisher knows (Adobe RTMP 1.0, section 7.2.2; the codes are ActionScript's).
 *
 * <p>FFmpeg prints the description of each of level error; librtmp, and with it OBS and many cameras, closes on
 * {@code NetStream.Failed} and shows it; GStreamer tells {@code BadName} and {@code Denied} from the rest.
 */
final class Status {
    static final String CONNECT_SUCCESS = "NetConnection.Connect.Success";
    static final String CONNECT_REJECTED = "NetConnection.Connect.Rejected";
    static final String PUBLISH_START = "NetStream.Publish.Start";

    /** The name breaks the rule, or is another's for now. */
    static final String PUBLISH_BAD_NAME = "NetStream.Publish.BadName";

    /** The key is wrong or absent. */
    static final String PUBLISH_DENIED = "NetStream.Publish.Denied";

    /** What is published cannot be carried. */
    static final String PUBLISH_REJECTED = "NetStream.Publish.Rejected";

    static final String UNPUBLISH_SUCCESS = "NetStream.Unpublish.Success";
    static final String PLAY_FAILED = "NetStream.Play.Failed";

    /** A publication that stood is over: there is no code of its own for that, and this one makes librtmp close. */
    static final String FAILED = "NetStream.Failed";

    private Status() {}

    static RtmpMessage ok(int messageStreamId, String code, String description) {
        return onStatus(messageStreamId, "status", code, description);
    }

    static RtmpMessage error(int messageStreamId, String code, String description) {
        return onStatus(messageStreamId, "error", code, description);
    }

    /** What FMLE's calls FCPublish and FCUnpublish are told, {@code onFCPublish} and {@code onFCUnpublish}. */
    static RtmpMessage fc(String name, String code, StreamName stream) {
        return new RtmpMessage.Command(
                0, name, 0, new AmfValue.Null(), new AmfValue.Obj(info("status", code, stream.stream())));
    }

    static Map<String, AmfValue> info(String level, String code, String description) {
        Map<String, AmfValue> info = new LinkedHashMap<>();
        info.put("level", AmfValue.of(level));
        info.put("code", AmfValue.of(code));
        info.put("description", AmfValue.of(description));
        return info;
    }

    private static RtmpMessage onStatus(int messageStreamId, String level, String code, String description) {
        return new RtmpMessage.Command(
                messageStreamId, "onStatus", 0, new AmfValue.Null(), new AmfValue.Obj(info(level, code, description)));
    }
}
