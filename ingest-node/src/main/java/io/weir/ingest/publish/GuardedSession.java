package io.weir.ingest.publish;

import io.weir.ingest.publication.PublicationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session as its publication tells it things: what a session throws, one that is gone above all, stops no writing. */
final class GuardedSession implements PublicationListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedSession.class);

    private final String stream;
    private final PublicationListener session;

    GuardedSession(String stream, PublicationListener session) {
        this.stream = stream;
        this.session = session;
    }

    @Override
    public void onWritabilityChanged(boolean writable) {
        guarded(() -> session.onWritabilityChanged(writable));
    }

    @Override
    public void onHeldChanged(boolean held) {
        guarded(() -> session.onHeldChanged(held));
    }

    @Override
    public void onEnded(String cause) {
        guarded(() -> session.onEnded(cause));
    }

    private void guarded(Runnable notice) {
        try {
            notice.run();
        } catch (RuntimeException e) {
            LOG.warn("{}: its session could not be told: {}", stream, e.toString());
        }
    }
}
