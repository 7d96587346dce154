package io.nuncio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec.Policy;
import io.nuncio.proxy.spi.HostQuery;
import io.nuncio.proxy.spi.LoadBalancer;
import io.nuncio.proxy.spi.UpstreamHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BalancersTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final StatStore stats = new StatStore();
    private final Counter panics = stats.counter("panics");

    @Test
    void equalHostsTakeTurnsFromARandomOneOn() {
        LoadBalancer balancer = balancer(Policy.ROUND_ROBIN, host("a", 1), host("b", 1), host("c", 1));
        List<String> chosen = choose(balancer, 6);
        assertThat(chosen.subList(0, 3)).as("seed %d", seed).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(chosen.subList(3, 6)).isEqualTo(chosen.subList(0, 3));
    }

    @Test
    void weightedHostsGetTheirShareWithoutBursts() {
        LoadBalancer balancer = balancer(Policy.ROUND_ROBIN, host("a", 1), host("b", 3));
        List<String> chosen = choose(balancer, 400);
        assertThat(counts(chosen)).as("seed %d", seed).isEqualTo(Map.of("a", 100, "b", 300));
        for (int i = 0; i + 4 <= chosen.size(); i += 4) {
            assertThat(chosen.subList(i, i + 4)).as("each four").containsOnlyOnce("a");
        }
    }

    @Test
    void theLessBusyOfTwoIsTaken() {
        Host busy = host("busy", 1);
        Host idle = host("idle", 1);
        busy.stats().rqActive.add(10);
        Map<String, Integer> counts = counts(choose(balancer(Policy.LEAST_REQUEST, busy, idle), 4000));
        assertThat(counts.get("busy"))
                .as("seed %d: only where both draws fall on it, a quarter of the time", seed)
                .isBetween(800, 1200);
    }

    @Test
    void randomIsAboutEven() {
        Map<String, Integer> counts = counts(choose(balancer(Policy.RANDOM, host("a", 1), host("b", 1)), 4000));
        assertThat(counts.get("a")).as("seed %d", seed).isBetween(1800, 2200);
    }

    @Test
    void unhealthyHostsAreLeftOutUntilTooFewAreHealthy() {
        Host sick = host("sick", 1, 0, Health.UNHEALTHY);
        assertThat(choose(balancer(Policy.ROUND_ROBIN, host("a", 1), host("b", 1), sick), 10))
                .doesNotContain("sick");
        assertThat(panics.value()).isZero();
        Host sicker = host("sicker", 1, 0, Health.UNHEALTHY);
        assertThat(choose(balancer(Policy.ROUND_ROBIN, host("a", 1), sick, sicker), 10))
                .contains("sick", "sicker", "a");
        assertThat(panics.value()).isEqualTo(10);
    }

    @Test
    void theFirstPriorityWithHealthyHostsIsTaken() {
        LoadBalancer balancer = balancer(
                Policy.ROUND_ROBIN,
                host("first", 1, 0, Health.UNHEALTHY),
                host("second", 1, 1, Health.HEALTHY),
                host("third", 1, 2, Health.HEALTHY));
        assertThat(choose(balancer, 4)).containsOnly("second");
    }

    @Test
    void aHostToBeAvoidedIsTakenOnlyIfNothingElseComes() {
        HostQuery query = new HostQuery() {
            @Override
            public boolean avoid(UpstreamHost host) {
                return host.spec().hostname().equals("a");
            }

            @Override
            public int attemptsMax() {
                return 3;
            }
        };
        LoadBalancer two = balancer(Policy.ROUND_ROBIN, host("a", 1), host("b", 1));
        for (int i = 0; i < 10; i++) {
            assertThat(name(two.choose(query))).isEqualTo("b");
        }
        assertThat(name(balancer(Policy.ROUND_ROBIN, host("a", 1)).choose(query)))
                .isEqualTo("a");
    }

    @Test
    void theLeastBusyOfAllIsTakenWhereAllAreCompared() {
        Host busy = host("busy", 1);
        busy.stats().rqActive.add(1);
        LoadBalancingSpec spec = new LoadBalancingSpec(Policy.LEAST_REQUEST, 2, true, 1, 50, false, false);
        Map<String, Integer> counts =
                counts(choose(balancer(spec, busy, host("a", 1), host("b", 1), host("c", 1)), 3000));
        assertThat(counts).as("seed %d", seed).doesNotContainKey("busy");
        assertThat(counts.values()).as("seed %d", seed).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void whereWeightsDifferRequestsInFlightCountAsTheBiasSays() {
        Host busy = host("busy", 3);
        busy.stats().rqActive.add(2);
        LoadBalancingSpec biased = new LoadBalancingSpec(Policy.LEAST_REQUEST, 2, false, 1, 50, false, false);
        LoadBalancingSpec unbiased = new LoadBalancingSpec(Policy.LEAST_REQUEST, 2, false, 0, 50, false, false);
        assertThat(counts(choose(balancer(biased, busy, host("a", 1)), 200))).isEqualTo(Map.of("busy", 100, "a", 100));
        assertThat(counts(choose(balancer(unbiased, busy, host("a", 1)), 200))).isEqualTo(Map.of("busy", 150, "a", 50));
    }

    @Test
    void weightedLocalitiesGetTheirShareWhateverTheNumberOfTheirHosts() {
        LoadBalancingSpec spec = new LoadBalancingSpec(Policy.ROUND_ROBIN, 2, 50, true);
        Host[] hosts = {
            host("a1", "a", 1, Health.HEALTHY),
            host("b1", "b", 3, Health.HEALTHY),
            host("b2", "b", 3, Health.HEALTHY),
            host("b3", "b", 3, Health.HEALTHY),
            host("none", "c", 0, Health.HEALTHY)
        };
        assertThat(counts(choose(balancer(spec, hosts), 400)))
                .isEqualTo(Map.of("a1", 100, "b1", 100, "b2", 100, "b3", 100));
    }

    @Test
    void aLocalityWithFewHealthyHostsGivesLoadAway() {
        LoadBalancingSpec spec = new LoadBalancingSpec(Policy.ROUND_ROBIN, 2, 0, true);
        Host[] hosts = {
            host("a1", "a", 1, Health.HEALTHY),
            host("a2", "a", 1, Health.UNHEALTHY),
            host("b1", "b", 1, Health.HEALTHY),
        };
        assertThat(counts(choose(balancer(spec, hosts), 1700)))
                .as("a half of a is healthy, which with the factor of 1.4 is worth 0.7")
                .isEqualTo(Map.of("a1", 700, "b1", 1000));
    }

    @Test
    void degradedHostsServeWhereThereAreNoHealthyOnes() {
        Host degraded = host("degraded", 1, 0, Health.DEGRADED);
        assertThat(choose(balancer(Policy.ROUND_ROBIN, degraded, host("sick", 1, 0, Health.UNHEALTHY)), 10))
                .containsOnly("degraded");
        assertThat(choose(balancer(Policy.ROUND_ROBIN, degraded, host("a", 1)), 10))
                .as("healthy ones suffice for 70 percent of the load only")
                .contains("a");
        assertThat(panics.value()).isZero();
    }

    @Test
    void panicIsNobodyWhereTrafficIsToFail() {
        LoadBalancingSpec spec = new LoadBalancingSpec(Policy.ROUND_ROBIN, 2, false, 1, 50, true, false);
        LoadBalancer balancer = balancer(spec, host("sick", 1, 0, Health.UNHEALTHY));
        assertThat(balancer.choose(HostQuery.NONE)).isNull();
        assertThat(panics.value()).isEqualTo(1);
    }

    @Test
    void withoutPanicUnhealthyHostsAreNeverChosen() {
        LoadBalancingSpec spec = new LoadBalancingSpec(Policy.ROUND_ROBIN, 2, 0, false);
        assertThat(choose(balancer(spec, host("sick", 1, 0, Health.UNHEALTHY)), 3))
                .containsOnly("nobody");
        assertThat(panics.value()).isZero();
    }

    @Test
    void turnsGoOnWhenHostsArePublishedAnew() {
        Host[] hosts = {host("a", 1), host("b", 1), host("c", 1)};
        HostSet set = HostSet.of(ImmutableList.copyOf(hosts), 140);
        PriorityBalancer before = new PriorityBalancer(LoadBalancingSpec.DEFAULT, set, random, panics, null);
        List<String> first = choose(before, 2);
        PriorityBalancer after = new PriorityBalancer(LoadBalancingSpec.DEFAULT, set, random, panics, before);
        assertThat(first).doesNotContainAnyElementsOf(choose(after, 1));
    }

    @Test
    void anEmptyClusterHasNobody() {
        assertThat(balancer(Policy.ROUND_ROBIN).choose(HostQuery.NONE)).isNull();
    }

    @Test
    void aBreakerSaysWhenItIsOpen() {
        Breaker breaker = new Breaker(2, stats.gauge("open"), null);
        assertThat(breaker.tryAcquire()).isTrue();
        assertThat(stats.gauge("open").value()).isZero();
        assertThat(breaker.tryAcquire()).isTrue();
        assertThat(stats.gauge("open").value()).isEqualTo(1);
        assertThat(breaker.tryAcquire()).isFalse();
        breaker.release();
        assertThat(stats.gauge("open").value()).isZero();
    }

    private LoadBalancer balancer(Policy policy, Host... hosts) {
        return balancer(new LoadBalancingSpec(policy, 2, 50, false), hosts);
    }

    private LoadBalancer balancer(LoadBalancingSpec spec, Host... hosts) {
        return new PriorityBalancer(spec, HostSet.of(ImmutableList.copyOf(hosts), 140), random, panics, null);
    }

    private Host host(String name, String zone, int localityWeight, Health health) {
        HostSpec.Locality locality = new HostSpec.Locality("", zone, "", localityWeight);
        HostSpec spec = new HostSpec(new Address.Socket("127.0.0.1", 1), name, 1, 0, locality, health);
        return new Host(spec, new HostStats(stats.scope(name)));
    }

    private Host host(String name, int weight) {
        return host(name, weight, 0, Health.HEALTHY);
    }

    private Host host(String name, int weight, int priority, Health health) {
        HostSpec spec = new HostSpec(
                new Address.Socket("127.0.0.1", 1), name, weight, priority, HostSpec.Locality.NONE, health);
        return new Host(spec, new HostStats(stats.scope(name)));
    }

    private static List<String> choose(LoadBalancer balancer, int times) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            names.add(name(balancer.choose(HostQuery.NONE)));
        }
        return names;
    }

    private static String name(@org.jspecify.annotations.Nullable UpstreamHost host) {
        return host == null ? "nobody" : host.spec().hostname();
    }

    private static Map<String, Integer> counts(List<String> names) {
        Map<String, Integer> counts = new HashMap<>();
        names.forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts;
    }
}
