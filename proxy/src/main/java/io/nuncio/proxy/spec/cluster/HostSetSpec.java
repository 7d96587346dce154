package io.nuncio.proxy.spec.cluster;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;

/**
 * The hosts of a cluster at one moment, as main last decided: addresses, weights, priorities, health.
 *
 * @param hosts all of them, in the order of the configuration
 * @param overprovisioningPercent how much more than its share a priority may take (Envoy's default: 140)
 */
@Immutable
public record HostSetSpec(ImmutableList<HostSpec> hosts, int overprovisioningPercent) {
    /** Envoy's default of {@code overprovisioning_factor}. */
    public static final int OVERPROVISIONING_DEFAULT_PERCENT = 140;

    /** A cluster without hosts. */
    public static final HostSetSpec EMPTY = new HostSetSpec(ImmutableList.of(), OVERPROVISIONING_DEFAULT_PERCENT);
}
