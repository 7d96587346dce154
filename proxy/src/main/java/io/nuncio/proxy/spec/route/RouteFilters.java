package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;

/**
 * The chains of a connection manager as they are for one route.
 *
 * @param chains that of ordinary requests first, then those of the upgrades that have one of their own, in their order
 */
@Immutable
public record RouteFilters(ImmutableList<RouteChain> chains) {

    /** The chain of ordinary requests. */
    public RouteChain ordinary() {
        return chains.getFirst();
    }
}
