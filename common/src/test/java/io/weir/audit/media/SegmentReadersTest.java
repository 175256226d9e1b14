package io.weir.audit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.media.AudioFormat;
import io.weir.media.Mp3Format;
import io.weir.mp4.InitSegment;
import io.weir.mp4.Mp4Muxer;
import io.weir.mp4.Mp4State;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import io.weir.track.TestMedia;
import io.weir.ts.TsMuxer;
import io.weir.ts.TsState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the production muxers have put into segments is found again; what is no segment is said to be none. */
class SegmentReadersTest {
    private static final int PACKET = 188;
    private static final int MP3_BYTES = 417;

    private final TestMedia media = new TestMedia(3);
    private final FrameDigest digest = new FrameDigest();

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private byte[] ts(@Nullable AudioFormat sound, List<Sample> samples) {
        return bytes(TsMuxer.mux(TsState.initial(), new MediaTracks(TestMedia.AVC, sound), samples)
                .bytes());
    }

    private byte[] mp4(MediaTracks tracks, List<Sample> samples) {
        return bytes(Mp4Muxer.mux(Mp4State.initial(), tracks, samples, 10_000).bytes());
    }

    private FrameId id(Sample sample, boolean hevc) {
        if (!sample.video()) {
            return digest.ofSound(sample.data(), sample.offset(), sample.offset() + sample.length());
        }
        // One NAL unit behind a length of four bytes.
        digest.beginPicture();
        digest.addUnits(sample.data(), sample.offset() + 4, sample.offset() + sample.length(), hevc);
        return digest.endPicture();
    }

    private List<FrameId> ids(List<Sample> samples, boolean video, boolean hevc) {
        return samples.stream()
                .filter(sample -> sample.video() == video)
                .map(sample -> id(sample, hevc))
                .toList();
    }

    private static List<FrameId> ids(List<FoundFrame> found) {
        return found.stream().map(FoundFrame::id).toList();
    }

    @Test
    void ts_h264AndAac_everyFrameAtItsTime() throws BrokenSegmentException {
        List<Sample> samples = media.stream(1_000, 4, 25, 48_000);

        FoundSegment found = TsReader.read(ts(TestMedia.AAC_48K, samples), digest);

        assertThat(found.transportStream()).isTrue();
        assertThat(ids(found.pictures())).isEqualTo(ids(samples, true, false)).hasSize(100);
        assertThat(ids(found.sounds())).isEqualTo(ids(samples, false, false));
        List<Sample> pictures = samples.stream().filter(Sample::video).toList();
        for (int i = 0; i < pictures.size(); i++) {
            Sample sent = pictures.get(i);
            assertThat(found.pictures().get(i).pts90k())
                    .isEqualTo(126_000 + 90 * (sent.dtsMs() + sent.compositionMs()));
        }
        assertThat(found.sounds().get(10).pts90k() - found.sounds().get(0).pts90k())
                .isEqualTo(10 * 1024 * 90 / 48);
        assertThat(found.sounds().get(0).length90k()).isEqualTo(1_920);
    }

