package io.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.media.AudioSpecificConfig;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.Mp3Format;
import io.weir.track.MediaTracks;
import io.weir.track.TestMedia;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitSegmentTest {
    @Test
    void of_hevcAndAac_everyBox() {
        assertThat(Mp4Boxes.dump(bytes(new MediaTracks(TestMedia.HEVC, TestMedia.AAC_48K))))
                .isEqualTo("""
                ftyp 24 69736f360000000069736f366d703431
                moov 1123
                  mvhd 108 000000000000000000000000000003e8000000000001000001000000000000000000000000010000000000000\
                0000000000000000001000000000000000000000000000040000000000000000000000000000000000000000000000000000\
                00000000003
                  trak 535
                    tkhd 92 0000000300000000000000000000000100000000000000000000000000000000000000000000000000010000\
                00000000000000000000000000010000000000000000000000000000400000000142000000b60000
                    mdia 435
                      mdhd 32 00000000000000000000000000015f900000000055c40000
                      hdlr 33 00000000000000007669646500000000000000000000000000
                      minf 362
                        vmhd 20 000000010000000000000000
                        dinf 36
                          dref 28 0000000000000001
                            url  12 00000001
                        stbl 298
                          stsd 222 0000000000000001
                            hvc1 206 000000000000000100000000000000000000000000000000014200b600480000004800000000000\
                0000100000000000000000000000000000000000000000000000000000000000000000018ffff
                              hvcC 120 0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff016000000\
                30090000003000003003c959409a10001002c42010101600000030090000003000003003ca00a880c1c44d965654a4c2f016\
                808000003000800000300c840a2000100064401c073c189
                          stts 16 0000000000000000
                          stsc 16 0000000000000000
                          stsz 20 000000000000000000000000
                          stco 16 0000000000000000
                  trak 400
                    tkhd 92 0000000300000000000000000000000200000000000000000000000000000000000000000100000000010000\
                00000000000000000000000000010000000000000000000000000000400000000000000000000000
                    mdia 300
                      mdhd 32 0000000000000000000000000000bb800000000055c40000
                      hdlr 33 0000000000000000736f756e00000000000000000000000000
                      minf 227
                        smhd 16 0000000000000000
                        dinf 36
                          dref 28 0000000000000001
                            url  12 00000001
                        stbl 167
                          stsd 91 0000000000000001
                            mp4a 75 000000000000000100000000000000000002001000000000bb800000
                              esds 39 00000000031900000004114015000000000000000000000005021190060102
                          stts 16 0000000000000000
                          stsc 16 0000000000000000
                          stsz 20 000000000000000000000000
                          stco 16 0000000000000000
                  mvex 72
                    trex 32 000000000000000100000001000000000000000001010000
                    trex 32 000000000000000200000001000000000000000002000000
                """);
    }

    @Test
    void of_avcAlone_oneTrackOfAvc1() {
        List<Mp4Boxes> boxes = Mp4Boxes.read(bytes(new MediaTracks(TestMedia.AVC, null)));
        Mp4Boxes moov = boxes.get(1);

        assertThat(moov.all("trak")).hasSize(1);
        ByteBuffer avcC = moov.one("trak/mdia/minf/stbl/stsd/avc1/avcC").body();
        byte[] configuration = new byte[avcC.remaining()];
        avcC.get(configuration);
        assertThat(AvcDecoderConfiguration.parse(configuration)).isEqualTo(TestMedia.AVC);
        assertThat(moov.all("mvex/trex")).hasSize(1);
    }

    @Test
    void of_configurationWithoutParameterSets_noSize() {
        AvcDecoderConfiguration inBand =
                AvcDecoderConfiguration.parse(HexFormat.of().parseHex("0142001efde000"));
        Mp4Boxes moov = Mp4Boxes.read(bytes(new MediaTracks(inBand, null))).get(1);

        assertThat(moov.one("trak/tkhd").body().getLong(76)).isZero();
    }

    @Test
    void of_mp3_objectTypeAndNoConfiguration() {
        Mp4Boxes esds = Mp4Boxes.read(bytes(new MediaTracks(null, new Mp3Format(44_100, 2, 1_152))))
                .get(1)
                .one("trak/mdia/minf/stbl/stsd/mp4a/esds");

        assertThat(hex(esds)).isEqualTo("00000000" + "0315000000" + "040d6b150000000000000000000000" + "060102");
    }

    @Test
    void of_heAacOf96kHz_coreRateInTheTrackAndNoneInTheEntry() {
        AudioSpecificConfig aac = new AudioSpecificConfig(2, 96_000, 6, 1_024, false, false, 96_000);
        Mp4Boxes trak = Mp4Boxes.read(bytes(new MediaTracks(null, aac))).get(1).one("trak");

        assertThat(trak.one("mdia/mdhd").body().getInt(12)).isEqualTo(96_000);
        assertThat(trak.one("mdia/minf/stbl/stsd/mp4a").body().getInt(24)).isZero();
        assertThat(trak.one("mdia/minf/stbl/stsd/mp4a").body().getShort(16)).isEqualTo((short) 6);
    }

    private static byte[] bytes(MediaTracks tracks) {
        ByteBuffer init = InitSegment.of(tracks);
        byte[] bytes = new byte[init.remaining()];
        init.get(bytes);
        return bytes;
    }

    private static String hex(Mp4Boxes box) {
        byte[] body = new byte[box.body().remaining()];
        box.body().get(0, body);
        return HexFormat.of().formatHex(body);
    }
}
