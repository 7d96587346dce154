package io.nuncio.control.assemble;

import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.StatStore;

/** Envoy's statistics of all listeners together, {@code listener_manager.}; the fields are named after them. */
public final class ListenerManagerStats {

    final Counter added;
    final Counter modified;
    final Counter removed;
    final Counter inPlaceUpdated;
    final Counter stopped;
    final Counter createSuccess;
    final Counter createFailure;
    final Gauge chainsDraining;
    final Gauge workersStarted;
    private final Gauge active;
    private final Gauge warming;
    private final Gauge draining;

    /** In {@code store}. */
    public ListenerManagerStats(StatStore store) {
        Scope scope = store.scope("listener_manager");
        added = scope.counter("listener_added");
        modified = scope.counter("listener_modified");
        removed = scope.counter("listener_removed");
        inPlaceUpdated = scope.counter("listener_in_place_updated");
        stopped = scope.counter("listener_stopped");
        createSuccess = scope.counter("listener_create_success");
        createFailure = scope.counter("listener_create_failure");
        chainsDraining = scope.gauge("total_filter_chains_draining");
        workersStarted = scope.gauge("workers_started");
        active = scope.gauge("total_listeners_active");
        warming = scope.gauge("total_listeners_warming");
        draining = scope.gauge("total_listeners_draining");
        scope.gauge("workers_pinned");
    }

    void show(int activeListeners, int warmingListeners, int drainingListeners) {
        active.set(activeListeners);
        warming.set(warmingListeners);
        draining.set(drainingListeners);
    }
}
