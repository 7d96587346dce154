package io.nuncio.control.assemble;

import io.nuncio.proxy.spec.listener.ListenerSpec;

/** Says when a listener has all it needs: its routes, its secrets. */
@FunctionalInterface
public interface Readiness {

    /**
     * Calls {@code ready} once, on main, when the listener has all it needs; possibly before this returns.
     *
     * @return ends the waiting
     */
    Runnable await(ListenerSpec listener, Runnable ready);

    /** A listener needs nothing but what it came with. */
    Readiness AT_ONCE = (listener, ready) -> {
        ready.run();
        return () -> {};
    };
}
