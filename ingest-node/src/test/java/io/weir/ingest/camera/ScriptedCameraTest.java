package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;

import io.weir.camera.ScriptedCamera;
import io.weir.ingest.camera.CameraReader.Packet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedCameraTest {
    private final ScriptedCamera camera = ScriptedCamera.start();

    @AfterEach
    void stop() {
        camera.close();
    }

    @Test
    void read_asItIs_bothTracks() {
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.error()).isZero();
            assertThat(reader.codec(0)).isEqualTo(AV_CODEC_ID_H264);
            assertThat(reader.codec(1)).isEqualTo(AV_CODEC_ID_AAC);
            assertThat(reader.configurationBytes(0)).isPositive();
            List<Packet> packets = reader.read(30);
            assertThat(packets).hasSize(30).anyMatch(Packet::video).anyMatch(packet -> !packet.video());
            assertThat(camera.playingSessions()).isOne();
        }
        await().untilAsserted(() -> assertThat(camera.openConnections()).isZero());
        assertThat(camera.playingSessions()).isZero();
        assertThat(camera.maxPlayingSessions()).isOne();
        assertThat(camera.maxOpenConnections()).isOne();
        assertThat(camera.totalConnections()).isOne();
        assertThat(camera.requests()).startsWith("OPTIONS", "DESCRIBE", "SETUP", "SETUP", "PLAY");
    }

    @Test
    void open_withDigest_onlyWithThePassword() {
        camera.requireDigest("user", "secret");

        assertOpens("user", "secret");
        assertRefuses("user", "wrong");
    }

    @Test
    void open_withBasic_onlyWithThePassword() {
        camera.requireBasic("user", "secret");

        assertOpens("user", "secret");
        assertRefuses("user", "wrong");
    }

    @Test
    void open_answeredWith404_untilAnswered200() {
        camera.answer(404);
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.error()).isEqualTo(AVERROR_HTTP_NOT_FOUND());
        }
        camera.answer(200);
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.error()).isZero();
        }
    }

    @Test
    void refuse_thenNot_samePort() {
        camera.refuse(true);
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.error()).isNegative();
        }
        assertThat(camera.totalConnections()).isZero();
        camera.refuse(false);
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.error()).isZero();
        }
    }

    @Test
    void dropAll_whileRead_ends() {
        try (CameraReader reader = new CameraReader(camera.uri())) {
            reader.read(2);
            camera.dropAll();
            assertThat(camera.openConnections()).isZero();
            assertThat(reader.read(10_000)).hasSizeLessThan(10_000);
        }
    }

    @Test
    void stall_whileRead_connectionStays() {
        try (CameraReader reader = new CameraReader(camera.uri())) {
            reader.read(2);
            camera.stall();
            assertThat(camera.playingSessions()).isOne();
            assertThat(reader.read(10_000)).hasSizeLessThan(10_000);
        }
    }

    @Test
    void jumpClock_whileRead_timesJump() {
        try (CameraReader reader = new CameraReader(camera.uri())) {
            long before = lastVideoPts(reader.read(10));
            camera.jumpClock(1_000);
            assertThat(lastVideoPts(reader.read(60)) - before).isGreaterThan(900 * 90_000L);
        }
    }

    @Test
    void read_withoutParameterSets_inBand() {
        camera.withoutParameterSets();
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.configurationBytes(0)).isZero();
            assertThat(reader.read(10)).hasSize(10);
        }
    }

    @Test
    void read_withG711_tone() {
        camera.withPcma();
        assertSound(AV_CODEC_ID_PCM_ALAW);
        camera.withPcmu();
        assertSound(AV_CODEC_ID_PCM_MULAW);
    }

    @Test
    void read_withoutSound_videoAlone() {
        camera.withoutSound();
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.tracks()).isOne();
            assertThat(reader.read(5)).hasSize(5).allMatch(Packet::video);
        }
    }

    private void assertSound(int codec) {
        try (CameraReader reader = new CameraReader(camera.uri())) {
            assertThat(reader.codec(1)).isEqualTo(codec);
            assertThat(reader.read(20))
                    .filteredOn(packet -> !packet.video())
                    .isNotEmpty()
                    .allMatch(p -> p.bytes() == 160);
        }
    }

    private void assertOpens(String user, String password) {
        try (CameraReader reader = new CameraReader(camera.uri(user, password))) {
            assertThat(reader.error()).isZero();
            assertThat(reader.read(3)).hasSize(3);
        }
    }

    private void assertRefuses(String user, String password) {
        try (CameraReader reader = new CameraReader(camera.uri(user, password))) {
            assertThat(reader.error()).isEqualTo(AVERROR_HTTP_UNAUTHORIZED());
        }
    }

    private static long lastVideoPts(List<Packet> packets) {
        return packets.stream()
                .filter(Packet::video)
                .mapToLong(Packet::pts)
                .max()
                .orElseThrow();
    }
}
