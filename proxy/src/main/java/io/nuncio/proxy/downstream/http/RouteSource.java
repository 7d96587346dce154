package io.nuncio.proxy.downstream.http;

import io.nuncio.filter.thread.OnWorker;

/** Where a connection manager finds its routes: in its own configuration, or in a slot. */
@FunctionalInterface
public interface RouteSource {

    /** The routes as this worker knows them now; a request keeps those of its birth. */
    @OnWorker
    LiveRoutes current();
}
