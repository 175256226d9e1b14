package io.weir.ingest.rtmp;

import io.weir.amf.AmfValue;
import io.weir.rtmp.RtmpMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code connect} command (Adobe RTMP 1.0, section 7.2.1.1; Enhanced RTMP v2, "Enhancing NetConnection connect
 * Command").
 *
 * @param app as sent, with its query
 * @param tcUrl empty if there is none
 * @param enhanced whether the client speaks of FourCCs; others get no answer about them, as some trip over it
 */
record ConnectRequest(double transactionId, String app, String tcUrl, boolean enhanced) {
    private static final List<String> VIDEO_FOUR_CCS = List.of("avc1", "hvc1");
    private static final List<String> AUDIO_FOUR_CCS = List.of("mp4a", ".mp3");

    /** FourCcInfoMask: what it is is passed on, neither decoded nor encoded. */
    private static final double CAN_FORWARD = 0x04;

    static ConnectRequest of(RtmpMessage.Command command) {
        String app = "";
        String tcUrl = "";
        boolean enhanced = false;
        for (Map.Entry<String, AmfValue> member :
                command.value(0).membersOrNone().entrySet()) {
            switch (member.getKey()) {
                case "app" -> app = text(member.getValue());
                // Some cameras write it in lower case.
                case "tcUrl", "tcurl" -> tcUrl = text(member.getValue());
                case "fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx" -> enhanced = true;
                default -> {}
            }
        }
        return new ConnectRequest(command.transactionId(), app, tcUrl, enhanced);
    }

    /** The answer of success. AMF0 is asked for whatever the client offered. */
    RtmpMessage accepted() {
        Map<String, AmfValue> properties = new LinkedHashMap<>();
        properties.put("fmsVer", AmfValue.of("FMS/3,5,7,7009")); // a version that encoders take for able
        properties.put("capabilities", AmfValue.of(31));
        properties.put("mode", AmfValue.of(1));
        Map<String, AmfValue> info = Status.info("status", Status.CONNECT_SUCCESS, "Connection succeeded.");
        info.put("objectEncoding", AmfValue.of(0));
        if (enhanced) {
            List<AmfValue> all = new ArrayList<>();
            VIDEO_FOUR_CCS.forEach(fourCc -> all.add(AmfValue.of(fourCc)));
            AUDIO_FOUR_CCS.forEach(fourCc -> all.add(AmfValue.of(fourCc)));
            info.put("fourCcList", new AmfValue.StrictArray(all));
            info.put("videoFourCcInfoMap", infoMap(VIDEO_FOUR_CCS));
            info.put("audioFourCcInfoMap", infoMap(AUDIO_FOUR_CCS));
            info.put("capsEx", AmfValue.of(0));
        }
        return new RtmpMessage.Command(
                0, "_result", transactionId, new AmfValue.Obj(properties), new AmfValue.Obj(info));
    }

    /** The answer of refusal. */
    RtmpMessage rejected(String description) {
        return new RtmpMessage.Command(
                0,
                "_error",
                transactionId,
                new AmfValue.Null(),
                new AmfValue.Obj(Status.info("error", Status.CONNECT_REJECTED, description)));
    }

    private static AmfValue infoMap(List<String> fourCcs) {
        Map<String, AmfValue> map = new LinkedHashMap<>();
        fourCcs.forEach(fourCc -> map.put(fourCc, AmfValue.of(CAN_FORWARD)));
        return new AmfValue.Obj(map);
    }

    private static String text(AmfValue value) {
        return value instanceof AmfValue.Text text ? text.value() : "";
    }
}
