package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;

/**
 * How a host is chosen.
 *
 * @param policy the balancer
 * @param leastRequestChoices how many hosts a least-request balancer compares
 * @param healthyPanicPercent below this share of healthy hosts all hosts are used; 0 turns panic off
 * @param localityWeighted whether localities are chosen by weight first
 */
@Immutable
public record LoadBalancingSpec(
        Policy policy, int leastRequestChoices, double healthyPanicPercent, boolean localityWeighted) {
    /** Envoy's default of {@code healthy_panic_threshold}. */
    public static final double HEALTHY_PANIC_DEFAULT_PERCENT = 50.0;
    /** Envoy's default of {@code choice_count}. */
    public static final int LEAST_REQUEST_CHOICES_DEFAULT = 2;

    /** What Envoy does where nothing is configured. */
    public static final LoadBalancingSpec DEFAULT = new LoadBalancingSpec(
            Policy.ROUND_ROBIN, LEAST_REQUEST_CHOICES_DEFAULT, HEALTHY_PANIC_DEFAULT_PERCENT, false);

    /** The balancers. */
    public enum Policy {
        ROUND_ROBIN,
        LEAST_REQUEST,
        RANDOM
    }
}
