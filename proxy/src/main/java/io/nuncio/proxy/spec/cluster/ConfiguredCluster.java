package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;

/**
 * A cluster as one resource configures it: what workers see of it, and where main finds its hosts.
 *
 * @param cluster what workers see
 * @param discovery where its hosts come from
 */
@Immutable
public record ConfiguredCluster(ClusterSpec cluster, DiscoverySpec discovery) {
    /** Whether its hosts are found without a control plane. */
    public boolean isPrimary() {
        return !(discovery instanceof DiscoverySpec.Eds eds)
                || eds.source().file().isPresent();
    }
}
