package io.weir.ingest.publication;

/** The stream cannot be published now; the message says why, for the publisher. */
public final class PublicationRefusedException extends RuntimeException {
    public PublicationRefusedException(String message) {
        super(message);
    }
}
