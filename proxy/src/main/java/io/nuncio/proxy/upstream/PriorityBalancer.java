package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spi.HostQuery;
import io.nuncio.proxy.spi.LoadBalancer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the priority by {@link PriorityLoad}, where localities are weighted the locality, then a host. Pickers are made
 * when they are first needed: a new host set costs what is used of it.
 */
final class PriorityBalancer implements LoadBalancer {

    private final PriorityLoad load;
    private final LevelBalancer[] levels;
    private final boolean failOnPanic;
    private final RandomGenerator random;
    private final Counter panics;

    /** @param before the balancer of the hosts that were there before, whose turns go on; null for none */
    PriorityBalancer(
            LoadBalancingSpec spec,
            HostSet hosts,
            RandomGenerator random,
            Counter panics,
            @Nullable PriorityBalancer before) {
        this.random = random;
        this.panics = panics;
        this.failOnPanic = spec.failTrafficOnPanic();
        ImmutableList<HostSet.Level> byPriority = hosts.byPriority();
        this.load = new PriorityLoad(
                byPriority, hosts.overprovisioningPercent(), (int) Math.round(spec.healthyPanicPercent()));
        this.levels = new LevelBalancer[byPriority.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = new LevelBalancer(
                    spec,
                    byPriority.get(i),
                    hosts.overprovisioningPercent(),
                    random,
                    before == null || i >= before.levels.length ? null : before.levels[i]);
        }
    }

    @Override
    public @Nullable Host choose(HostQuery query) {
        Host chosen = once();
        for (int left = query.attemptsMax() - 1; left > 0 && chosen != null && query.avoid(chosen); left--) {
            chosen = once();
        }
        return chosen;
    }

    private @Nullable Host once() {
        int hash = random.nextInt() & Integer.MAX_VALUE;
        int choice = load.choose(hash);
        int priority = choice < 0 ? ~choice : choice;
        if (!load.panics(priority)) {
            return choice < 0 ? levels[priority].degraded(hash) : levels[priority].healthy(hash);
        }
        panics.inc();
        return failOnPanic ? null : levels[priority].any(hash);
    }
}
