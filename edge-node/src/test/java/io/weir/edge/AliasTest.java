package io.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasTest {
    private static final String SEGMENT = "20260131T091500000Z_17_6000.ts";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/hls/{stream}.m3u8,            /hls/cam1.m3u8,            -,     cam1",
                "/hls/{stream}.m3u8=cctvf,      /hls/cam-1_b.m3u8,         cctvf, cam-1_b",
                "/{app}/live/{stream}.m3u8,     /cctvf/live/cam1.m3u8,     cctvf, cam1",
                "/hls/{stream}/index.m3u8,      /hls/cam1/index.m3u8,      -,     cam1",
                "/{stream}.m3u8,                /cam1.m3u8,                -,     cam1",
                "/hls/{stream}_src.m3u8,        /hls/cam1_src.m3u8,        -,     cam1",
            })
    void match_playlist_isFound(String alias, String path, @Nullable String app, String stream) {
        Wanted wanted = match(alias, path);

        assertThat(wanted).isEqualTo(new Wanted(app, stream, Wanted.Resource.PLAYLIST, null));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/hls/{stream}.m3u8,        /hls/cam1/,             -",
                "/hls/{stream}.m3u8=cctvf,  /hls/cam1/,             cctvf",
                "/{app}/live/{stream}.m3u8, /cctvf/live/cam1/,      cctvf",
                "/hls/{stream}/index.m3u8,  /hls/cam1/cam1/,        -",
                "/{stream}.m3u8,            /cam1/,                 -",
            })
    void match_segmentBesideThePlaylist_isFound(String alias, String directory, @Nullable String app) {
        Wanted wanted = match(alias, directory + SEGMENT);

        assertThat(wanted).isEqualTo(new Wanted(app, "cam1", Wanted.Resource.SEGMENT, Wanted.segment(SEGMENT)));
    }

    @ParameterizedTest
    @CsvSource({
        "/hls/{stream}.m3u8, /hls/cam1.mpd",
        "/hls/{stream}.m3u8, /hlsx/cam1.m3u8",
        "/hls/{stream}.m3u8, /hls/a/cam1.m3u8",
        "/hls/{stream}.m3u8, /hls/.m3u8",
        "/hls/{stream}.m3u8, /hls/cam1/other.ts",
        "/hls/{stream}.m3u8, /hls/cam1/20260131T091500000Z_017_6000.ts",
        "/hls/{stream}/index.m3u8, /hls/cam1/cam2/20260131T091500000Z_17_6000.ts",
        "/h.s/{stream}.m3u8, /hls/cam1.m3u8",
    })
    void match_another_isNot(String alias, String path) {
        assertThat(match(alias, path)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hls/{stream}.m3u8                    | is to be /path/{stream}.m3u8",
                "/hls/{stream}.mpd                    | is to be /path/{stream}.m3u8",
                "/hls/cam1.m3u8                       | is to have {stream} once",
                "/{stream}/{stream}.m3u8              | is to have {stream} once",
                "/{app}/{app}/{stream}.m3u8           | has {app} more than once",
                "/x{app}/{stream}.m3u8                | {app} alone between two slashes",
                "/{app}/x/{stream}.m3u8=cctvf         | names the application twice",
                "/hls/{stream}.m3u8=bad-name          | no valid application after the =",
                "/hls/{stream}.m3u8=api               | no valid application after the =",
                "/hls/{stream}.m3u8=                  | no valid application after the =",
                "/api/{stream}.m3u8                   | a name that Weir keeps for itself",
                "/{app}/{stream}.m3u8                 | is served without an alias",
                "/hls//{stream}.m3u8                  | has a part that is empty",
                "/hls/../{stream}.m3u8                | has a part that is empty",
                "/hls/{name}/{stream}.m3u8            | has a part that is empty or of other than",
                "/h s/{stream}.m3u8                   | of other than",
                "/1/2/3/4/5/6/7/8/{stream}.m3u8       | more than 8 parts",
            })
    void parse_wrong_saysWhy(String alias, String problem) {
        assertThatThrownBy(() -> Alias.parse(alias))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(alias)
                .hasMessageContaining(problem);
    }

    @Test
    void parse_severalWrong_saysAllAtOnce() {
        assertThatThrownBy(() -> Aliases.parse(List.of("/a", "/hls/{stream}.m3u8", "/hls/{stream}.m3u8", "/b")))
                .hasMessageStartingWith("http.aliases: ")
                .hasMessageContaining("\"/a\"")
                .hasMessageContaining("\"/b\"")
                .hasMessageContaining("is there twice");
    }

    private static @Nullable Wanted match(String alias, String path) {
        return Alias.parse(alias).match(List.of(path.substring(1).split("/", -1)));
    }
}
