package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;

/** What is done with the requests of a route. */
@Immutable
public sealed interface RouteActionSpec permits ForwardSpec, RedirectSpec, DirectResponseSpec, RouteActionSpec.None {

    /** Nothing is forwarded: the route is there for the filters alone. Envoy's {@code non_forwarding_action}. */
    record None() implements RouteActionSpec {}
}
