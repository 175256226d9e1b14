package io.weir.edge.picture;

/** There is no picture in it that can be decoded. */
public final class NoPictureException extends Exception {
    NoPictureException(String why) {
        super(why);
    }
}
