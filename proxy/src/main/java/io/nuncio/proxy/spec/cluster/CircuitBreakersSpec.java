package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;

/**
 * What all workers together may hold open towards a cluster: Envoy's {@code CircuitBreakers}.
 *
 * @param normal for requests of default priority, and for TCP
 * @param high for requests of high priority
 */
@Immutable
public record CircuitBreakersSpec(Thresholds normal, Thresholds high) {

    /**
     * The limits of one priority.
     *
     * @param connectionsMax connections
     * @param pendingMax requests that wait for a connection
     * @param requestsMax requests in flight
     * @param retriesMax retries in flight
     * @param poolsMax connection pools
     * @param trackRemaining whether the gauges of what remains are kept
     */
    @Immutable
    public record Thresholds(
            int connectionsMax, int pendingMax, int requestsMax, int retriesMax, int poolsMax, boolean trackRemaining) {
        /** Envoy's defaults: 1024 of each, 3 retries, pools without limit. */
        public static final Thresholds DEFAULT = new Thresholds(1024, 1024, 1024, 3, Integer.MAX_VALUE, false);
    }

    /** Envoy's defaults for both priorities. */
    public static final CircuitBreakersSpec DEFAULT = new CircuitBreakersSpec(Thresholds.DEFAULT, Thresholds.DEFAULT);
}
