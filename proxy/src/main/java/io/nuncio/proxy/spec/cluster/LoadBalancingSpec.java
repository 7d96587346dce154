package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;

/**
 * How a host is chosen.
 *
 * @param policy the balancer
 * @param leastRequestChoices how many hosts a least-request balancer compares
 * @param leastRequestOfAll whether it compares all of them instead
 * @param activeRequestBias how much requests in flight count where hosts have different weights; 0 for nothing
 * @param healthyPanicPercent below this share of healthy hosts all hosts are used; 0 turns panic off
 * @param failTrafficOnPanic whether nobody is chosen where all hosts would be used
 * @param localityWeighted whether localities are chosen by weight first
 */
@Immutable
public record LoadBalancingSpec(
        Policy policy,
        int leastRequestChoices,
        boolean leastRequestOfAll,
        double activeRequestBias,
        double healthyPanicPercent,
        boolean failTrafficOnPanic,
        boolean localityWeighted) {
    /** Envoy's default of {@code healthy_panic_threshold}. */
    public static final double HEALTHY_PANIC_DEFAULT_PERCENT = 50.0;
    /** Envoy's default of {@code choice_count}. */
    public static final int LEAST_REQUEST_CHOICES_DEFAULT = 2;

    /** Envoy's default of {@code active_request_bias}. */
    public static final double ACTIVE_REQUEST_BIAS_DEFAULT = 1.0;

    /** What Envoy does where nothing is configured. */
    public static final LoadBalancingSpec DEFAULT = new LoadBalancingSpec(
            Policy.ROUND_ROBIN, LEAST_REQUEST_CHOICES_DEFAULT, HEALTHY_PANIC_DEFAULT_PERCENT, false);

    /** With Envoy's defaults of the rest. */
    public LoadBalancingSpec(
            Policy policy, int leastRequestChoices, double healthyPanicPercent, boolean localityWeighted) {
        this(
                policy,
                leastRequestChoices,
                false,
                ACTIVE_REQUEST_BIAS_DEFAULT,
                healthyPanicPercent,
                false,
                localityWeighted);
    }

    /** The balancers. */
    public enum Policy {
        ROUND_ROBIN,
        LEAST_REQUEST,
        RANDOM
    }
}
