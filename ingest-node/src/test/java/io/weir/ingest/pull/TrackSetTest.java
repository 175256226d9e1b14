package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.flv.FlvTag;
import io.weir.ingest.pull.TrackSource.Kind;
import io.weir.ingest.time.TimeRepair.Clocks;
import io.weir.media.UnsupportedMediaException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;

class TrackSetTest {
    private static final byte[] AAC = TestNals.hex("1210");
    private static final byte[] AVC = TestNals.annexB(TestNals.SPS, TestNals.PPS);

    private final RecordedTags out = new RecordedTags();
    private final List<Integer> converted = new ArrayList<>();
    private boolean converterClosed;
    private final TrackSet tracks = tracks(AudioConversion.NONE);

    private TrackSet tracks(AudioConversion conversion) {
        return new TrackSet(new TagOutput(out, Clocks.SHARED), conversion, out::leftOut);
    }

    private static TrackSource source(int index, Kind kind, int codecId, byte[] extradata) {
        return new TrackSource(index, kind, codecId, "codec" + codecId, extradata, 8_000, 1, 8);
    }

    private static SourcePacket packet(long ms, byte[] data) {
        return new SourcePacket(ByteBuffer.wrap(data), ms, SourcePacket.NO_TIME, ms);
    }

    @Test
    void take_besideSoundThatIsNotCarried_goesOnWithThePicture() {
        tracks.add(source(0, Kind.VIDEO, avcodec.AV_CODEC_ID_H264, AVC));
        tracks.add(source(1, Kind.AUDIO, avcodec.AV_CODEC_ID_PCM_ALAW, new byte[0]));
        tracks.add(source(2, Kind.OTHER, avcodec.AV_CODEC_ID_NONE, new byte[0]));
        tracks.take(0, packet(0, TestNals.annexB(TestNals.IDR)));
        tracks.take(1, packet(0, new byte[160]));
        assertThat(out.leftOut).containsExactly("G.711 A-law audio");
        assertThat(out.ofType(FlvTag.VIDEO)).hasSize(2);
        assertThat(out.ofType(FlvTag.AUDIO)).isEmpty();
        assertThat(tracks.unusable()).isNull();
        assertThat(tracks.carries(1)).isFalse();
    }

    @Test
    void take_ofSoundThatIsConverted_writesWhatComesOfIt() {
        TrackSet set = tracks((sound, output) -> new AudioConversion.Converter() {
            @Override
            public void convert(int timestampMs, ByteBuffer data) {
                converted.add(data.remaining());
                output.configuration(AAC);
                output.frame(timestampMs, new byte[] {0x21, 1});
            }

            @Override
            public void close() {
                converterClosed = true;
            }
        });
        set.add(source(0, Kind.AUDIO, avcodec.AV_CODEC_ID_PCM_MULAW, new byte[0]));
        set.take(0, packet(20, new byte[160]));
        assertThat(converted).containsExactly(160);
        assertThat(out.tags)
                .containsExactly(
                        new RecordedTags.Tag(FlvTag.AUDIO, 20, "af001210"),
                        new RecordedTags.Tag(FlvTag.AUDIO, 20, "af012101"));
        set.close();
        assertThat(converterClosed).isTrue();
    }

    @Test
    void unusable_ofOnlyWhatIsNotCarried_namesIt() {
        tracks.add(source(0, Kind.VIDEO, avcodec.AV_CODEC_ID_MJPEG, new byte[0]));
        tracks.add(source(1, Kind.AUDIO, avcodec.AV_CODEC_ID_PCM_MULAW, new byte[0]));
        assertThat(tracks.unusable())
                .isEqualTo("the source has only codec" + avcodec.AV_CODEC_ID_MJPEG + " video and G.711 mu-law audio");
        assertThat(tracks(AudioConversion.NONE).unusable()).isEqualTo("the source has no picture and no sound");
    }

