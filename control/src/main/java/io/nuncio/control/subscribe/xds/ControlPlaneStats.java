package io.nuncio.control.subscribe.xds;

import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.TextReadout;

/** Envoy's {@code control_plane.} statistics; the fields are named after them. */
final class ControlPlaneStats {

    final Counter rateLimitEnforced;
    final Gauge connectedState;
    final Gauge pendingRequests;
    final TextReadout identifier;

    ControlPlaneStats(Scope scope) {
        rateLimitEnforced = scope.counter("rate_limit_enforced");
        connectedState = scope.gauge("connected_state");
        pendingRequests = scope.gauge("pending_requests");
        identifier = scope.textReadout("identifier");
    }
}
