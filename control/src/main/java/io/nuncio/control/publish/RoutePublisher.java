package io.nuncio.control.publish;

import io.nuncio.control.translate.Closers;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.proxy.downstream.http.LiveRoutes;
import io.nuncio.proxy.spec.route.BoundRoutes;

/**
 * Publishes bound tables of routes, a slot for each connection manager that has its table from elsewhere. Main thread only.
 * A request keeps the table of its birth; what belongs to a table is closed when its last request has ended.
 */
public final class RoutePublisher {

    private final Slots slots;

    /** Without any. */
    public RoutePublisher(Slots slots) {
        this.slots = slots;
    }

    /**
     * A place for routes, with those that hold until others come.
     *
     * @param name for people
     */
    public PublishedRoutes open(String name, BoundRoutes none) {
        Slot<LiveRoutes> slot = slots.allocate("routes " + name);
        PublishedRoutes published = new PublishedRoutes(name, slot);
        slot.set(new LiveRoutes(none, null));
        return published;
    }

    /** Makes all changes of {@code changes} visible at once. */
    public void together(Runnable changes) {
        slots.together(changes);
    }

    /**
     * Replaces the routes.
     *
     * @param closers closed when nothing uses these routes any more
     */
    public void put(PublishedRoutes published, BoundRoutes routes, Closers closers) {
        Generation generation = slots.generations().open("routes " + published.name());
        slots.together(() -> {
            published.slot().set(new LiveRoutes(routes, generation));
            published.retire();
        });
        published.inForce(generation, closers);
    }

    /** Nobody asks any more. */
    public void close(PublishedRoutes published) {
        published.retire();
        published.slot().close();
    }
}
