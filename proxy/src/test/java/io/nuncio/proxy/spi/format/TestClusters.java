package io.nuncio.proxy.spi.format;

import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import java.util.Optional;

/** A cluster with nothing but a name. */
final class TestClusters {

    private TestClusters() {}

    static ClusterSpec named(String name) {
        return new ClusterSpec(
                name,
                name,
                "",
                ClusterSpec.Discovery.STATIC,
                ClusterSpec.CONNECT_TIMEOUT_DEFAULT_MS,
                0,
                LoadBalancingSpec.DEFAULT,
                CircuitBreakersSpec.DEFAULT,
                UpstreamHttpSpec.DEFAULT,
                Optional.empty());
    }
}
