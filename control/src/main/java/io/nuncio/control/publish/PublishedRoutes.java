package io.nuncio.control.publish;

import io.nuncio.control.translate.Closers;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.proxy.downstream.http.LiveRoutes;
import io.nuncio.proxy.downstream.http.RouteSource;
import org.jspecify.annotations.Nullable;

/** The routes of one connection manager as last published. Main thread only, but for {@link #current}. */
public final class PublishedRoutes implements RouteSource {

    private final String name;
    private final Slot<LiveRoutes> slot;
    private @Nullable Generation generation;
    private @Nullable Closers closers;

    PublishedRoutes(String name, Slot<LiveRoutes> slot) {
        this.name = name;
        this.slot = slot;
    }

    String name() {
        return name;
    }

    Slot<LiveRoutes> slot() {
        return slot;
    }

    /** Closes what is in force now when its last request has ended. */
    void retire() {
        Generation old = generation;
        Closers oldClosers = closers;
        generation = null;
        closers = null;
        if (old != null && oldClosers != null) {
            old.retire(oldClosers::close);
        }
    }

    void inForce(Generation newGeneration, Closers newClosers) {
        generation = newGeneration;
        closers = newClosers;
    }

    @Override
    @OnWorker
    public LiveRoutes current() {
        return slot.get();
    }
}
