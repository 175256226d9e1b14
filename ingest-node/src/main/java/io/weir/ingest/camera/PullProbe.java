package io.weir.ingest.camera;

import io.netty.buffer.ByteBuf;
import io.weir.camera.CameraProbe;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraTransport;
import io.weir.cut.Tracks;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.PullEnd;
import io.weir.ingest.pull.PullRequest;
import io.weir.ingest.pull.TagSink;
import io.weir.media.AudioFormat;
import io.weir.media.MediaException;
import io.weir.media.VideoFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Pulls a camera for a second, on a thread of its own, and tells what came. Whoever calls bounds how many at a time. */
final class PullProbe implements CameraProbe {
    /** After the first frame: what else there is has come by then. */
    private static final long LOOK_MS = 1_000;

    /** In all, ms; a source may send for ever what nothing can be made of. */
    private static final long MAX_MS = 20_000;

    private static final String NOTHING =
            "nothing came that can be carried, or a stream was given the source meanwhile";

    private final Connector connector;
    private final CameraRegistry registry;
    private final AddressPolicy addresses;
    private final LongSupplier monotonicMs;

    PullProbe(Connector connector, CameraRegistry registry, AddressPolicy addresses, LongSupplier monotonicMs) {
        this.connector = connector;
        this.registry = registry;
        this.addresses = addresses;
        this.monotonicMs = monotonicMs;
    }

    @Override
    public CompletableFuture<Result> probe(CameraSource source, CameraTransport transport) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.complete(look(source, transport)), "weir-camera-probe");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private Result look(CameraSource source, CameraTransport transport) {
        long beganMs = monotonicMs.getAsLong();
        PullRequest request =
                PullRequest.of(source.revealUrl(), source.shown(), transport == CameraTransport.UDP, addresses);
        Seen seen = new Seen();
        String canonical = source.canonical();
        PullEnd end = connector.runSafely(
                request,
                () -> registry.cameras().holder(canonical).isEmpty(),
                () -> seen.wantsMore() && monotonicMs.getAsLong() - beganMs < MAX_MS,
                seen);
        String cause = end.cause() != PullEnd.Cause.STOPPED ? end.message() : seen.wantsMore() ? NOTHING : null;
        return new Result(cause, seen.tracks(), seen.leftOut, monotonicMs.getAsLong() - beganMs);
    }

    /** What came; of the session's thread. */
    private final class Seen implements TagSink {
        private final List<String> pictures = new ArrayList<>();
        private final List<String> sounds = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();
        private long firstFrameMs = -1;

        List<String> tracks() {
            List<String> tracks = new ArrayList<>(pictures);
            tracks.addAll(sounds);
            return tracks;
        }

        boolean wantsMore() {
            return firstFrameMs < 0 || monotonicMs.getAsLong() - firstFrameMs < LOOK_MS;
        }

        @Override
        public void tag(int type, int timestampMs, ByteBuf body) {
            try {
                if (type == FlvTag.VIDEO) {
                    video(body);
                } else {
                    audio(body);
                }
            } catch (FlvFormatException | MediaException e) {
                add(leftOut, "a track that segments cannot carry: " + e.getMessage());
            }
        }

        private void video(ByteBuf body) {
            VideoTagHeader header = VideoTagHeader.parse(body, body.readerIndex(), body.readableBytes());
            if (header.kind() != VideoTagHeader.Kind.CONFIGURATION) {
                onFrame();
                return;
            }
            VideoFormat format = Tracks.video(header, body, body.readerIndex(), body.readableBytes());
            String codec = header.codec() == VideoTagHeader.HEVC ? "HEVC" : "H.264";
            VideoFormat.PictureSize size = format.pictureSize();
            add(pictures, size == null ? codec : codec + " " + size.width() + "x" + size.height());
        }

        private void audio(ByteBuf body) {
            AudioTagHeader header = AudioTagHeader.parse(body, body.readerIndex(), body.readableBytes());
            boolean tells = header.codec() == AudioTagHeader.MP3 || header.kind() == AudioTagHeader.Kind.CONFIGURATION;
            if (tells) {
                AudioFormat format = Tracks.audio(header, body, body.readerIndex(), body.readableBytes());
                add(sounds, (header.codec() == AudioTagHeader.MP3 ? "MP3 " : "AAC ") + format.sampleRate() + " Hz");
            }
            if (header.kind() == AudioTagHeader.Kind.FRAME) {
                onFrame();
            }
        }

        private void onFrame() {
            if (firstFrameMs < 0) {
                firstFrameMs = monotonicMs.getAsLong();
            }
        }

        private static void add(List<String> to, String track) {
            if (!to.contains(track)) {
                to.add(track);
            }
        }

        @Override
        public void leftOut(String track) {
            add(leftOut, track);
        }

        @Override
        public void timesBroke(String cause) {}

        @Override
        public void mended(String what) {}
    }
}
