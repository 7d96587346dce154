package io.nuncio.control.assemble;

import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import java.util.function.Consumer;

/** Finds the hosts of clusters: from the configuration itself, from DNS, from discovery services. */
@FunctionalInterface
public interface HostSource {

    /**
     * Begins to look for the hosts of a cluster; {@code hosts} is called on main with each set found, possibly before
     * this returns. A cluster is warm when it has been called once.
     *
     * @return ends it
     * @throws UnavailableException if there is nothing where the configuration says; the cluster is refused
     */
    Runnable open(ConfiguredCluster cluster, Consumer<HostSetSpec> hosts) throws UnavailableException;

    /** Finds the hosts that the configuration names. */
    HostSource FIXED = (cluster, hosts) -> {
        if (!(cluster.discovery() instanceof DiscoverySpec.Static fixed)) {
            throw new IllegalArgumentException(
                    "the hosts of '" + cluster.cluster().name() + "' are not in the configuration");
        }
        hosts.accept(fixed.hosts());
        return () -> {};
    };
}
