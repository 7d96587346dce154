package io.nuncio.control.health.dns;

import io.nuncio.control.assemble.HostSource;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.DnsResolverSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The hosts of clusters whose names are looked up in DNS. Main thread only. */
public final class DnsHosts implements HostSource {

    private final Dispatcher main;
    private final StatStore stats;
    private final RandomGenerator random;
    private final Function<DnsResolverSpec, Names> makeNames;
    private final Map<DnsResolverSpec, Names> names = new LinkedHashMap<>();

    /** Asks the name servers that the system or the configuration of a cluster names. */
    public static DnsHosts overTheNetwork(Dispatcher main, StatStore stats, RandomGenerator random) {
        return new DnsHosts(main, stats, random, spec -> DnsResolver.of(main, spec));
    }

    /**
     * With resolvers of the caller's.
     *
     * @param random spreads look-ups over time
     */
    DnsHosts(Dispatcher main, StatStore stats, RandomGenerator random, Function<DnsResolverSpec, Names> makeNames) {
        this.main = main;
        this.stats = stats;
        this.random = random;
        this.makeNames = makeNames;
    }

    @Override
    public Runnable open(ConfiguredCluster cluster, Consumer<HostSetSpec> hosts) {
        DiscoverySpec.Dns dns = (DiscoverySpec.Dns) cluster.discovery();
        DnsCluster opened = new DnsCluster(
                dns,
                new DnsCluster.Setting(
                        main,
                        names.computeIfAbsent(dns.resolver(), makeNames),
                        stats.scope("cluster." + cluster.cluster().statName()),
                        random),
                hosts);
        opened.begin();
        return opened::close;
    }
}
