package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

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
     * @param retryBudget takes the place of {@code retriesMax}
     */
    @Immutable
    public record Thresholds(
            int connectionsMax,
            int pendingMax,
            int requestsMax,
            int retriesMax,
            int poolsMax,
            boolean trackRemaining,
            Optional<RetryBudget> retryBudget) {

        /** Without a budget of retries. */
        public Thresholds(
                int connectionsMax,
                int pendingMax,
                int requestsMax,
                int retriesMax,
                int poolsMax,
                boolean trackRemaining) {
            this(connectionsMax, pendingMax, requestsMax, retriesMax, poolsMax, trackRemaining, Optional.empty());
        }

        /** Envoy's defaults: 1024 of each, 3 retries, pools without limit. */
        public static final Thresholds DEFAULT = new Thresholds(1024, 1024, 1024, 3, Integer.MAX_VALUE, false);
    }

    /**
     * How many retries are allowed at a time as a share of what is in flight.
     *
     * @param percent of the requests in flight and waiting
     * @param retriesMin are allowed always
     */
    @Immutable
    public record RetryBudget(double percent, int retriesMin) {
        /** Envoy's default of {@code budget_percent}. */
        public static final double PERCENT_DEFAULT = 20;

        /** Envoy's default of {@code min_retry_concurrency}. */
        public static final int RETRIES_MIN_DEFAULT = 3;
    }

    /** Envoy's defaults for both priorities. */
    public static final CircuitBreakersSpec DEFAULT = new CircuitBreakersSpec(Thresholds.DEFAULT, Thresholds.DEFAULT);
}
