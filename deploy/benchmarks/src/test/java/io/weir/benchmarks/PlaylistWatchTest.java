package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaylistWatchTest {
    private static final URI PLAYLIST = URI.create("http://h/live/cam1.m3u8");

    private final Map<URI, PlaylistWatch.Reply> replies = new HashMap<>();
    private final FrameTimes sent = new FrameTimes();
    private final Problems problems = new Problems();
    private long nowMs;
    private final PlaylistWatch watch = new PlaylistWatch(
            uri -> replies.getOrDefault(uri, new PlaylistWatch.Reply(404, new byte[0])),
            PLAYLIST,
            sent,
            () -> TimeUnit.MILLISECONDS.toNanos(nowMs),
            problems);

    /** Pictures 0 to 9 are sent at 0, 40, 80 ms and so on; segments hold two each. */
    @BeforeEach
    void send() {
        for (int i = 0; i < 10; i++) {
            sent.sent(TimeUnit.MILLISECONDS.toNanos(40L * i));
        }
        watch.measure(true);
    }

    @Test
    void poll_segmentListedAnew_delaysOfItsFirstAndLastPicture() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        segment(1, 2, 3);
        list(100, 0, 1);
        pollAt(500);

        assertThat(watch.firstFrameDelaysMs()).containsExactly(500L - 80);
        assertThat(watch.lastFrameDelaysMs()).containsExactly(500L - 120);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void poll_samePlaylistAgain_countsOnce() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        segment(1, 2, 3);
        list(101, 1);
        pollAt(500);
        pollAt(600);

        assertThat(watch.lastFrameDelaysMs()).hasSize(1);
    }

    @Test
    void poll_beforeThereIsAPlaylist_noProblem() throws InterruptedException {
        pollAt(50);

        assertThat(problems.list()).isEmpty();
    }

    @Test
    void poll_playlistGoneAgain_isAProblem() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        replies.clear();
        pollAt(100);

        assertThat(problems.list()).containsExactly(PLAYLIST + " answers 404");
    }

    @Test
    void poll_notMeasuring_neitherDelaysNorProblems() throws InterruptedException {
        watch.measure(false);
        list(100, 0);
        pollAt(50);
        segment(1, 2, 5);
        list(100, 0, 1);
        pollAt(500);

        assertThat(watch.lastFrameDelaysMs()).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void poll_pictureMissingOrTwice_isAProblem() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        segment(1, 2, 3);
        segment(2, 5, 6);
        segment(3, 6, 7);
        list(100, 0, 1, 2, 3);
        pollAt(500);

        assertThat(problems.list())
                .containsExactly(
                        "http://h/live/2.ts has picture 5 where 4 was expected",
                        "http://h/live/3.ts has picture 6 where 7 was expected");
    }

    @Test
    void poll_listedButNotThere_isAProblem() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        list(100, 0, 1);
        pollAt(500);

        assertThat(problems.list()).containsExactly("http://h/live/1.ts is listed and answers 404");
        assertThat(watch.lastFrameDelaysMs()).isEmpty();
    }

    @Test
    void poll_mediaSequenceLeaps_isAProblem() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        segment(2, 4, 5);
        list(102, 2);
        pollAt(500);

        assertThat(problems.list()).containsExactly(PLAYLIST + " went from media sequence 101 to 102");
    }

    @Test
    void poll_gap_isAProblem() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        reply(PLAYLIST, "#EXT-X-MEDIA-SEQUENCE:100\n0.ts\n#EXT-X-GAP\n1.ts\n".getBytes(StandardCharsets.UTF_8));
        pollAt(500);

        assertThat(problems.list()).containsExactly("http://h/live/1.ts is a gap");
    }

    @Test
    void poll_picturesThatNobodySent_isAProblem() throws InterruptedException {
        list(100, 0);
        pollAt(50);
        reply(URI.create("http://h/live/1.ts"), Pictures.transportStream(100, new byte[50]));
        segment(2, 10);
        list(100, 0, 1, 2);
        pollAt(500);

        assertThat(problems.list())
                .contains(
                        "http://h/live/1.ts holds no picture that was sent",
                        PLAYLIST + " lists picture 10, which was not sent in the last minutes");
    }

    private void pollAt(long ms) throws InterruptedException {
        nowMs = ms;
        watch.poll();
    }

    private void segment(int name, long... pictures) {
        byte[][] marks = LongStream.of(pictures).mapToObj(Pictures::mark).toArray(byte[][]::new);
        reply(URI.create("http://h/live/" + name + ".ts"), Pictures.transportStream(100, marks));
    }

    private void list(long mediaSequence, Integer... segments) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:" + mediaSequence + "\n");
        List.of(segments)
                .forEach(name -> text.append("#EXTINF:0.080,\n").append(name).append(".ts\n"));
        reply(PLAYLIST, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void reply(URI uri, byte[] body) {
        replies.put(uri, new PlaylistWatch.Reply(200, body));
    }
}
