package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses a host of one priority: of all, of the healthy or of the degraded ones, by weights of localities if wanted. */
final class LevelBalancer {

    private static final double PERCENT = 100.0;

    private final LoadBalancingSpec spec;
    private final RandomGenerator random;
    private final HostSet.Level level;
    private final Source all;
    private final Source healthy;
    private final Source degraded;
    private final @Nullable Edf<Weighed> healthyLocalities;
    private final @Nullable Edf<Weighed> degradedLocalities;

    /** Hosts of one health in one place, and who picks among them. */
    private static final class Source {
        private final ImmutableList<Host> hosts;
        private int turn;
        private @Nullable HostPicker picker;

        Source(ImmutableList<Host> hosts, int turn) {
            this.hosts = hosts;
            this.turn = turn;
        }

        int turn() {
            return picker == null ? turn : picker.turn();
        }
    }

    /** A locality and how much of the load it can take. */
    private record Weighed(Source source, double weight) {}

    /** @param before the one of the same priority before the hosts changed; null for none */
    LevelBalancer(
            LoadBalancingSpec spec,
            HostSet.Level level,
            int overprovisioningPercent,
            RandomGenerator random,
            @Nullable LevelBalancer before) {
        this.spec = spec;
        this.random = random;
        this.level = level;
        HostSet.ByHealth hosts = level.hosts();
        all = new Source(hosts.all(), before == null ? seed() : before.all.turn());
        healthy = new Source(hosts.healthy(), before == null ? seed() : before.healthy.turn());
        degraded = new Source(hosts.degraded(), before == null ? seed() : before.degraded.turn());
        healthyLocalities = localities(HostSet.ByHealth::healthy, overprovisioningPercent);
        degradedLocalities = localities(HostSet.ByHealth::degraded, overprovisioningPercent);
    }

    private int seed() {
        return random.nextInt() & Integer.MAX_VALUE;
    }

    /** Localities by what their usable hosts can take of their weight; null if that is nothing, or not wanted. */
    private @Nullable Edf<Weighed> localities(
            Function<HostSet.ByHealth, ImmutableList<Host>> usable, int overprovisioningPercent) {
        if (!spec.localityWeighted()) {
            return null;
        }
        List<Weighed> localities = new ArrayList<>();
        for (HostSet.LocalityHosts each : level.localities()) {
            ImmutableList<Host> hosts = usable.apply(each.hosts());
            double available = (double) hosts.size() / each.hosts().all().size();
            double weight = each.weight() * Math.min(1, overprovisioningPercent / PERCENT * available);
            if (weight > 0) {
                localities.add(new Weighed(new Source(hosts, seed()), weight));
            }
        }
        return localities.isEmpty() ? null : new Edf<>(localities, Weighed::weight);
    }

    /** Any host, usable or not. */
    @Nullable
    Host any(int hash) {
        return pick(all, hash);
    }

    @Nullable
    Host healthy(int hash) {
        return healthyLocalities == null
                ? pick(healthy, hash)
                : pick(healthyLocalities.next().source(), hash);
    }

    @Nullable
    Host degraded(int hash) {
        return degradedLocalities == null
                ? pick(degraded, hash)
                : pick(degradedLocalities.next().source(), hash);
    }

    private @Nullable Host pick(Source source, int hash) {
        HostPicker picker = source.picker;
        if (picker == null) {
            if (source.hosts.isEmpty()) {
                return null;
            }
            picker = HostPicker.of(spec, source.hosts, random, source.turn);
            source.picker = picker;
        }
        return picker.pick(hash);
    }
}
