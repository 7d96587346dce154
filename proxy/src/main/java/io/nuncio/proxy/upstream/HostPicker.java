package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import java.util.random.RandomGenerator;

/** Picks one of a list of hosts that does not change and is not empty. Confined to its loop. */
abstract class HostPicker {

    /**
     * @param hash random, not negative, and the same that has chosen the priority
     */
    abstract Host pick(int hash);

    /** How often it has picked, for the one that takes its place; where it does not care, zero. */
    int turn() {
        return 0;
    }

    /**
     * Where weights differ, hosts are picked by their deadlines; else by the simpler rule of each policy.
     *
     * @param turn how often the one before has picked, or a random number, so that workers do not march in step
     */
    static HostPicker of(LoadBalancingSpec spec, ImmutableList<Host> hosts, RandomGenerator random, int turn) {
        boolean weighted =
                hosts.stream().mapToInt(host -> host.spec().weight()).distinct().count() > 1;
        return switch (spec.policy()) {
            case ROUND_ROBIN ->
                weighted
                        ? new Weighted(hosts, 0, Math.floorMod(turn, hosts.size()))
                        : new RoundRobin(hosts, Math.floorMod(turn, hosts.size()));
            case LEAST_REQUEST -> {
                if (weighted) {
                    yield new Weighted(hosts, spec.activeRequestBias(), Math.floorMod(turn, hosts.size()));
                }
                yield spec.leastRequestOfAll()
                        ? new LeastOfAll(hosts, random)
                        : new LeastRequest(hosts, spec.leastRequestChoices(), random);
            }
            case RANDOM -> new Random(hosts);
        };
    }

    /** One after the other. */
    private static final class RoundRobin extends HostPicker {
        private final ImmutableList<Host> hosts;
        private int next;

        RoundRobin(ImmutableList<Host> hosts, int first) {
            this.hosts = hosts;
            this.next = first;
        }

        @Override
        Host pick(int hash) {
            Host host = hosts.get(next);
            next = next + 1 == hosts.size() ? 0 : next + 1;
            return host;
        }

        @Override
        int turn() {
            return next;
        }
    }

    /** By weights; the more is in flight, the later comes the next turn, if there is a bias. */
    private static final class Weighted extends HostPicker {
        private final Edf<Host> edf;

        Weighted(ImmutableList<Host> hosts, double bias, int skipped) {
            edf = new Edf<>(hosts, host -> weight(host, bias));
            for (int i = 0; i < skipped; i++) {
                edf.next();
            }
        }

        private static double weight(Host host, double bias) {
            double weight = host.spec().weight();
            if (bias == 0) {
                return weight;
            }
            double busy = host.activeRequests() + 1.0;
            return weight / (bias == 1 ? busy : Math.pow(busy, bias));
        }

        @Override
        Host pick(int hash) {
            return edf.next();
        }
    }

    /** The least busy of a few chosen at random; the first of equals. */
    private static final class LeastRequest extends HostPicker {
        private final ImmutableList<Host> hosts;
        private final int choices;
        private final RandomGenerator random;

        LeastRequest(ImmutableList<Host> hosts, int choices, RandomGenerator random) {
            this.hosts = hosts;
            this.choices = choices;
            this.random = random;
        }

        @Override
        Host pick(int hash) {
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

    /** The least busy of all; of equals each with the same chance. */
    private static final class LeastOfAll extends HostPicker {
        private final ImmutableList<Host> hosts;
        private final RandomGenerator random;

        LeastOfAll(ImmutableList<Host> hosts, RandomGenerator random) {
            this.hosts = hosts;
            this.random = random;
        }

        @Override
        Host pick(int hash) {
            Host best = hosts.getFirst();
            long bestActive = best.activeRequests();
            int equals = 1;
            for (int i = 1; i < hosts.size(); i++) {
                Host other = hosts.get(i);
                long active = other.activeRequests();
                if (active < bestActive) {
                    best = other;
                    bestActive = active;
                    equals = 1;
                } else if (active == bestActive && random.nextInt(++equals) == 0) {
                    best = other;
                }
            }
            return best;
        }
    }

    /** Any; weights do not count, as with Envoy. */
    private static final class Random extends HostPicker {
        private final ImmutableList<Host> hosts;

        Random(ImmutableList<Host> hosts) {
            this.hosts = hosts;
        }

        @Override
        Host pick(int hash) {
            return hosts.get(hash % hosts.size());
        }
    }
}
