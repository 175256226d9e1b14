package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.weir.config.Secret;
import io.weir.flv.FlvTag;
import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.Publications;
import io.weir.ingest.rtmp.PublishAccess;
import io.weir.ingest.rtmp.RtmpServer;
import io.weir.ingest.rtmp.RtmpServerSettings;
import io.weir.name.StreamName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoPublishTest {
    private static final String KEY = "abc";
    private static final Duration AMPLE = Duration.ofSeconds(60);

    private final RecordedPublications publications = new RecordedPublications();
    private RtmpServer server;
    private @Nullable DemoClip clip;

    @BeforeEach
    void serve() throws IOException {
        server = RtmpServer.start(
                RtmpServerSettings.defaults(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8080),
                publications,
                PublishAccess.withKey(KEY));
    }

    @AfterEach
    void close() {
        if (clip != null) {
            clip.close();
        }
        server.close();
    }

    @Test
    void publish_toAServer_configurationsThenFramesInOrder() throws IOException {
        clip = publish();

        await().atMost(AMPLE).until(() -> publications.tags.size() > 30);

        assertThat(publications.opened).containsExactly("live/demo");
        List<RecordedTag> tags = List.copyOf(publications.tags);
        assertThat(tags.get(0).type).isEqualTo(FlvTag.SCRIPT);
        int last = 0;
        for (RecordedTag tag : tags) {
            assertThat(tag.timestampMs).isGreaterThanOrEqualTo(last);
            last = tag.timestampMs;
        }
    }

    @Test
    void publish_endedByTheServer_comesBack() throws IOException {
        clip = publish();
        await().atMost(AMPLE).until(() -> !publications.listeners.isEmpty());

        publications.listeners.get(0).onEnded("a newer publisher has taken the stream");

        await().atMost(AMPLE).until(() -> publications.opened.size() == 2);
    }

    private DemoClip publish() throws IOException {
        return DemoClip.publish("127.0.0.1", server.address().getPort(), new Secret(KEY));
    }

    private record RecordedTag(int type, int timestampMs) {}

    private static final class RecordedPublications implements Publications {
        private final List<String> opened = new CopyOnWriteArrayList<>();
        private final List<PublicationListener> listeners = new CopyOnWriteArrayList<>();
        private final List<RecordedTag> tags = new CopyOnWriteArrayList<>();

        @Override
        public CompletableFuture<Publication> open(StreamName stream, String peer, PublicationListener listener) {
            opened.add(stream.toString());
            listeners.add(listener);
            return CompletableFuture.completedFuture(new Publication() {
                @Override
                public void write(int type, int timestampMs, ByteBuf body) {
                    tags.add(new RecordedTag(type, timestampMs));
                }

                @Override
                public void close(String cause) {}
            });
        }
    }
}
