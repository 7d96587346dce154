package io.nuncio.proxy.router;

import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.VirtualClusterSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The statistics of virtual clusters and of routes, as one worker has found them. They are kept as long as the table
 * lives that they belong to, so that a request that is counted so costs a look-up and builds no name.
 */
final class GroupCache {

    private final Scope scope;
    private final Map<RouteEntry, GroupStats> routes = new WeakHashMap<>();
    private final Map<RouteEntry, Map<VirtualClusterSpec, GroupStats>> clusters = new WeakHashMap<>();

    /** @param scope {@code vhost.} */
    GroupCache(Scope scope) {
        this.scope = scope;
    }

    /** Of a route that has a {@code stat_prefix}. */
    GroupStats ofRoute(RouteEntry route) {
        return routes.computeIfAbsent(
                route,
                made -> new GroupStats(
                        scope,
                        made.virtualHost().name() + ".route."
                                + made.route().details().statPrefix() + "."));
    }

    /** Of a virtual cluster of the virtual host of {@code route}. */
    GroupStats ofCluster(RouteEntry route, VirtualClusterSpec cluster) {
        return clusters.computeIfAbsent(route, made -> new HashMap<>())
                .computeIfAbsent(
                        cluster,
                        made -> new GroupStats(scope, route.virtualHost().name() + ".vcluster." + made.name() + "."));
    }
}
