package io.nuncio.control.assemble;

import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.route.RouteTableSpec;

/** Brings tables of routes from where they come from: files, control planes. Main thread only. */
@FunctionalInterface
public interface RouteOrigin {

    /** Who gets the versions of a table. */
    interface Taker {
        /** A version has come. */
        Outcome take(Update<RouteTableSpec> update);

        /** The first answer was dealt with, good or bad, or none came in time: whoever waits goes on. */
        void initialised();
    }

    /**
     * Begins to bring a table.
     *
     * @param stats where the stats of the subscription stand
     * @return ends it
     */
    Runnable open(ConfigSourceSpec source, String name, Scope stats, Taker taker);

    /** There are none. */
    RouteOrigin NONE = (source, name, stats, taker) -> {
        taker.initialised();
        return () -> {};
    };
}
