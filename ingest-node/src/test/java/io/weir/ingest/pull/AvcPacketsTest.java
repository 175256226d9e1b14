package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.weir.flv.VideoTagHeader;
import io.weir.media.AvcDecoderConfiguration;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AvcPacketsTest {
    private static final String SPS = "0000000167640020acd9";
    private static final String OTHER_SPS = "000000016764001facd9";
    private static final String PPS = "0000000168ebe3cb";
    private static final String IDR = "000001658884";
    private static final String DELIMITER = "0000000109f0";

    private final List<String> tags = new ArrayList<>();

    @Test
    void accept_parameterSetsInTheDescription_configurationThenKeyframe() {
        AvcPackets packets = new AvcPackets(bytes(SPS + PPS));
        give(packets, DELIMITER + IDR, 40);
        assertThat(tags)
                .containsExactly(
                        "40: 170000000001640020ffe1000667640020acd901000468ebe3cb", "40: 170100000000000003658884");
        AvcDecoderConfiguration.parse(HexFormat.of().parseHex(tags.get(0).substring(14)));
    }

    @Test
    void accept_parameterSetsAmongThePictures_configurationBeforeTheKeyframe() {
        AvcPackets packets = new AvcPackets(bytes(""));
        give(packets, SPS + PPS, 0);
        assertThat(tags).isEmpty();
        give(packets, SPS + PPS + IDR, 40);
        assertThat(tags).hasSize(2).first().asString().startsWith("40: 1700");
    }

    @Test
    void accept_repeatedParameterSets_oneConfiguration() {
        AvcPackets packets = new AvcPackets(bytes(SPS + PPS));
        give(packets, SPS + PPS + IDR, 0);
        give(packets, SPS + PPS + IDR, 40);
        assertThat(tags).hasSize(3);
    }

    @Test
    void accept_changedParameterSets_anotherConfiguration() {
        AvcPackets packets = new AvcPackets(bytes(SPS + PPS));
        give(packets, IDR, 0);
        give(packets, OTHER_SPS + IDR, 40);
        assertThat(tags).hasSize(4);
        assertThat(tags.get(2)).contains("6764001facd9");
    }

    @Test
    void accept_reorderedPictures_compositionTimes() {
        AvcPackets packets = new AvcPackets(bytes(SPS + PPS));
        long[] shown = {0, 120, 40, 80, 240, 160, 200, 360, 280, 320};
        for (long pts : shown) {
            give(packets, "00000141aa", pts);
        }
        assertThat(tags.get(tags.size() - 1)).isEqualTo("280: 270100002800000002" + "41aa");
    }

    @Test
    void accept_packetsWithLengths_passAsTheyAre() {
        AvcPackets packets = new AvcPackets(bytes("01640020ffe1000667640020acd901000468ebe3cb"));
        packets.accept(bytes("00000002658800"), 80, 40, true, sink());
        assertThat(tags)
                .containsExactly(
                        "40: 170000000001640020ffe1000667640020acd901000468ebe3cb", "40: 170100002800000002658800");
    }

    @Test
    void accept_anyBytes_noFault() {
        Random random = new Random(3);
        for (int round = 0; round < 5_000; round++) {
            AvcPackets packets = new AvcPackets(ByteBuffer.wrap(mutated(SPS + PPS, random)));
            packets.accept(ByteBuffer.wrap(mutated(SPS + PPS + IDR, random)), 0, PacketTrack.NO_TIME, false, sink());
        }
        assertThat(tags).isNotEmpty();
    }

    private static byte[] mutated(String hex, Random random) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private void give(AvcPackets packets, String hex, long ptsMs) {
        packets.accept(bytes(hex), ptsMs, PacketTrack.NO_TIME, false, sink());
    }

    private TagSink sink() {
        return new TagSink() {
            @Override
            public void tag(int type, int timestampMs, ByteBuf body) {
                VideoTagHeader.parse(body, 0, body.readableBytes());
                tags.add(timestampMs + ": " + ByteBufUtil.hexDump(body));
            }

            @Override
            public void leftOut(String track) {}
        };
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
