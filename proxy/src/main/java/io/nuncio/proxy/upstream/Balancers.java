package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spi.HostQuery;
import io.nuncio.proxy.spi.LoadBalancer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The balancers over a list of hosts that does not change: a new list gets a new balancer. */
final class Balancers {

    private Balancers() {}

    static LoadBalancer of(LoadBalancingSpec spec, ImmutableList<Host> hosts, RandomGenerator random) {
        if (hosts.isEmpty()) {
            return query -> null;
        }
        boolean weighted =
                hosts.stream().mapToInt(host -> host.spec().weight()).distinct().count() > 1;
        return switch (spec.policy()) {
            case ROUND_ROBIN ->
                weighted ? weighted(hosts, random) : new RoundRobin(hosts, random.nextInt(hosts.size()));
            case LEAST_REQUEST ->
                weighted ? weightedLeastRequest(hosts) : new LeastRequest(hosts, spec.leastRequestChoices(), random);
            case RANDOM -> query -> again(query, () -> hosts.get(random.nextInt(hosts.size())));
        };
    }

    /** Asks again, as often as the query allows, while it wants to avoid the host. */
    static Host again(HostQuery query, java.util.function.Supplier<Host> choice) {
        Host chosen = choice.get();
        for (int left = query.attemptsMax() - 1; left > 0 && query.avoid(chosen); left--) {
            chosen = choice.get();
        }
        return chosen;
    }

    private static LoadBalancer weighted(ImmutableList<Host> hosts, RandomGenerator random) {
        Edf edf = new Edf(hosts, host -> host.spec().weight());
        for (int skip = random.nextInt(hosts.size()); skip > 0; skip--) {
            edf.next();
        }
        return query -> again(query, () -> java.util.Objects.requireNonNull(edf.next()));
    }

    /** The more is in flight, the later comes the next turn. */
    private static LoadBalancer weightedLeastRequest(ImmutableList<Host> hosts) {
        Edf edf = new Edf(hosts, host -> host.spec().weight() / (host.activeRequests() + 1.0));
        return query -> again(query, () -> java.util.Objects.requireNonNull(edf.next()));
    }

    /** One after the other, from a random one on, so that workers do not march in step. */
    private static final class RoundRobin implements LoadBalancer {
        private final ImmutableList<Host> hosts;
        private int next;

        RoundRobin(ImmutableList<Host> hosts, int first) {
            this.hosts = hosts;
            this.next = first;
        }

        @Override
        public @Nullable Host choose(HostQuery query) {
            return again(query, this::turn);
        }

        private Host turn() {
            Host host = hosts.get(next);
            next = next + 1 == hosts.size() ? 0 : next + 1;
            return host;
        }
    }

    /** The least busy of a few chosen at random. */
    private static final class LeastRequest implements LoadBalancer {
        private final ImmutableList<Host> hosts;
        private final int choices;
        private final RandomGenerator random;

        LeastRequest(ImmutableList<Host> hosts, int choices, RandomGenerator random) {
            this.hosts = hosts;
            this.choices = choices;
            this.random = random;
        }

        @Override
        public @Nullable Host choose(HostQuery query) {
            return again(query, this::leastBusy);
        }

        private Host leastBusy() {
            Host best = hosts.get(random.nextInt(hosts.size()));
            long bestActive = best.activeRequests();
            for (int i = 1; i < choices; i++) {
                Host other = hosts.get(random.nextInt(hosts.size()));
                long active = other.activeRequests();
                if (active < bestActive) {
                    best = other;
                    bestActive = active;
                }
            }
            return best;
        }
    }
}
