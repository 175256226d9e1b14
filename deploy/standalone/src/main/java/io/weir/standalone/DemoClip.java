package io.weir.standalone;

/** The clip that {@code weir demo} publishes in a loop. */
final class DemoClip {
    /** Where it is published. */
    static final String STREAM = "live/demo";

    private DemoClip() {}
}
