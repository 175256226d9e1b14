package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.Map;
import java.util.function.BiConsumer;

/** Where members leave each other signs of what is wanted. Reading and writing may wait on other members, and throw what that throws. */
interface DemandMap {
    /** Leaves a sign, which replaces the stream's last one and fades by itself. */
    void put(StreamName stream, String sign);

    /** The signs that have not faded. */
    Map<StreamName, String> read();

    /** Calls the listener with each sign from now on; it must not block. */
    void listen(BiConsumer<StreamName, String> listener);
}
