package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import io.nuncio.proxy.spi.RequestStats;
import io.nuncio.proxy.spi.TransportSocketMaker;
import io.nuncio.proxy.wire.RawBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all workers share of one cluster: its spec, its stats, its circuit breakers, and the slot that holds its hosts.
 * Made and closed on main, kept over updates that change its hosts only; everything else is safe on any thread.
 */
@AnyThread
public final class SharedCluster implements AutoCloseable {

    private final ClusterSpec spec;
    private final Slot<HostSet> hosts;
    private final Scope scope;
    private final Scope hostScope;
    private final ClusterStats stats;
    private final RequestStats requests;
    private final Breakers normal;
    private final Breakers high;
    private final TransportSocketMaker transport;
    private final @Nullable Generation generation;

    /** The stats of hosts by address, with a number where it is not the first of that address. Main only. */
    private final Map<String, HostStats> statsOfHosts = new LinkedHashMap<>();

    private HostSet published = HostSet.EMPTY;

    /** Of one cluster that nobody closes. */
    @OnMain
    public SharedCluster(ClusterSpec spec, Slot<HostSet> hosts, StatStore store, StatStore hostStore) {
        this(spec, hosts, store, hostStore, null);
    }

    /**
     * Of one cluster; publishes nothing.
     *
     * @param hosts the cluster's own slot; only the publisher sets it
     * @param store where {@code cluster.<name>.} stands
     * @param hostStore where the stats of hosts stand, which only the admin shows
     * @param generation what connections hold while they live, so that this is closed after them; null for nothing
     */
    @OnMain
    public SharedCluster(
            ClusterSpec spec,
            Slot<HostSet> hosts,
            StatStore store,
            StatStore hostStore,
            @Nullable Generation generation) {
        this.generation = generation;
        this.spec = spec;
        this.hosts = hosts;
        this.scope = store.scope("cluster." + spec.statName());
        this.hostScope = hostStore.scope("cluster." + spec.statName());
        this.stats = new ClusterStats(scope);
        this.requests = new RequestStats(scope);
        this.normal = new Breakers(spec.breakers().normal(), scope.scope("circuit_breakers.default"));
        this.high = new Breakers(spec.breakers().high(), scope.scope("circuit_breakers.high"));
        this.transport = spec.transportSocket()
                .map(ExtensionSpec::made)
                .map(made -> made.as(TransportSocketMaker.class))
                .orElse(RawBuffer.MAKER);
    }

    public ClusterSpec spec() {
        return spec;
    }

    /** Where its hosts stand. */
    public Slot<HostSet> hosts() {
        return hosts;
    }

    public ClusterStats stats() {
        return stats;
    }

    /** {@code cluster.<name>.} */
    public Scope scope() {
        return scope;
    }

    /** What those count here who send requests. */
    public RequestStats requests() {
        return requests;
    }

    /** Of default priority; TCP connections count here. */
    public Breakers breakers() {
        return normal;
    }

    /** Of high priority. */
    public Breakers highBreakers() {
        return high;
    }

    /** Makes the transport sockets of its connections. */
    public TransportSocketMaker transport() {
        return transport;
    }

    /** Someone on this loop uses it; only while it is published, or while someone else on this loop does. */
    @OnWorker
    void hold() {
        if (generation != null) {
            generation.hold();
        }
    }

    /** Takes back one {@link #hold}. */
    @OnWorker
    void release() {
        if (generation != null) {
            generation.release();
        }
    }

    /** The hosts last made by {@link #hostSet}, for the admin. */
    @OnMain
    public HostSet published() {
        return published;
    }

    /**
     * The value to publish for these hosts. A host keeps its stats as long as each set has a host of its address; where an
     * address is configured more than once each is a host of its own, but of those discovered only the first is taken.
     *
     * @throws IllegalArgumentException if the address of a host is a name that was not resolved
     */
    @OnMain
    public HostSet hostSet(HostSetSpec specs) {
        Map<HostStats, Host> before = new HashMap<>();
        published.all().forEach(host -> before.put(host.stats(), host));
        ImmutableList.Builder<Host> all = ImmutableList.builder();
        Map<String, HostStats> kept = new LinkedHashMap<>();
        for (HostSpec host : specs.hosts()) {
            String key = host.address().text();
            if (kept.containsKey(key) && spec.discovery() == ClusterSpec.Discovery.EDS) {
                continue; // the first of an address counts
            }
            for (int again = 2; kept.containsKey(key); again++) {
                key = host.address().text() + '#' + again;
            }
            HostStats of = statsOfHosts.get(key);
            if (of == null) {
                of = new HostStats(hostScope.scope(key));
            }
            kept.put(key, of);
            Host same = before.get(of);
            all.add(same != null && same.is(host, of) ? same : new Host(host, of));
        }
        if (!kept.keySet().equals(statsOfHosts.keySet())) {
            stats.membershipChange.inc();
        }
        statsOfHosts.clear();
        statsOfHosts.putAll(kept);
        published = HostSet.of(all.build(), specs.overprovisioningPercent());
        stats.membershipTotal.set(published.all().size());
        stats.membershipHealthy.set(published.count(Health.HEALTHY));
        stats.membershipDegraded.set(published.count(Health.DEGRADED));
        return published;
    }

    /** Lets go of its stats and its slot, when no loop uses it any more. */
    @Override
    @OnMain
    public void close() {
        hosts.close();
        scope.close();
        hostScope.close();
    }

    @Override
    public String toString() {
        return "SharedCluster[" + spec.name() + "]";
    }
}
