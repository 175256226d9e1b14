package io.weir.ingest.rtmp;

import static io.weir.ingest.rtmp.ScriptedPublisher.AAC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_KEYFRAME;
import static io.weir.ingest.rtmp.ScriptedPublisher.amf;
import static io.weir.ingest.rtmp.ScriptedPublisher.audio;
import static io.weir.ingest.rtmp.ScriptedPublisher.call;
import static io.weir.ingest.rtmp.ScriptedPublisher.connect;
import static io.weir.ingest.rtmp.ScriptedPublisher.data;
import static io.weir.ingest.rtmp.ScriptedPublisher.metadata;
import static io.weir.ingest.rtmp.ScriptedPublisher.publish;
import static io.weir.ingest.rtmp.ScriptedPublisher.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.weir.amf.AmfValue;
import io.weir.name.StreamName;
import io.weir.rtmp.RtmpMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the clients in use send, in their order: each must be published, carried and ended. */
class ClientOrdersTest {
    private static final AmfValue STREAM = AmfValue.of("cam1");
    private static final AmfValue SET_DATA_FRAME = AmfValue.of("@setDataFrame");
    private static final AmfValue ON_METADATA = AmfValue.of("onMetaData");

    /**
     * @param begin up to {@code publish}
     * @param end empty where the client just closes its connection
     */
    record Order(String client, List<RtmpMessage> begin, RtmpMessage metadata, List<RtmpMessage> end) {
        @Override
        public String toString() {
            return client;
        }
    }

