package io.nuncio.proxy.spec.cluster;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.ConfigSourceSpec;

/** Where main finds the hosts of a cluster. Workers never see it: they see the {@link HostSetSpec} that comes of it. */
@Immutable
public sealed interface DiscoverySpec {

    /**
     * The configuration names them.
     *
     * @param hosts the hosts
     */
    record Static(HostSetSpec hosts) implements DiscoverySpec {}

    /**
     * DNS names them.
     *
     * @param targets what is looked up, with what the answers inherit; their addresses hold names
     * @param logical one host that stands for whatever the name answers, instead of one host for each answer
     * @param lookup how it is looked up
     * @param resolver who is asked
     * @param waitsForAnswer whether the cluster is used only after a first answer, or at once, without hosts
     */
    record Dns(HostSetSpec targets, boolean logical, DnsLookup lookup, DnsResolverSpec resolver, boolean waitsForAnswer)
            implements DiscoverySpec {}

    /**
     * A service names them.
     *
     * @param serviceName what is asked for
     * @param source where
     */
    record Eds(String serviceName, ConfigSourceSpec source) implements DiscoverySpec {}

    /** Which addresses are asked for. */
    enum DnsFamily {
        AUTO,
        V4_ONLY,
        V6_ONLY,
        V4_PREFERRED,
        ALL
    }

    /**
     * How a name is looked up.
     *
     * @param family which addresses are asked for
     * @param refreshMs time between two look-ups
     * @param refreshMinMs the shortest time between two look-ups, whatever a time to live says
     * @param jitterMs a random time up to it is added
     * @param respectTtl whether the answer's own time to live replaces {@code refreshMs}
     * @param failureBaseMs time after a first failure; 0: as after a success
     * @param failureMaxMs the longest time after failures
     */
    @Immutable
    record DnsLookup(
            DnsFamily family,
            long refreshMs,
            long refreshMinMs,
            long jitterMs,
            boolean respectTtl,
            long failureBaseMs,
            long failureMaxMs) {
        /** Envoy's default of {@code dns_refresh_rate}. */
        public static final long REFRESH_DEFAULT_MS = 5_000;

        /** Envoy's default of {@code dns_min_refresh_rate}. */
        public static final long REFRESH_MIN_DEFAULT_MS = 1_000;
    }

    /** No hosts at all. */
    DiscoverySpec NOTHING =
            new Static(new HostSetSpec(ImmutableList.of(), HostSetSpec.OVERPROVISIONING_DEFAULT_PERCENT));
}
