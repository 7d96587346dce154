package io.nuncio.control.translate;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.downstream.http.LiveRoutes;
import io.nuncio.proxy.downstream.http.RouteSource;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteTable;
import java.util.function.BiFunction;

/**
 * A connection manager's wish for a table of routes that comes from somewhere else. Whoever assembles listeners brings the
 * table, has it bound here to the filters of the connection manager, and says where the workers find the result.
 *
 * <p>Main thread only, but for {@link #current}: the listener reaches a worker by a message, and so does what was said here
 * before.
 */
public final class RoutesWanted implements RouteSource {

    private final ConfigSourceSpec source;
    private final String name;
    private final Scope stats;
    private final TranslationSession.Ground ground;
    private final BiFunction<RouteTable, Place, BoundRoutes> binder;
    private final BoundRoutes none;
    private RouteSource served;
    private Runnable whenClosed = () -> {};

    /**
     * @param source where the table comes from
     * @param name of the table
     * @param stats where the stats of its subscription stand
     * @param ground of the translation that wants it
     * @param binder binds a table; what it records as an error refuses the table
     * @param none what requests get until there is a table
     */
    public RoutesWanted(
            ConfigSourceSpec source,
            String name,
            Scope stats,
            TranslationSession.Ground ground,
            BiFunction<RouteTable, Place, BoundRoutes> binder,
            BoundRoutes none) {
        this.source = source;
        this.name = name;
        this.stats = stats;
        this.ground = ground;
        this.binder = binder;
        this.none = none;
        LiveRoutes nothing = new LiveRoutes(none, null);
        this.served = () -> nothing;
    }

    /** Where the table comes from. */
    public ConfigSourceSpec source() {
        return source;
    }

    /** The name of the table. */
    public String name() {
        return name;
    }

    /** Where the stats of its subscription stand. */
    public Scope stats() {
        return stats;
    }

    /** What requests get until there is a table. */
    public BoundRoutes none() {
        return none;
    }

    /** Binds {@code table} to the filters of the connection manager. */
    public Translation<BoundRoutes> bind(RouteTable table) {
        TranslationSession session = new TranslationSession(ground);
        return session.finish(binder.apply(table, session.place("")));
    }

    /** Says where the workers find the routes. */
    public void serve(RouteSource from) {
        served = from;
    }

    /** Has {@code action} run when the connection manager is gone. */
    public void onClose(Runnable action) {
        whenClosed = action;
    }

    /** The connection manager is gone. */
    public void close() {
        whenClosed.run();
    }

    @Override
    @OnWorker
    public LiveRoutes current() {
        return served.current();
    }
}
