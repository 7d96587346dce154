package io.nuncio.proxy.downstream.http;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.proxy.spec.route.BoundRoutes;
import org.jspecify.annotations.Nullable;

/** Bound routes as published, with the count of the requests that use them. */
@AnyThread
public final class LiveRoutes {

    private final BoundRoutes routes;
    private final @Nullable Generation generation;

    /** @param generation held by each request from its birth to its end; null where the routes live as long as the listener */
    public LiveRoutes(BoundRoutes routes, @Nullable Generation generation) {
        this.routes = routes;
        this.generation = generation;
    }

    /** The routes. */
    public BoundRoutes routes() {
        return routes;
    }

    @OnWorker
    void hold() {
        if (generation != null) {
            generation.hold();
        }
    }

    @OnWorker
    void release() {
        if (generation != null) {
            generation.release();
        }
    }
}
