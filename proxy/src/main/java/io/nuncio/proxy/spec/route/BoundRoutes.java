package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.ExtensionSpec;
import org.jspecify.annotations.Nullable;

/**
 * A table of routes together with what each route means to the filters of one connection manager. All that can be known
 * beforehand has been worked out: what is left for a request is to take an element of a list.
 */
@Immutable
public final class BoundRoutes {

    private final RouteTable table;
    private final RouteFilters unrouted;
    private final ImmutableList<ForRoute> routes;

    /**
     * What a route means.
     *
     * @param own where no weighted cluster says more
     * @param ofClusters for each of its weighted clusters; empty if none of them says anything
     */
    @Immutable
    public record ForRoute(RouteFilters own, ImmutableList<RouteFilters> ofClusters) {}

    /**
     * Binds a table.
     *
     * @param unrouted the chains for requests without a route
     * @param routes for each route, by its {@link RouteEntry#number}; empty if all of them mean the same as none
     */
    public BoundRoutes(RouteTable table, RouteFilters unrouted, ImmutableList<ForRoute> routes) {
        this.table = table;
        this.unrouted = unrouted;
        this.routes = routes;
    }

    /** No routes, for a chain of filters that answers without one. */
    public static BoundRoutes unrouted(ImmutableList<ExtensionSpec> filters) {
        ImmutableIntArray.Builder places = ImmutableIntArray.builder();
        for (int i = 0; i < filters.size(); i++) {
            places.add(i);
        }
        RouteChain chain = new RouteChain(filters, places.build(), ImmutableList.of());
        return new BoundRoutes(
                new RouteTable(RouteTableSpec.of("", ImmutableList.of())),
                new RouteFilters(ImmutableList.of(chain)),
                ImmutableList.of());
    }

    /** Where routes are looked up. */
    public RouteTable table() {
        return table;
    }

    /** The chains for requests without a route. */
    public RouteFilters unrouted() {
        return unrouted;
    }

    /**
     * The chains for requests that take {@code route}.
     *
     * @param route of {@link #table}; null for none
     * @param random the number by which the weighted cluster is chosen
     */
    public RouteFilters filters(@Nullable RouteEntry route, long random) {
        if (route == null || routes.isEmpty()) {
            return unrouted;
        }
        ForRoute found = routes.get(route.number());
        if (!found.ofClusters().isEmpty()
                && route.route().action() instanceof ForwardSpec forward
                && forward.cluster() instanceof ClusterChoiceSpec.Weighted weighted) {
            return found.ofClusters().get(weighted.place(random));
        }
        return found.own();
    }
}
