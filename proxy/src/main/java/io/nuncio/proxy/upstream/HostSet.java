package io.nuncio.proxy.upstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import io.nuncio.proxy.spec.cluster.HostSpec.Locality;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The hosts of a cluster at one moment. Immutable; what {@code SharedCluster#hosts} publishes, sorted once for all
 * workers.
 *
 * @param all in the order of the configuration
 * @param byPriority the same by priority, from 0 on; there is at least one, and there may be some without hosts
 * @param overprovisioningPercent how much more than its share a priority or a locality may take
 */
@AnyThread
public record HostSet(ImmutableList<Host> all, ImmutableList<Level> byPriority, int overprovisioningPercent) {

    /** No hosts. */
    public static final HostSet EMPTY = of(ImmutableList.of(), HostSetSpec.OVERPROVISIONING_DEFAULT_PERCENT);

    /**
     * Hosts by their health.
     *
     * @param all of them
     * @param healthy those that are used while there are enough of them
     * @param degraded those that are used before there are none
     */
    @AnyThread
    public record ByHealth(ImmutableList<Host> all, ImmutableList<Host> healthy, ImmutableList<Host> degraded) {

        static ByHealth of(ImmutableList<Host> hosts) {
            return new ByHealth(
                    hosts,
                    filter(hosts, host -> host.spec().health() == Health.HEALTHY),
                    filter(hosts, host -> host.spec().health() == Health.DEGRADED));
        }
    }

    /**
     * The hosts of one priority.
     *
     * @param hosts of the priority
     * @param localities the same by the place where they stand
     */
    @AnyThread
    public record Level(ByHealth hosts, ImmutableList<LocalityHosts> localities) {

        static Level of(ImmutableList<Host> hosts) {
            Map<Place, ImmutableList.Builder<Host>> places = new LinkedHashMap<>();
            Map<Place, Integer> weights = new LinkedHashMap<>();
            for (Host host : hosts) {
                Locality locality = host.spec().locality();
                Place place = new Place(locality.region(), locality.zone(), locality.subZone());
                places.computeIfAbsent(place, none -> ImmutableList.builder()).add(host);
                weights.put(place, locality.weight());
            }
            ImmutableList.Builder<LocalityHosts> localities = ImmutableList.builder();
            places.forEach((place, ofPlace) ->
                    localities.add(new LocalityHosts(weights.getOrDefault(place, 0), ByHealth.of(ofPlace.build()))));
            return new Level(ByHealth.of(hosts), localities.build());
        }
    }

    /**
     * The hosts of one locality within a priority.
     *
     * @param weight of the locality; 0 for no traffic where localities are weighted
     * @param hosts of the locality
     */
    @AnyThread
    public record LocalityHosts(int weight, ByHealth hosts) {}

    private record Place(String region, String zone, String subZone) {}

    static HostSet of(ImmutableList<Host> all, int overprovisioningPercent) {
        int last = all.stream().mapToInt(host -> host.spec().priority()).max().orElse(0);
        return new HostSet(
                all,
                IntStream.rangeClosed(0, last)
                        .mapToObj(priority ->
                                Level.of(filter(all, host -> host.spec().priority() == priority)))
                        .collect(ImmutableList.toImmutableList()),
                overprovisioningPercent);
    }

    /** How many of them are as {@code health} says. */
    public int count(Health health) {
        return filter(all, host -> host.spec().health() == health).size();
    }

    private static ImmutableList<Host> filter(ImmutableList<Host> hosts, Predicate<Host> wanted) {
        return hosts.stream().filter(wanted).collect(ImmutableList.toImmutableList());
    }
}