    @Test
    void mp4_hevcAndAac_everyFrameAtItsTime() throws BrokenSegmentException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            samples.add(TestMedia.video(i == 0, i * 40L, i % 2 * 80, media.hevcNal(i == 0 ? 19 : 1, 300)));
            samples.add(media.sound(i * 40L, 50));
        }
        MediaTracks tracks = new MediaTracks(TestMedia.HEVC, TestMedia.AAC_48K);

        FoundSegment found =
                Mp4Reader.read(mp4(tracks, samples), Mp4Tracks.read(bytes(InitSegment.of(tracks))), digest);

        assertThat(found.transportStream()).isFalse();
        assertThat(ids(found.pictures())).isEqualTo(ids(samples, true, true));
        assertThat(ids(found.sounds())).isEqualTo(ids(samples, false, true));
        assertThat(found.pictures().get(51).pts90k() - found.pictures().get(0).pts90k())
                .isEqualTo((51 * 40 + 80) * 90);
        assertThat(found.pictures().get(51).dts90k() - found.pictures().get(0).dts90k())
                .isEqualTo(51 * 40 * 90);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mp3_inBothContainers_everyFrame(boolean transportStream) throws BrokenSegmentException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] frame = media.noise(MP3_BYTES);
            System.arraycopy(new byte[] {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0x40}, 0, frame, 0, 4);
            samples.add(new Sample(false, false, i * 1_152_000L / 44_100, 0, frame, 0, frame.length));
        }
        MediaTracks tracks = new MediaTracks(null, new Mp3Format(44_100, 2, 1152));

        FoundSegment found = transportStream
                ? TsReader.read(
                        bytes(TsMuxer.mux(TsState.initial(), tracks, samples).bytes()), digest)
                : Mp4Reader.read(mp4(tracks, samples), Mp4Tracks.read(bytes(InitSegment.of(tracks))), digest);

        assertThat(ids(found.sounds())).isEqualTo(ids(samples, false, false));
        assertThat(found.pictures()).isEmpty();
        assertThat(found.sounds().get(30).pts90k() - found.sounds().get(0).pts90k())
                .isBetween(30 * 2_351L - 90, 30 * 2_352L);
    }

    @Test
    void ts_packetMissing_isBroken() {
        byte[] whole = ts(TestMedia.AAC_48K, media.stream(0, 1, 25, 48_000));
        for (int packet = 2; packet < whole.length / PACKET - 1; packet += 7) {
            byte[] less = new byte[whole.length - PACKET];
            System.arraycopy(whole, 0, less, 0, packet * PACKET);
            System.arraycopy(whole, (packet + 1) * PACKET, less, packet * PACKET, less.length - packet * PACKET);

            boolean clock = (whole[packet * PACKET + 3] & 0x10) == 0;
            if (!clock) {
                assertThatThrownBy(() -> TsReader.read(less, digest))
                        .as("without packet %d", packet)
                        .isInstanceOf(BrokenSegmentException.class);
            }
        }
    }

    @Test
    void ts_cutShortAnywhere_isBrokenOrHasFewerOrOtherFrames() throws BrokenSegmentException {
        byte[] whole = ts(TestMedia.AAC_48K, media.stream(0, 1, 25, 48_000));
        FoundSegment all = TsReader.read(whole, digest);
        for (int length = 0; length < whole.length; length += length % PACKET == 0 ? 1 : PACKET - length % PACKET) {
            byte[] less = Arrays.copyOf(whole, length);
            try {
                assertThat(TsReader.read(less, digest)).as("%d bytes", length).isNotEqualTo(all);
            } catch (BrokenSegmentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void mp4_cutShortAnywhere_isBroken() throws BrokenSegmentException {
        MediaTracks tracks = new MediaTracks(TestMedia.AVC, TestMedia.AAC_48K);
        byte[] whole = mp4(tracks, media.stream(0, 1, 5, 48_000));
        byte[] init = bytes(InitSegment.of(tracks));
        Mp4Tracks read = Mp4Tracks.read(init);
        for (int length = 0; length < whole.length; length++) {
            byte[] less = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Mp4Reader.read(less, read, digest))
                    .as("%d bytes", length)
                    .isInstanceOf(BrokenSegmentException.class);
        }
        for (int length = 0; length < init.length; length++) {
            byte[] less = Arrays.copyOf(init, length);
            assertThatThrownBy(() -> Mp4Tracks.read(less)).isInstanceOf(BrokenSegmentException.class);
        }
    }

    /** Whatever the bytes say, it ends, and with nothing but that exception. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void read_bytesChangedAtRandom_brokenOrOtherFrames(long seed) throws BrokenSegmentException {
        Random random = new Random(seed);
        MediaTracks tracks = new MediaTracks(TestMedia.AVC, TestMedia.AAC_48K);
        List<Sample> samples = media.stream(0, 1, 10, 48_000);
        byte[] ts = ts(TestMedia.AAC_48K, samples);
        byte[] mp4 = mp4(tracks, samples);
        byte[] init = bytes(InitSegment.of(tracks));
        Mp4Tracks read = Mp4Tracks.read(init);
        int broken = 0;
        for (int i = 0; i < 2_000; i++) {
            try {
                TsReader.read(changed(ts, random, ts.length), digest);
                Mp4Reader.read(changed(mp4, random, 1_000), read, digest);
                Mp4Tracks.read(changed(init, random, init.length));
            } catch (BrokenSegmentException e) {
                broken++;
            }
        }
        assertThat(broken).isPositive();
    }

    private static byte[] changed(byte[] bytes, Random random, int within) {
        byte[] changed = bytes.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            changed[random.nextInt(Math.min(within, bytes.length))] = (byte) random.nextInt(256);
        }
        return changed;
    }

    @Test
    void mp3_garbageBetweenFrames_isPassedOver() {
        byte[] frame = media.noise(MP3_BYTES);
        System.arraycopy(new byte[] {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0x40}, 0, frame, 0, 4);
        byte[] all = new byte[2 * MP3_BYTES + 33 + 100];
        System.arraycopy(frame, 0, all, 0, MP3_BYTES);
        System.arraycopy(frame, 0, all, MP3_BYTES + 33, MP3_BYTES);
        System.arraycopy(frame, 0, all, 2 * MP3_BYTES + 33, 100); // cut short
        List<Integer> starts = new ArrayList<>();

        Mp3Frames.split(all, 0, all.length, (from, to, header) -> starts.add(from));

        // The first is not followed by a header, so it is not certain to be one.
        assertThat(starts).containsExactly(MP3_BYTES + 33);
    }

    @Test
    void digest_sameSlicesInOtherForms_sameId() {
        byte[] slice = media.nal(TestMedia.SLICE, 200);
        FrameId bare = picture(slice);

        assertThat(picture(media.nal(TestMedia.SEI, 9), slice)).isEqualTo(bare);
        assertThat(picture(media.nal(TestMedia.DELIMITER, 2), slice, new byte[] {0, 0}))
                .isEqualTo(bare);
        assertThat(picture(Arrays.copyOf(slice, slice.length + 3))).isEqualTo(bare);
        assertThat(picture(slice, slice)).isNotEqualTo(bare);
        assertThat(picture(media.nal(TestMedia.SLICE, 200))).isNotEqualTo(bare);
    }

    @Test
    void digest_unitWithAStartCodeWithin_sameAsTwoUnits() {
        byte[] first = media.nal(TestMedia.SLICE, 50);
        byte[] second = media.nal(TestMedia.SLICE, 60);
        byte[] joined = new byte[first.length + 3 + second.length];
        System.arraycopy(first, 0, joined, 0, first.length);
        joined[first.length + 2] = 1;
        System.arraycopy(second, 0, joined, first.length + 3, second.length);

        assertThat(picture(joined)).isEqualTo(picture(first, second));
    }

    private FrameId picture(byte[]... units) {
        digest.beginPicture();
        for (byte[] unit : units) {
            digest.addUnits(unit, 0, unit.length, false);
        }
        assertThat(digest.isPicture()).isTrue();
        return digest.endPicture();
    }
}