    static List<Order> orders() {
        List<RtmpMessage> unpublish =
                List.of(call(0, "FCUnpublish", 6, STREAM), call(0, "deleteStream", 7, AmfValue.of(1)));
        return List.of(
                new Order(
                        "FFmpeg",
                        List.of(
                                connect(Map.of(
                                        "app", AmfValue.of("cctvf"),
                                        "type", AmfValue.of("nonprivate"),
                                        "flashVer", AmfValue.of("FMLE/3.0 (compatible; Lavf59.27.100)"),
                                        "tcUrl", AmfValue.of("rtmp://127.0.0.1:1935/cctvf"))),
                                new RtmpMessage.WindowAckSize(2_500_000),
                                call(0, "releaseStream", 2, STREAM),
                                call(0, "FCPublish", 3, STREAM),
                                call(0, "createStream", 4),
                                call(0, "_checkbw", 5),
                                publish("cam1")),
                        data(1, SET_DATA_FRAME, ON_METADATA, metadata()),
                        unpublish),
                new Order(
                        "OBS and FMLE",
                        List.of(
                                new RtmpMessage.SetChunkSize(4096),
                                connect(Map.of(
                                        "app", AmfValue.of("cctvf"),
                                        "type", AmfValue.of("nonprivate"),
                                        "flashVer", AmfValue.of("FMLE/3.0 (compatible; FMSc/1.0)"),
                                        "swfUrl", AmfValue.of("rtmp://weir.example/cctvf"),
                                        "tcUrl", AmfValue.of("rtmp://weir.example/cctvf"))),
                                call(0, "releaseStream", 2, STREAM),
                                call(0, "FCPublish", 3, STREAM),
                                call(0, "createStream", 4),
                                publish("cam1")),
                        data(1, SET_DATA_FRAME, ON_METADATA, metadata()),
                        unpublish),
                new Order(
                        "librtmp",
                        List.of(
                                connect(Map.of(
                                        "app", AmfValue.of("cctvf"),
                                        "tcUrl", AmfValue.of("rtmp://weir.example:1935/cctvf"),
                                        "fpad", AmfValue.of(false),
                                        "capabilities", AmfValue.of(15),
                                        "audioCodecs", AmfValue.of(3191),
                                        "videoCodecs", AmfValue.of(252),
                                        "videoFunction", AmfValue.of(1))),
                                new RtmpMessage.UserControl(3, 1, 300),
                                call(0, "releaseStream", 2, STREAM),
                                call(0, "FCPublish", 3, STREAM),
                                call(0, "createStream", 4),
                                publish("cam1")),
                        data(1, SET_DATA_FRAME, ON_METADATA, metadata()),
                        List.of(call(0, "FCUnpublish", 6, STREAM), call(1, "deleteStream", 0, AmfValue.of(1)))),
                new Order(
                        "GStreamer",
                        List.of(
                                new RtmpMessage.WindowAckSize(2_500_000),
                                connect("cctvf"),
                                call(0, "releaseStream", 0, STREAM),
                                call(0, "FCPublish", 0, STREAM),
                                call(0, "createStream", 2),
                                publish("cam1")),
                        data(1, SET_DATA_FRAME, ON_METADATA, metadata()),
                        List.of(call(1, "FCUnpublish", 0, STREAM), call(1, "deleteStream", 0, AmfValue.of(1)))),
                new Order(
                        "Larix",
                        List.of(
                                connect(Map.of(
                                        "app", AmfValue.of("cctvf"),
                                        "tcUrl", AmfValue.of("rtmp://weir.example/cctvf"),
                                        "fourCcList", new AmfValue.StrictArray(List.of(AmfValue.of("hvc1"))))),
                                call(0, "createStream", 2),
                                publish("cam1")),
                        data(1, SET_DATA_FRAME, ON_METADATA, metadata()),
                        List.of(call(1, "closeStream", 0))),
                new Order(
                        "a camera that writes tcurl, no FC calls, metadata bare, and just hangs up",
                        List.of(
                                connect(Map.of(
                                        "app", AmfValue.of("cctvf"),
                                        "tcurl", AmfValue.of("rtmp://weir.example/cctvf"))),
                                call(0, "createStream", 2),
                                publish("cam1")),
                        data(1, ON_METADATA, metadata()),
                        List.of()),
                new Order(
                        "a camera with everything in the name, and deleteStream without its argument",
                        List.of(connect(Map.of()), call(0, "createStream", 2), publish("cctvf/cam1?a=b")),
                        data(1, ON_METADATA, metadata()),
                        List.of(new RtmpMessage.Command(1, "deleteStream", 0))));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void receive_orderOfClient_isPublishedCarriedAndEnded(Order order) {
        FakePublications publications = FakePublications.granting();
        ScriptedPublisher publisher = ScriptedPublisher.to(publications);

        order.begin().forEach(publisher::say);
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Publish.Start");
        assertThat(publications.last().stream).isEqualTo(new StreamName("cctvf", "cam1"));

        publisher.say(
                order.metadata(),
                video(1, 0, AVC_CONFIGURATION),
                audio(1, 0, AAC_CONFIGURATION),
                video(1, 40, AVC_KEYFRAME));
        assertThat(publications.last().tags)
                .containsExactly(
                        "18@0 " + ByteBufUtil.hexDump(amf(ON_METADATA, metadata())),
                        "9@0 " + AVC_CONFIGURATION,
                        "8@0 " + AAC_CONFIGURATION,
                        "9@40 " + AVC_KEYFRAME);

        order.end().forEach(publisher::say);
        if (order.end().isEmpty()) {
            assertThat(publications.last().closed).isNull();
        } else {
            assertThat(publications.last().closed).isEqualTo("the publisher has stopped");
            assertThat(publisher.codes()).endsWith(lastCodes(order));
        }
        publisher.session.closed("gone");
        assertThat(publications.last().closed).isNotNull();
        assertThat(publications.opened).hasSize(1);
        assertThat(publisher.refused).isNull();
        assertThat(publisher.warnings).isEmpty();
    }

    private static String[] lastCodes(Order order) {
        List<String> codes = new ArrayList<>(List.of("onStatus NetStream.Unpublish.Success"));
        if (order.end().stream()
                .anyMatch(m -> m instanceof RtmpMessage.Command c && c.name().equals("FCUnpublish"))) {
            codes.add("_result");
        }
        return codes.toArray(new String[0]);
    }

    @Test
    void receive_fcPublish_isToldOnFcPublishOnlyWhenClaimStands() {
        FakePublications publications = FakePublications.waiting();
        ScriptedPublisher publisher = ScriptedPublisher.to(publications)
                .say(connect("cctvf"), call(0, "FCPublish", 3, STREAM), call(0, "createStream", 4), publish("cam1"));
        assertThat(publisher.codes()).containsExactly("_result NetConnection.Connect.Success", "_result", "_result");
        publications.last().grant();
        assertThat(publisher.codes())
                .endsWith("onFCPublish NetStream.Publish.Start", "onStatus NetStream.Publish.Start");
    }

    @Test
    void receive_publishAgainAfterUnpublish_isAnotherPublication() {
        FakePublications publications = FakePublications.granting();
        ScriptedPublisher publisher = ScriptedPublisher.to(publications)
                .say(connect("cctvf"), call(0, "createStream", 4), publish("cam1"))
                .say(call(0, "FCUnpublish", 6, STREAM), call(0, "deleteStream", 7, AmfValue.of(1)))
                .say(call(0, "createStream", 8), call(2, "publish", 9, AmfValue.of("cam2")))
                .say(video(1, 0, AVC_CONFIGURATION), video(2, 1, AVC_CONFIGURATION));
        assertThat(publications.opened).hasSize(2);
        assertThat(publications.last().stream).isEqualTo(new StreamName("cctvf", "cam2"));
        assertThat(publications.last().tags).containsExactly("9@1 " + AVC_CONFIGURATION);
        assertThat(publisher.refused).isNull();
    }
}
