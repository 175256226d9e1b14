package io.weir.hls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistEncoderTest {
    private static final long START_MS =
            Instant.parse("2026-01-31T09:15:00.040Z").toEpochMilli();

    @Test
    void media_everyTag_standsInItsPlace() {
        MediaPlaylist playlist = new MediaPlaylist(
                6,
                4,
                true,
                true,
                List.of(
                        new MediaSegment(17, "a.ts", START_MS, 6000, false, false, null),
                        new MediaSegment(18, "b_d.ts", START_MS + 6000, 5005, true, false, null),
                        new MediaSegment(19, "c_d.ts", START_MS + 11005, 6000, true, true, null)));

        assertThat(media(playlist)).isEqualTo("""
                #EXTM3U
                #EXT-X-VERSION:8
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-TARGETDURATION:6
                #EXT-X-MEDIA-SEQUENCE:17
                #EXT-X-DISCONTINUITY-SEQUENCE:4
                #EXT-X-PROGRAM-DATE-TIME:2026-01-31T09:15:00.040Z
                #EXTINF:6.000,
                cam1/a.ts
                #EXT-X-DISCONTINUITY
                #EXT-X-PROGRAM-DATE-TIME:2026-01-31T09:15:06.040Z
                #EXTINF:5.005,
                cam1/b_d.ts
                #EXT-X-DISCONTINUITY
                #EXT-X-PROGRAM-DATE-TIME:2026-01-31T09:15:11.045Z
                #EXT-X-GAP
                #EXTINF:6.000,
                cam1/c_d.ts
                #EXT-X-ENDLIST
                """);
    }

    @Test
    void media_fragmented_mapStandsWhereItChangesAndAfterEachDiscontinuity() {
        List<MediaSegment> segments = List.of(
                fragment(17, "a.ts", false, null),
                fragment(18, "b.m4s", true, "init_1.mp4"),
                fragment(19, "c.m4s", false, "init_1.mp4"),
                new MediaSegment(20, "d.ts", START_MS + 20 * 6000L, 6000, false, true, null),
                fragment(21, "e.m4s", true, "init_1.mp4"),
                fragment(22, "f.m4s", false, "init_2.mp4"));
        MediaPlaylist whole = new MediaPlaylist(6, 0, true, false, segments);
        MediaPlaylist trimmed = new MediaPlaylist(6, 1, true, false, segments.subList(2, 6));

        assertThat(maps(media(whole)))
                .containsExactly(
                        "cam1/a.ts",
                        "#EXT-X-DISCONTINUITY",
                        "#EXT-X-MAP:URI=\"cam1/init_1.mp4\"",
                        "cam1/b.m4s",
                        "cam1/c.m4s",
                        "cam1/d.ts",
                        "#EXT-X-DISCONTINUITY",
                        "#EXT-X-MAP:URI=\"cam1/init_1.mp4\"",
                        "cam1/e.m4s",
                        "#EXT-X-MAP:URI=\"cam1/init_2.mp4\"",
                        "cam1/f.m4s");
        assertThat(maps(media(trimmed)).subList(0, 3))
                .containsExactly("#EXT-X-MAP:URI=\"cam1/init_1.mp4\"", "cam1/c.m4s", "cam1/d.ts");
        PlaylistHistory history = new PlaylistHistory();
        history.accept(media(whole));
        assertThat(history.accept(media(trimmed)).entries())
                .extracting(PlaylistText.Entry::map)
                .containsExactly("cam1/init_1.mp4", null, "cam1/init_1.mp4", "cam1/init_2.mp4");
    }

    private static MediaSegment fragment(long msn, String name, boolean discontinuity, @Nullable String map) {
        return new MediaSegment(msn, name, START_MS + msn * 6000, 6000, discontinuity, false, map);
    }

    private static List<String> maps(String playlist) {
        return playlist.lines()
                .filter(line -> !line.startsWith("#") || line.matches("#EXT-X-(MAP|DISCONTINUITY$).*"))
                .toList();
    }

    @Test
    void media_mapThatCouldEndALine_isRefused() {
        MediaPlaylist playlist =
                new MediaPlaylist(6, 0, true, false, List.of(fragment(1, "a.m4s", false, "i\"\n.mp4")));

        assertThatThrownBy(() -> media(playlist)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void media_readBack_saysWhatTheRecordSays() {
        PlaylistText text = PlaylistText.parse(media(live(17, 3)));

        assertThat(text.version()).isEqualTo(PlaylistEncoder.VERSION);
        assertThat(text.targetDurationS()).isEqualTo(6);
        assertThat(text.mediaSequence()).isEqualTo(17);
        assertThat(text.ended()).isFalse();
        assertThat(text.entries())
                .extracting(PlaylistText.Entry::uri)
                .containsExactly("cam1/17.ts", "cam1/18.ts", "cam1/19.ts");
    }

    @ParameterizedTest
    @CsvSource({"1,0.001", "999,0.999", "1000,1.000", "5005,5.005", "10000,10.000", "2147483647,2147483.647"})
    void media_duration_hasMsWithoutRounding(int durationMs, String expected) {
        MediaPlaylist playlist = new MediaPlaylist(
                6, 0, false, false, List.of(new MediaSegment(1, "a.ts", START_MS, durationMs, false, false, null)));

        assertThat(media(playlist)).contains("\n#EXTINF:" + expected + ",\n");
    }

    @Test
    void media_notIndependent_saysNothing() {
        MediaPlaylist playlist = new MediaPlaylist(
                6, 0, false, false, List.of(new MediaSegment(1, "a.ts", START_MS, 6000, false, false, null)));

        assertThat(media(playlist)).doesNotContain("INDEPENDENT").doesNotContain("ENDLIST");
    }

    @Test
    void media_strangeLocale_changesNoByte() {
        byte[] expected = PlaylistEncoder.media(live(17, 3), "cam1/");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(PlaylistEncoder.media(live(17, 3), "cam1/")).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void media_noSegment_isRefused() {
        MediaPlaylist empty = new MediaPlaylist(6, 0, true, true, List.of());

        assertThatThrownBy(() -> PlaylistEncoder.media(empty, "cam1/")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n#EXT-X-ENDLIST", "a\r", "a b", "\u00e9.ts", "a\u0000"})
    void media_nameThatCouldEndALine_isRefused(String name) {
        MediaPlaylist playlist = new MediaPlaylist(
                6, 0, false, false, List.of(new MediaSegment(1, name, START_MS, 6000, false, false, null)));

        assertThatThrownBy(() -> PlaylistEncoder.media(playlist, "cam1/")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void master_everythingKnown_isSaid() {
        Variant variant = new Variant("avc1.64001f,mp4a.40.2", 2_100_000, 1920, 1080, 29_970);

        assertThat(new String(PlaylistEncoder.master(variant, "../cam1.m3u8"), UTF_8))
                .isEqualTo("""
                #EXTM3U
                #EXT-X-VERSION:8
                #EXT-X-STREAM-INF:BANDWIDTH=2100000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=29.970
                ../cam1.m3u8
                """);
    }

    @Test
    void master_audioOnly_leavesOutWhatIsUnknown() {
        Variant variant = new Variant("mp4a.40.2", 128_000, 0, 0, 0);

        assertThat(new String(PlaylistEncoder.master(variant, "../cam1.m3u8"), UTF_8))
                .contains("\n#EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS=\"mp4a.40.2\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc1\"", "avc1\n#EXT-X-ENDLIST"})
    void master_codecsThatLeaveTheirQuotes_areRefused(String codecs) {
        Variant variant = new Variant(codecs, 1, 0, 0, 0);

        assertThatThrownBy(() -> PlaylistEncoder.master(variant, "../cam1.m3u8"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String media(MediaPlaylist playlist) {
        return new String(PlaylistEncoder.media(playlist, "cam1/"), UTF_8);
    }

    private static MediaPlaylist live(long firstMsn, int count) {
        return new MediaPlaylist(
                6,
                0,
                true,
                false,
                java.util.stream.LongStream.range(firstMsn, firstMsn + count)
                        .mapToObj(msn ->
                                new MediaSegment(msn, msn + ".ts", START_MS + msn * 6000, 6000, false, false, null))
                        .toList());
    }
}
