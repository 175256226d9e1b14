package io.weir.simulation;

import java.util.function.LongConsumer;

/** One seed of the simulation, to be made by a loader of other classes. */
public final class OneSeed implements LongConsumer {
    /** As reflection makes it. */
    public OneSeed() {}

    @Override
    public void accept(long seed) {
        Befallen unused = WholePath.run(seed);
    }
}
