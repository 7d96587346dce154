package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.nuncio.filter.AnyThread;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The hosts of a cluster at one moment. Immutable; what {@code SharedCluster#hosts} publishes.
 *
 * @param all in the order of the configuration
 * @param byPriority the same by priority, the most preferred first
 */
@AnyThread
public record HostSet(ImmutableList<Host> all, ImmutableList<Level> byPriority) {

    /** No hosts. */
    public static final HostSet EMPTY = new HostSet(ImmutableList.of(), ImmutableList.of());

    /**
     * The hosts of one priority.
     *
     * @param all of them
     * @param healthy those that are used while there are enough of them
     */
    @AnyThread
    public record Level(ImmutableList<Host> all, ImmutableList<Host> healthy) {}

    static HostSet of(ImmutableList<Host> all) {
        TreeMap<Integer, ImmutableList.Builder<Host>> levels = new TreeMap<>(Comparator.naturalOrder());
        all.forEach(host -> levels.computeIfAbsent(host.spec().priority(), none -> ImmutableList.builder())
                .add(host));
        ImmutableSortedMap<Integer, ImmutableList.Builder<Host>> sorted = ImmutableSortedMap.copyOf(levels);
        return new HostSet(
                all,
                sorted.values().stream()
                        .map(ImmutableList.Builder::build)
                        .map(hosts -> new Level(
                                hosts, filter(hosts, host -> host.spec().health() == Health.HEALTHY)))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** How many of them are as {@code health} says. */
    public int count(Health health) {
        return filter(all, host -> host.spec().health() == health).size();
    }

    private static ImmutableList<Host> filter(ImmutableList<Host> hosts, Predicate<Host> wanted) {
        return hosts.stream().filter(wanted).collect(ImmutableList.toImmutableList());
    }
}
