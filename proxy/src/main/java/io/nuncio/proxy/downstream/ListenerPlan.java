package io.nuncio.proxy.downstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.listener.FilterChainTable;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.ConnectionBalancer;
import io.nuncio.proxy.spi.ListenerFilterMaker;
import org.jspecify.annotations.Nullable;

/**
 * A listener as the workers get it: its spec, compiled, and what they share of it. Made on main; immutable apart from
 * what kernel counts.
 */
@AnyThread
public final class ListenerPlan {

    private final long tag;
    private final ListenerSpec spec;
    private final ListenSockets sockets;
    private final FilterChainTable chains;
    private final ImmutableList<AccessLogger> accessLoggers;
    private final ImmutableList<ListenerFilterMaker> listenerFilters;
    private final ListenerStats stats;
    private final @Nullable SharedBudget limit;
    private final ConnectionBalancer balancer;
    private final @Nullable Generation generation;

    private ListenerPlan(
            long tag, ListenerSpec spec, ListenSockets sockets, Shared shared, @Nullable Generation generation) {
        this.tag = tag;
        this.spec = spec;
        this.sockets = sockets;
        this.chains = FilterChainTable.of(spec.chains());
        this.accessLoggers = spec.accessLogs().stream()
                .map(each -> each.made().as(AccessLogger.class))
                .collect(ImmutableList.toImmutableList());
        this.listenerFilters = spec.listenerFilters().stream()
                .map(each -> each.made().as(ListenerFilterMaker.class))
                .collect(ImmutableList.toImmutableList());
        this.stats = shared.stats();
        this.limit = shared.limit();
        this.balancer = shared.balancer();
        this.generation = generation;
    }

    private record Shared(ListenerStats stats, @Nullable SharedBudget limit, ConnectionBalancer balancer) {}

    /**
     * The first plan of a listener.
     *
     * @param tag tells this listener from every other that ever was, also of the same name
     * @param generation held by each connection for as long as it lives; null if nobody asks
     */
    @OnMain
    public static ListenerPlan create(
            long tag, ListenerSpec spec, ListenSockets sockets, Sharing sharing, @Nullable Generation generation) {
        boolean even = spec.socket().exactBalance() || !sockets.perWorker();
        Shared shared = new Shared(
                new ListenerStats(sharing.stats().scope("listener." + spec.statPrefix())),
                spec.limits().connectionsMax().map(SharedBudget::new).orElse(null),
                even && sharing.workers() > 1 ? new EvenBalancer(sharing.workers()) : ConnectionBalancer.KEEP);
        return new ListenerPlan(tag, spec, sockets, shared, generation);
    }

    /**
     * Where the plan's shared things are made.
     *
     * @param workers how many workers there are
     * @param stats where the listener's stats stand
     */
    @AnyThread
    public record Sharing(int workers, StatStore stats) {}

    /** The same listener with other filter chains: an update in place. */
    @OnMain
    public ListenerPlan inPlace(ListenerSpec changed, @Nullable Generation newGeneration) {
        return new ListenerPlan(tag, changed, sockets, new Shared(stats, limit, balancer), newGeneration);
    }

    public long tag() {
        return tag;
    }

    public ListenerSpec spec() {
        return spec;
    }

    public ListenSockets sockets() {
        return sockets;
    }

    public ListenerStats stats() {
        return stats;
    }

    FilterChainTable chains() {
        return chains;
    }

    ImmutableList<AccessLogger> accessLoggers() {
        return accessLoggers;
    }

    ImmutableList<ListenerFilterMaker> listenerFilters() {
        return listenerFilters;
    }

    @Nullable
    SharedBudget limit() {
        return limit;
    }

    /** How many connections count against its limit now; 0 for a listener without one. */
    public long limitInUse() {
        return limit == null ? 0 : limit.inUse();
    }

    ConnectionBalancer balancer() {
        return balancer;
    }

    @Nullable
    Generation generation() {
        return generation;
    }

    /** Lets go of the stats, when no worker has the listener any more. */
    @OnMain
    public void closeStats() {
        stats.close();
    }
}
