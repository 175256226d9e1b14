package io.weir.ingest.camera;

import io.netty.buffer.ByteBuf;
import io.weir.camera.CameraProbe;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraTransport;
import io.weir.camera.RegistryUnavailableException;
import io.weir.camera.SourceTest;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls a camera for a second, on a thread of its own, and tells what came. It is reserved meanwhile, for all nodes. Whoever calls
 * bounds how many at a time.
 */
final class PullProbe implements CameraProbe {
    /** After the first frame: what else there is has come by then. */
    private static final long LOOK_MS = 1_000;

    /** In all, ms; a source may send for ever what nothing can be made of. */
    private static final long MAX_MS = 20_000;

    private static final long REGISTRY_TIMEOUT_S = 15;

    private static final String NOTHING = "nothing came within " + MAX_MS / 1_000 + " s that can be carried";
    private static final String GIVEN = "a stream was given the source meanwhile";
    private static final String TESTED = "the source is being tested already; try again in a moment";
    private static final Logger LOG = LoggerFactory.getLogger(PullProbe.class);

    private final Connector connector;
    private final CameraRegistry registry;
    private final AddressPolicy addresses;
    private final Supplier<@Nullable String> watchFault;
    private final LongSupplier monotonicMs;

    /** @param watchFault why nothing would close the connection if this process froze; null if something would */
    PullProbe(
            Connector connector,
            CameraRegistry registry,
            AddressPolicy addresses,
            Supplier<@Nullable String> watchFault,
            LongSupplier monotonicMs) {
        this.connector = connector;
        this.registry = registry;
        this.addresses = addresses;
        this.watchFault = watchFault;
        this.monotonicMs = monotonicMs;
    }

    @Override
    public CompletableFuture<Result> probe(CameraSource source, CameraTransport transport) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(reserveAndLook(source, transport));
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                },
                "weir-camera-probe");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private Result reserveAndLook(CameraSource source, CameraTransport transport) {
        long beganMs = monotonicMs.getAsLong(); // before the registry is asked: others count from later
        String unwatched = watchFault.get();
        if (unwatched != null) {
            return nothing(unwatched, beganMs);
        }
        SourceTest test = SourceTest.of(source.canonical());
        try {
            boolean granted = await(registry.beginTest(test));
            return granted ? look(source, transport, test, beganMs) : nothing(whyNot(test), beganMs);
        } finally {
            end(test);
        }
    }

    private String whyNot(SourceTest test) {
        return registry.cameras().holder(test.source()).isPresent() ? GIVEN : TESTED;
    }

    private Result nothing(String cause, long beganMs) {
        return new Result(cause, List.of(), List.of(), monotonicMs.getAsLong() - beganMs);
    }

    /** Who adds the camera next is not to be refused; but if it cannot be told, the test is over all the same after a while. */
    private void end(SourceTest test) {
        try {
            await(registry.endTest(test));
        } catch (RegistryUnavailableException e) {
            LOG.warn("{}: its end cannot be told; the source stays reserved for a while: {}", test, e.getMessage());
        }
    }

    private static <T> T await(CompletableFuture<T> asked) {
        try {
            return asked.get(REGISTRY_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("this node is stopping", e);
        } catch (TimeoutException e) {
            throw new RegistryUnavailableException("there was no answer within " + REGISTRY_TIMEOUT_S + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RegistryUnavailableException away
                    ? away
                    : new IllegalStateException("the registry failed", e.getCause());
        }
    }

    private Result look(CameraSource source, CameraTransport transport, SourceTest test, long beganMs) {
        PullRequest request =
                PullRequest.of(source.revealUrl(), source.shown(), transport == CameraTransport.UDP, addresses);
        Seen seen = new Seen();
        PullEnd end = connector.runSafely(
                request,
                () -> isReserved(test) && monotonicMs.getAsLong() - beganMs < SourceTest.CONNECTED_MS,
                () -> seen.wantsMore() && monotonicMs.getAsLong() - beganMs < MAX_MS,
                seen);
        String stopped = !seen.wantsMore() ? null : isReserved(test) ? NOTHING : GIVEN;
        String cause = end.cause() == PullEnd.Cause.STOPPED ? stopped : end.message();
        return new Result(cause, seen.tracks(), seen.leftOut, monotonicMs.getAsLong() - beganMs);
    }

    private boolean isReserved(SourceTest test) {
        return registry.cameras().tests().contains(test);
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
