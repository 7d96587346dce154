package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;

/** A route in its table: what a look-up answers. */
@Immutable
public final class RouteEntry {

    private final int number;
    private final RouteSpec route;
    private final VirtualHostSpec virtualHost;
    private final RouteTableSpec table;
    private final ImmutableList<HeaderMutationsSpec> requestMutations;
    private final ImmutableList<HeaderMutationsSpec> responseMutations;

    RouteEntry(int number, RouteSpec route, VirtualHostSpec virtualHost, RouteTableSpec table) {
        this.number = number;
        this.route = route;
        this.virtualHost = virtualHost;
        this.table = table;
        this.requestMutations =
                inOrder(route.requestMutations(), virtualHost.requestMutations(), table.requestMutations());
        this.responseMutations =
                inOrder(route.responseMutations(), virtualHost.responseMutations(), table.responseMutations());
    }

    /** A route that stands in no table, for requests that are not looked up. */
    public static RouteEntry alone(RouteSpec route) {
        VirtualHostSpec host = VirtualHostSpec.of("", ImmutableList.of("*"), ImmutableList.of(route));
        return new RouteEntry(0, route, host, RouteTableSpec.of("", ImmutableList.of(host)));
    }

    /** Counts the routes of the table from 0 on, for those who keep something for each of them. */
    public int number() {
        return number;
    }

    /** The route itself. */
    public RouteSpec route() {
        return route;
    }

    /** The virtual host that it stands in. */
    public VirtualHostSpec virtualHost() {
        return virtualHost;
    }

    /** The table that it stands in. */
    public RouteTableSpec table() {
        return table;
    }

    /**
     * The mutations of requests at the levels of route, virtual host and table, in the order in which they are made; the
     * later one wins. Those of a weighted cluster come before all of them, or after if {@link #weightedClusterIsLast}.
     */
    public ImmutableList<HeaderMutationsSpec> requestMutations() {
        return requestMutations;
    }

    /** As {@link #requestMutations}, of responses. */
    public ImmutableList<HeaderMutationsSpec> responseMutations() {
        return responseMutations;
    }

    /** Whether the mutations of a weighted cluster come after all others. */
    public boolean weightedClusterIsLast() {
        return table.options().mostSpecificMutationsWin();
    }

    private ImmutableList<HeaderMutationsSpec> inOrder(
            HeaderMutationsSpec ofRoute, HeaderMutationsSpec ofVirtualHost, HeaderMutationsSpec ofTable) {
        ImmutableList<HeaderMutationsSpec> all = ImmutableList.of(ofRoute, ofVirtualHost, ofTable);
        return (weightedClusterIsLast() ? all.reverse() : all)
                .stream().filter(each -> !each.isEmpty()).collect(ImmutableList.toImmutableList());
    }

    /** The name of the route, for messages to people. */
    @Override
    public String toString() {
        return virtualHost.name() + "/" + route.name();
    }
}
