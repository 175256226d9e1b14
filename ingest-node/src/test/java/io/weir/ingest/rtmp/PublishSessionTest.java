package io.weir.ingest.rtmp;

import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_CONFIGURATION;
import static io.weir.ingest.rtmp.ScriptedPublisher.AVC_KEYFRAME;
import static io.weir.ingest.rtmp.ScriptedPublisher.audio;
import static io.weir.ingest.rtmp.ScriptedPublisher.call;
import static io.weir.ingest.rtmp.ScriptedPublisher.connect;
import static io.weir.ingest.rtmp.ScriptedPublisher.data;
import static io.weir.ingest.rtmp.ScriptedPublisher.publish;
import static io.weir.ingest.rtmp.ScriptedPublisher.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.weir.amf.AmfValue;
import io.weir.ingest.publication.Publication;
import io.weir.name.StreamName;
import io.weir.rtmp.RtmpMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishSessionTest {
    private static final String VP6_KEYFRAME = "1400aabb";
    private static final String AV1_KEYFRAME = "9361763031aabb"; // coded frames X, av01
    private static final String OPUS_FRAME = "914f707573aa";

    private final FakePublications publications = FakePublications.granting();
    private final ScriptedPublisher publisher = ScriptedPublisher.to(publications);

    private ScriptedPublisher publishing() {
        return publisher.say(connect("cctvf"), call(0, "createStream", 2), publish("cam1"));
    }

    // Claims

    @Test
    void publish_moreOftenThanAConnectionMay_isRefused() {
        publisher.say(connect("cctvf"));
        for (int i = 0; i < PublishSession.MAX_PUBLICATIONS; i++) {
            publisher.say(publish("cam" + i), call(0, "FCUnpublish", 6));
        }
        assertThat(publisher.refused).isNull();
        publisher.say(publish("another"));
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Publish.BadName");
        assertThat(publisher.lastInfo("description")).contains("16 times").contains("connect again");
        assertThat(publisher.refused).isNotNull();
        assertThat(publications.opened).hasSize(PublishSession.MAX_PUBLICATIONS);
    }

    @Test
    void publish_whileClaiming_readsNothingAndSaysNothing() {
        FakePublications waiting = FakePublications.waiting();
        ScriptedPublisher claiming =
                ScriptedPublisher.to(waiting).say(connect("cctvf"), call(0, "createStream", 2), publish("cam1"));
        assertThat(claiming.session.isReading()).isFalse();
        assertThat(claiming.session.state()).isEqualTo(PublishSession.State.CLAIMING);
        assertThat(claiming.codes()).doesNotContain("onStatus NetStream.Publish.Start");
        waiting.last().grant();
        assertThat(claiming.session.isReading()).isTrue();
        assertThat(claiming.codes()).endsWith("onStatus NetStream.Publish.Start");
    }

    @Test
    void publish_claimRefused_isBadNameWithReason() {
        FakePublications waiting = FakePublications.waiting();
        ScriptedPublisher claiming = ScriptedPublisher.to(waiting).say(connect("cctvf"), publish("cam1"));
        waiting.last().refuse("a registered camera is pulled under this name");
        assertThat(claiming.codes()).endsWith("onStatus NetStream.Publish.BadName");
        assertThat(claiming.lastInfo("description")).isEqualTo("a registered camera is pulled under this name");
        assertThat(claiming.refused).isEqualTo("a registered camera is pulled under this name");
        assertThat(claiming.session.state()).isEqualTo(PublishSession.State.ENDED);
    }

    @Test
    void publish_claimFails_isToldWithoutClaimStanding() {
        FakePublications waiting = FakePublications.waiting();
        ScriptedPublisher claiming = ScriptedPublisher.to(waiting).say(connect("cctvf"), publish("cam1"));
        waiting.last().fail(new IllegalStateException("no broker"));
        assertThat(claiming.lastInfo("description"))
                .contains("cannot be claimed now")
                .contains("no broker");
    }

    @Test
    void closed_whileClaiming_givesTheClaimUp() {
        FakePublications waiting = FakePublications.waiting();
        ScriptedPublisher claiming = ScriptedPublisher.to(waiting).say(connect("cctvf"), publish("cam1"));
        claiming.session.closed("gone");
        assertThat(waiting.last().isCancelled()).isTrue();
        waiting.last().grant();
        assertThat(claiming.codes()).doesNotContain("onStatus NetStream.Publish.Start");
    }

    @Test
    void onEnded_whileClaiming_endsAndGivesLateClaimBack() {
        FakePublications waiting = FakePublications.waiting();
        ScriptedPublisher claiming = ScriptedPublisher.to(waiting).say(connect("cctvf"), publish("cam1"));
        waiting.last().listener.onEnded("a newer publisher has taken the stream");
        waiting.last().grant();
        assertThat(claiming.codes()).endsWith("onStatus NetStream.Failed");
        assertThat(waiting.last().closed).isNotNull();
    }

    @Test
    void onEnded_whilePublishing_tellsPublisherWhyAndEnds() {
        publishing();
        publications.last().listener.onEnded("a newer publisher has taken the stream: 192.0.2.9:1000");
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Failed");
        assertThat(publisher.lastInfo("level")).isEqualTo("error");
        assertThat(publisher.lastInfo("description"))
                .isEqualTo("a newer publisher has taken the stream: 192.0.2.9:1000");
        assertThat(publisher.finished).isNotNull();
        publisher.say(video(1, 0, AVC_KEYFRAME));
        assertThat(publications.last().tags).isEmpty();
        assertThat(publications.last().closed).as("it is over already").isNull();
    }

    @Test
    void onWritabilityChanged_falseThenTrue_stopsAndResumesReading() {
        publishing();
        int before = publisher.stateChanges;
        publications.last().listener.onWritabilityChanged(false);
        assertThat(publisher.session.isReading()).isFalse();
        publications.last().listener.onWritabilityChanged(true);
        assertThat(publisher.session.isReading()).isTrue();
        assertThat(publisher.stateChanges).isEqualTo(before + 2);
    }

    @Test
    void onWritabilityChanged_afterUnpublish_hasNoEffect() {
        publishing().say(call(1, "closeStream", 0));
        publications.last().listener.onWritabilityChanged(false);
        assertThat(publisher.session.isReading()).isTrue();
    }

    @Test
    void stop_whilePublishing_tellsPublisherAndClosesPublication() {
        publishing();
        publisher.session.stop("this server is stopping");
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Failed");
        assertThat(publications.last().closed).isEqualTo("this server is stopping");
        assertThat(publisher.finished).isEqualTo("this server is stopping");
    }

    // Names and keys

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "cam 1", "cam/1", "", "cam\u0000", "cäm", "\n", "cam1#"})
    void publish_nameThatBreaksRule_isBadNameWithRule(String name) {
        publisher.say(connect("cctvf"), publish(name));
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Publish.BadName");
        assertThat(publisher.lastInfo("description")).contains(StreamName.RULE);
        assertThat(publisher.refused).isNotNull().matches("[ -~]*");
        assertThat(publications.opened).isEmpty();
    }

    @Test
    void publish_nameOf64Kilobytes_isRefusedInShort() {
        publisher.say(connect("cctvf"), publish("a".repeat(65_000)));
        assertThat(publisher.refused).isNotNull().hasSizeLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "my-app", "a/b", "..", "ä"})
    void connect_applicationThatBreaksRule_isRejectedWithRule(String app) {
        publisher.say(connect(app));
        assertThat(publisher.codes()).containsExactly("_error NetConnection.Connect.Rejected");
        assertThat(publisher.lastInfo("description")).isEqualTo(StreamName.RULE);
        assertThat(publisher.refused).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "cctvf, cam1?key=s3cret",
        "cctvf?key=s3cret, cam1",
        "cctvf/?key=s3cret, cam1",
        "cctvf?key=wrong, cam1?a=b&key=s3cret",
        "'', cctvf/cam1?key=s3cret",
        "cctvf, cam1?key=s3%63ret",
    })
    void publish_keyInAppOrName_isGranted(String app, String name) {
        ScriptedPublisher keyed = new ScriptedPublisher(publications, PublishAccess.withKey("s3cret"));
        keyed.say(connect(app), publish(name));
        assertThat(keyed.codes()).endsWith("onStatus NetStream.Publish.Start");
        assertThat(publications.last().stream).isEqualTo(new StreamName("cctvf", "cam1"));
    }

    @ParameterizedTest
    @CsvSource({
        "tcUrl, cctvf, rtmp://weir.example:1935/cctvf?key=s3cret, cam1",
        "tcurl, cctvf, rtmp://weir.example/cctvf?a=b&key=s3%63ret, cam1",
        "tcUrl, cctvf?a=b, rtmp://weir.example/cctvf?key=s3cret, cam1?a=b",
        "tcUrl, cctvf?key=s3cret, rtmp://weir.example/cctvf?key=wrong, cam1",
        "tcUrl, cctvf, rtmp://weir.example/cctvf?key=wrong, cam1?key=s3cret",
    })
    void publish_keyInTcUrl_isTakenAfterThoseOfNameAndApp(String member, String app, String tcUrl, String name) {
        ScriptedPublisher keyed = new ScriptedPublisher(publications, PublishAccess.withKey("s3cret"));
        keyed.say(connect(Map.of("app", AmfValue.of(app), member, AmfValue.of(tcUrl))), publish(name));
        assertThat(keyed.codes()).endsWith("onStatus NetStream.Publish.Start");
        assertThat(publications.last().stream).isEqualTo(new StreamName("cctvf", "cam1"));
    }

    @Test
    void publish_keyInTcUrlWrong_isDeniedAndKeptSecret() {
        ScriptedPublisher keyed = new ScriptedPublisher(publications, PublishAccess.withKey("s3cret"));
        String tcUrl = "rtmp://weir.example/cctvf?key=s3cre";
        keyed.say(connect(Map.of("app", AmfValue.of("cctvf"), "tcUrl", AmfValue.of(tcUrl))), publish("cam1"));
        assertThat(keyed.codes()).endsWith("onStatus NetStream.Publish.Denied");
        assertThat(keyed.refused).isEqualTo("the publish key is wrong for cctvf/cam1");
        assertThat(keyed.lastInfo("description")).doesNotContain("s3cre");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cam1", "cam1?key=", "cam1?key=s3cre", "cam1?key=s3cret1", "cam1?token=s3cret", "cam1?key=%zz"})
    void publish_keyWrongOrAbsent_isDeniedAndKeptSecret(String name) {
        ScriptedPublisher keyed = new ScriptedPublisher(publications, PublishAccess.withKey("s3cret"));
        keyed.say(connect("cctvf"), publish(name));
        assertThat(keyed.codes()).endsWith("onStatus NetStream.Publish.Denied");
        assertThat(publications.opened).isEmpty();
        assertThat(keyed.refused).isNotNull().doesNotContain("s3cre").contains("cctvf/cam1");
        assertThat(keyed.lastInfo("description")).doesNotContain("s3cre");
    }

    // Orders that are wrong

    @Test
    void receive_commandBeforeConnect_isRefused() {
        publisher.say(publish("cam1"));
        assertThat(publisher.refused).isEqualTo("it sent publish before connect");
    }

    @Test
    void receive_connectTwice_isRefused() {
        publisher.say(connect("cctvf"), connect("cctvf"));
        assertThat(publisher.refused).isEqualTo("it sent connect twice");
    }

    @Test
    void receive_tooManyCreateStreams_isRefused() {
        publisher.say(connect("cctvf"));
        for (int i = 0; i < 17; i++) {
            publisher.say(call(0, "createStream", i));
        }
        assertThat(publisher.refused).contains("more than 16");
    }

    @Test
    void publish_secondOnOneConnection_isBadNameAndFirstGoesOn() {
        publishing().say(call(2, "publish", 6, AmfValue.of("cam2")), video(1, 0, AVC_CONFIGURATION));
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Publish.BadName");
        assertThat(publications.opened).hasSize(1);
        assertThat(publications.last().tags).hasSize(1);
    }

    @Test
    void receive_mediaBeforePublishOrOnOtherStream_isIgnored() {
        publisher.say(video(1, 0, AVC_KEYFRAME), connect("cctvf"), audio(1, 0, "af01"));
        publisher.say(
                publish("cam1"), video(2, 0, AVC_KEYFRAME), audio(0, 0, "af01"), data(7, AmfValue.of("onMetaData")));
        assertThat(publications.last().tags).isEmpty();
        assertThat(publisher.refused).isNull();
    }

    @Test
    void receive_closeOrDeleteOfOtherStream_goesOn() {
        publishing()
                .say(call(2, "closeStream", 0), call(0, "deleteStream", 0, AmfValue.of(2)))
                .say(new RtmpMessage.Unknown(19, 1, 0, Unpooled.EMPTY_BUFFER), call(0, "getStreamLength", 9));
        assertThat(publications.last().closed).isNull();
    }

    // Answers

    @Test
    void receive_ping_isAnswered() {
        publisher.say(new RtmpMessage.UserControl(RtmpMessage.UserControl.PING_REQUEST, 0x80000001, 0));
        assertThat(publisher.heard).containsExactly(new RtmpMessage.UserControl(7, 0x80000001, 0));
    }

    @Test
    void connect_plainClient_hearsNothingOfFourCcs() {
        publisher.say(connect("cctvf"));
        assertThat(connectInfo())
                .containsEntry("objectEncoding", AmfValue.of(0))
                .doesNotContainKey("fourCcList");
    }

    @Test
    void connect_enhancedClient_hearsWhatIsCarried() {
        publisher.say(connect(Map.of("app", AmfValue.of("cctvf"), "videoFourCcInfoMap", new AmfValue.Obj(Map.of()))));
        assertThat(connectInfo())
                .containsEntry(
                        "videoFourCcInfoMap", new AmfValue.Obj(Map.of("avc1", AmfValue.of(4), "hvc1", AmfValue.of(4))))
                .containsEntry(
                        "audioFourCcInfoMap", new AmfValue.Obj(Map.of("mp4a", AmfValue.of(4), ".mp3", AmfValue.of(4))))
                .containsKeys("fourCcList", "capsEx");
    }

    private Map<String, AmfValue> connectInfo() {
        return publisher.heard.stream()
                .filter(m -> m instanceof RtmpMessage.Command c && c.name().equals("_result"))
                .map(m -> ((RtmpMessage.Command) m).value(1).membersOrNone())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://weir.example:1935/cctvf, http://weir.example:8080/cctvf/cam1.m3u8",
        "rtmp://weir.example/cctvf, http://weir.example:8080/cctvf/cam1.m3u8",
        "rtmp://user:pass@weir.example/cctvf, http://weir.example:8080/cctvf/cam1.m3u8",
        "rtmp://[2001:db8::1]:1935/cctvf, http://[2001:db8::1]:8080/cctvf/cam1.m3u8",
        "rtmp://a b/cctvf, http://localhost:8080/cctvf/cam1.m3u8",
        "'', http://localhost:8080/cctvf/cam1.m3u8",
    })
    void play_anyStream_failsNamingHlsUrl(String tcUrl, String url) {
        publisher.say(
                connect(Map.of("app", AmfValue.of("cctvf"), "tcUrl", AmfValue.of(tcUrl))),
                call(0, "createStream", 2),
                call(1, "play", 0, AmfValue.of("cam1"), AmfValue.of(-2000)));
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Play.Failed");
        assertThat(publisher.lastInfo("description")).endsWith(url);
        assertThat(publisher.finished).isNotNull();
    }

    @Test
    void play_badName_failsNamingRule() {
        publisher.say(connect("cctvf"), call(1, "play", 0, AmfValue.of("../x")));
        assertThat(publisher.lastInfo("description")).contains(StreamName.RULE);
    }

    // Tracks

    @Test
    void receive_keyframeWhileTheLogIsFull_isNotReadOnBeforeTheNewsHasCome() {
        List<Runnable> later = new ArrayList<>();
        PublishSession session =
                new PublishSession(publications, PublishAccess.OPEN, 8080, "192.0.2.7:4711", later::add, publisher);
        session.receive(connect("cctvf"));
        session.receive(publish("cam1"));
        later.remove(0).run();
        assertThat(session.isReading()).isTrue();
        publications.last().listener.onWritabilityChanged(false);
        assertThat(session.isReading()).isFalse();
        assertThat(later).hasSize(1);
    }

    @Test
    void receive_severalTracksInOne_areLeftOutAndTheStreamIsRejected() {
        String multitrack = "960061766331" + "00"; // keyframe, multitrack: one track, sequence start, avc1
        publishing().say(video(1, 0, multitrack), video(1, 2000, multitrack));
        assertThat(publications.last().tags).isEmpty();
        assertThat(publisher.lastInfo("description"))
                .startsWith(
                        "the stream has only H.264 (AVC) video in packets of several tracks or of an unknown form: set");
        assertThat(publisher.refused).isNotNull();
    }

    @Test
    void receive_severalTracksInOneBesideSound_isLeftOutWithOneWarning() {
        String multitrack = "960061766331" + "00";
        publishing().say(audio(1, 0, "af001210"), video(1, 0, multitrack), video(1, 2000, multitrack));
        assertThat(publisher.warnings)
                .containsExactly("H.264 (AVC) video in packets of several tracks or of an unknown form"
                        + " is not carried yet and is left out");
        assertThat(publisher.refused).isNull();
    }

    @Test
    void receive_configurationTooLong_isNamedAndItsFramesAreLeftOut() {
        String longOne = AVC_CONFIGURATION + "00".repeat(Publication.MAX_CONFIGURATION_BYTES);
        publishing().say(audio(1, 0, "af001210"), video(1, 0, longOne), video(1, 0, AVC_KEYFRAME));
        assertThat(publisher.warnings)
                .containsExactly("H.264 (AVC) video whose codec configuration is of 4141 bytes"
                        + " (at most 4096 are taken) is left out");
        assertThat(publications.last().tags).hasSize(1);
        publisher.say(video(1, 40, AVC_CONFIGURATION), video(1, 40, AVC_KEYFRAME));
        assertThat(publications.last().tags).hasSize(3);
    }

    @Test
    void receive_configurationTooLongAlone_isRejectedNamingIt() {
        String longOne = AVC_CONFIGURATION + "00".repeat(Publication.MAX_CONFIGURATION_BYTES);
        publishing().say(video(1, 0, longOne), video(1, 0, AVC_KEYFRAME), video(1, 2000, AVC_KEYFRAME));
        assertThat(publisher.lastInfo("description")).contains("at most 4096 are taken");
        assertThat(publisher.refused).isNotNull();
    }

    @Test
    void receive_onlyTrackChangesToWhatSegmentsCannotCarry_isRejectedNamingIt() {
        String version2 = AVC_CONFIGURATION.replace("014d400d", "024d400d");
        publishing().say(video(1, 0, AVC_CONFIGURATION), video(1, 0, AVC_KEYFRAME));
        publisher.say(video(1, 5000, version2), video(1, 5000, AVC_KEYFRAME), video(1, 6999, AVC_KEYFRAME));
        assertThat(publisher.refused).isNull();
        publisher.say(video(1, 7000, AVC_KEYFRAME));
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Publish.Rejected");
        assertThat(publisher.lastInfo("description")).contains("version 2, only 1 is known");
        assertThat(publications.last().tags).hasSize(2);
        assertThat(publications.last().closed).contains("version 2");
        assertThat(publisher.refused).isNotNull();
    }

    @Test
    void receive_noKeyframeForLong_isWarnedOfOnce() {
        publishing().say(video(1, 0, AVC_CONFIGURATION));
        for (int at = 0; at < 30_000; at += 40) {
            publisher.say(video(1, at, "2701000000aabb"));
        }
        assertThat(publisher.warnings).hasSize(1).allMatch(warning -> warning.contains("no keyframe has come"));
    }

    @Test
    void receive_metadataTooLong_isLeftOutWithAWarning() {
        publishing()
                .say(data(
                        1,
                        AmfValue.of("@setDataFrame"),
                        AmfValue.of("onMetaData"),
                        AmfValue.of("x".repeat(Publication.MAX_METADATA_BYTES))));
        assertThat(publications.last().tags).isEmpty();
        assertThat(publisher.warnings).hasSize(1).allMatch(warning -> warning.startsWith("metadata of "));
    }

    @Test
    void receive_unsupportedTrackBesideSupported_isLeftOutWithOneWarning() {
        publishing()
                .say(
                        video(1, 0, AVC_CONFIGURATION),
                        audio(1, 0, OPUS_FRAME),
                        audio(1, 20, OPUS_FRAME),
                        video(1, 5000, AVC_KEYFRAME),
                        audio(1, 5000, OPUS_FRAME));
        assertThat(publications.last().tags).hasSize(2).allMatch(tag -> tag.startsWith("9@"));
        assertThat(publisher.warnings).containsExactly("Opus audio is not carried yet and is left out");
        assertThat(publisher.refused).isNull();
    }

    @ParameterizedTest
    @CsvSource({VP6_KEYFRAME + ",VP6", AV1_KEYFRAME + ",AV1"})
    void receive_noUsableTrack_isRejectedNamingCodecsAndSettings(String keyframe, String codec) {
        publishing().say(video(1, 0, keyframe), audio(1, 0, OPUS_FRAME), video(1, 1999, keyframe));
        assertThat(publisher.refused).isNull();
        publisher.say(video(1, 2000, keyframe));
        assertThat(publisher.codes()).endsWith("onStatus NetStream.Publish.Rejected");
        assertThat(publisher.lastInfo("description"))
                .isEqualTo("the stream has only " + codec + " video, Opus audio:"
                        + " set the encoder to H.264 (AVC) or HEVC (H.265) video and AAC or MP3 audio");
        assertThat(publications.last().closed).contains(codec);
        assertThat(publications.last().tags).isEmpty();
        assertThat(publisher.refused).isNotNull();
    }

    @Test
    void receive_noUsableTrackAndTimeStandsStill_isRejected() {
        publishing();
        for (int i = 0; i < 500; i++) {
            publisher.say(video(1, 0, VP6_KEYFRAME));
        }
        assertThat(publisher.refused).isNotNull();
    }

    @Test
    void receive_soundComesLate_goesOn() {
        publishing().say(video(1, 0, VP6_KEYFRAME), audio(1, 1500, "af001210"), video(1, 9000, VP6_KEYFRAME));
        assertThat(publisher.refused).isNull();
        assertThat(publications.last().tags).hasSize(1);
    }

    @Test
    void receive_timesThatWrap_countOn() {
        publishing().say(video(1, 0xFFFFFF00, VP6_KEYFRAME), video(1, 0x100, VP6_KEYFRAME));
        assertThat(publisher.refused).isNull();
        publisher.say(video(1, 0x800, VP6_KEYFRAME));
        assertThat(publisher.refused).isNotNull();
    }

    @Test
    void receive_emptyAndShortTags_areLeftOut() {
        publishing().say(video(1, 0, AVC_CONFIGURATION), audio(1, 0, ""), video(1, 0, "17"), video(1, 0, "17"));
        assertThat(publications.last().tags).hasSize(1);
        assertThat(publisher.warnings).hasSize(1);
        assertThat(publisher.refused).isNull();
    }

    @Test
    void receive_dataThatCannotBeCarried_isLeftOutWithOneWarning() {
        publishing()
                .say(
                        data(1, AmfValue.of("@clearDataFrame"), AmfValue.of("onMetaData")),
                        new RtmpMessage.Data(1, 0, Unpooled.wrappedBuffer(new byte[] {2, 0})),
                        new RtmpMessage.Data(
                                1, 0, Unpooled.wrappedBuffer(new byte[PublishedStream.MAX_DATA_BYTES + 1])),
                        data(1, AmfValue.of("onTextData"), AmfValue.of(1)));
        assertThat(publications.last().tags).hasSize(1).allMatch(tag -> tag.startsWith("18@0 02000a6f6e54657874"));
        assertThat(publisher.warnings).hasSize(1);
        assertThat(List.copyOf(publisher.notes)).isEqualTo(List.of("publishing"));
    }
}
