package io.weir.ownership;

import java.util.Map;

/**
 * Where each member says a text of itself, for the others to read. Nothing rests on it. It may wait on other members, so it is
 * not for event loops.
 */
public interface Board {
    /** Replaces what this member says; it is forgotten after a minute. */
    void say(String text);

    /** What each live member says, by its name. */
    Map<String, String> said();
}
