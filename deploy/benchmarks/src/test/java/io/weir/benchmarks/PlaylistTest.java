package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.benchmarks.Playlist.Entry;
import java.net.URI;
import org.junit.jupiter.api.Test;

class PlaylistTest {
    private static final URI BASE = URI.create("http://127.0.0.1:8080/live/cam1.m3u8");

    @Test
    void parse_livePlaylist_entriesWithTheirNumbers() {
        Playlist playlist = Playlist.parse("""
                #EXTM3U
                #EXT-X-VERSION:8
                #EXT-X-TARGETDURATION:5
                #EXT-X-MEDIA-SEQUENCE:1700000041
                #EXTINF:5.000,
                cam1/a.ts
                #EXT-X-GAP
                #EXTINF:5.000,
                /elsewhere/b.ts?token=1
                #EXT-X-DISCONTINUITY
                #EXTINF:4.960,
                c.ts
                """, BASE);

        assertThat(playlist.targetSeconds()).isEqualTo(5);
        assertThat(playlist.nextMediaSequence()).isEqualTo(1_700_000_044L);
        assertThat(playlist.entries())
                .containsExactly(
                        new Entry(1_700_000_041L, URI.create("http://127.0.0.1:8080/live/cam1/a.ts"), false, false),
                        new Entry(
                                1_700_000_042L,
                                URI.create("http://127.0.0.1:8080/elsewhere/b.ts?token=1"),
                                true,
                                false),
                        new Entry(1_700_000_043L, URI.create("http://127.0.0.1:8080/live/c.ts"), false, true));
    }

    @Test
    void parse_carriageReturnsAndNoNumbers_startsAtZero() {
        Playlist playlist = Playlist.parse("#EXTM3U\r\n#EXTINF:5,\r\ncam1-0.ts\r\n", BASE);

        assertThat(playlist.entries())
                .containsExactly(new Entry(0, URI.create("http://127.0.0.1:8080/live/cam1-0.ts"), false, false));
        assertThat(playlist.nextMediaSequence()).isEqualTo(1);
    }
}
