package io.nuncio.control.assemble;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.RoutesWanted;

/** Says when a listener has all it needs: its routes, its secrets. */
@FunctionalInterface
public interface Readiness {

    /**
     * Calls {@code ready} once, on main, when the listener has all it needs; possibly before this returns.
     *
     * @param routes the tables that its connection managers want
     * @return ends the waiting
     */
    Runnable await(ImmutableList<RoutesWanted> routes, Runnable ready);

    /** A listener needs nothing but what it came with. */
    Readiness AT_ONCE = (routes, ready) -> {
        ready.run();
        return () -> {};
    };
}
