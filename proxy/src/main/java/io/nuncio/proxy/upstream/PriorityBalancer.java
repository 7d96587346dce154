package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spi.HostQuery;
import io.nuncio.proxy.spi.LoadBalancer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the priority, then a host of it: the first priority that has healthy hosts. Where too few are healthy it
 * panics and takes all hosts, dead ones too, because the few would drown.
 */
final class PriorityBalancer implements LoadBalancer {

    private static final double PERCENT = 100.0;

    private final LoadBalancer balancer;
    private final boolean panic;
    private final Counter panics;

    PriorityBalancer(LoadBalancingSpec spec, HostSet hosts, RandomGenerator random, Counter panics) {
        this.panics = panics;
        HostSet.Level level = hosts.byPriority().stream()
                .filter(each -> !each.healthy().isEmpty())
                .findFirst()
                .orElse(
                        hosts.byPriority().isEmpty()
                                ? new HostSet.Level(ImmutableList.of(), ImmutableList.of())
                                : hosts.byPriority().get(0));
        double healthyPercent = level.all().isEmpty()
                ? 0
                : PERCENT * level.healthy().size() / level.all().size();
        panic = healthyPercent < spec.healthyPanicPercent();
        balancer = Balancers.of(spec, panic ? level.all() : level.healthy(), random);
    }

    @Override
    public @Nullable Host choose(HostQuery query) {
        if (panic) {
            panics.inc();
        }
        return (Host) balancer.choose(query);
    }
}