    @Test
    void take_ofAPictureWithoutParameterSets_isLeftOutWhenPatienceEnds() {
        tracks.add(source(0, Kind.VIDEO, avcodec.AV_CODEC_ID_H264, new byte[0]));
        tracks.take(0, packet(0, TestNals.annexB(TestNals.IDR)));
        tracks.take(0, packet(TrackSet.CONFIGURATION_PATIENCE_MS - 1, TestNals.annexB(TestNals.P)));
        assertThat(tracks.unusable()).isNull();
        tracks.take(0, packet(TrackSet.CONFIGURATION_PATIENCE_MS, TestNals.annexB(TestNals.P)));
        assertThat(out.leftOut).containsExactly("H.264 (AVC) video whose parameter sets have not come");
        assertThat(tracks.unusable()).isNotNull();
    }

    @Test
    void take_ofTwoSounds_carriesTheFirst() {
        tracks.add(source(0, Kind.AUDIO, avcodec.AV_CODEC_ID_AAC, AAC));
        tracks.add(source(1, Kind.AUDIO, avcodec.AV_CODEC_ID_AAC, AAC));
        tracks.take(1, packet(0, TestNals.hex("210b")));
        tracks.take(0, packet(0, TestNals.hex("210a")));
        tracks.take(1, packet(20, TestNals.hex("210b")));
        assertThat(out.tags).extracting(RecordedTags.Tag::hex).containsExactly("af001210", "af01210a");
        assertThat(out.leftOut).containsExactly("another sound (AAC audio)");
    }

    @Test
    void take_ofASoundBehindASilentOne_carriesItWhenPatienceEnds() {
        tracks.add(source(0, Kind.AUDIO, avcodec.AV_CODEC_ID_AAC, AAC));
        tracks.add(source(1, Kind.AUDIO, avcodec.AV_CODEC_ID_AAC, AAC));
        tracks.take(1, packet(0, TestNals.hex("210b")));
        tracks.take(1, packet(TrackSet.AUDIO_PATIENCE_MS, TestNals.hex("210c")));
        assertThat(out.tags).extracting(RecordedTags.Tag::hex).containsExactly("af001210", "af01210c");
    }

    @Test
    void take_ofMpegAudio_isByItsLayer() {
        tracks.add(source(0, Kind.AUDIO, avcodec.AV_CODEC_ID_MP2, new byte[0]));
        byte[] layerThree = new byte[96];
        System.arraycopy(TestNals.hex("fffb1464"), 0, layerThree, 0, 4);
        tracks.take(0, packet(0, layerThree));
        assertThat(out.count("2ffffb1464")).isEqualTo(1);

        TrackSet others = tracks(AudioConversion.NONE);
        others.add(source(0, Kind.AUDIO, avcodec.AV_CODEC_ID_MP2, new byte[0]));
        assertThat(others.unusable()).isNull();
        others.take(0, packet(0, TestNals.hex("fffd146400000000")));
        assertThat(others.unusable()).isNotNull();
        assertThat(out.leftOut).containsExactly("codec" + avcodec.AV_CODEC_ID_MP2 + " audio");
    }

    @Test
    void add_ofASecondPicture_leavesItOut() {
        tracks.add(source(0, Kind.VIDEO, avcodec.AV_CODEC_ID_H264, AVC));
        tracks.add(source(1, Kind.VIDEO, avcodec.AV_CODEC_ID_HEVC, new byte[0]));
        assertThat(out.leftOut).hasSize(1);
        assertThat(tracks.carries(1)).isFalse();
    }

    @Test
    void take_ofSoundWhoseConversionFails_leavesItOutOnceAndGoesOn() {
        TrackSet set = tracks((sound, output) -> new AudioConversion.Converter() {
            @Override
            public void convert(int timestampMs, ByteBuffer data) {
                throw new UnsupportedMediaException("no memory");
            }

            @Override
            public void close() {
                converterClosed = true;
            }
        });
        set.add(source(0, Kind.VIDEO, avcodec.AV_CODEC_ID_H264, AVC));
        set.add(source(1, Kind.AUDIO, avcodec.AV_CODEC_ID_PCM_ALAW, new byte[0]));
        set.take(1, packet(0, new byte[160]));
        set.take(1, packet(20, new byte[160]));
        set.take(0, packet(40, TestNals.annexB(TestNals.IDR)));
        assertThat(out.leftOut).containsExactly("G.711 A-law audio that can be converted no more (no memory)");
        assertThat(out.ofType(FlvTag.VIDEO)).hasSize(2);
        set.close();
        assertThat(converterClosed).isTrue();
    }
}
