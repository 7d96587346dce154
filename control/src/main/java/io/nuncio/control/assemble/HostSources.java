package io.nuncio.control.assemble;

import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import java.util.function.Consumer;

/**
 * Finds the hosts of each cluster where its configuration says. Main thread only.
 *
 * @param dns of those that are looked up in DNS
 * @param endpoints of those that a discovery service names
 */
public record HostSources(HostSource dns, HostSource endpoints) implements HostSource {

    @Override
    public Runnable open(ConfiguredCluster cluster, Consumer<HostSetSpec> hosts) throws UnavailableException {
        return switch (cluster.discovery()) {
            case DiscoverySpec.Static ignored -> FIXED.open(cluster, hosts);
            case DiscoverySpec.Dns ignored -> dns.open(cluster, hosts);
            case DiscoverySpec.Eds ignored -> endpoints.open(cluster, hosts);
        };
    }
}
