package io.nuncio.control.health.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.kernel.thread.ManualTimeSource;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsFamily;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsLookup;
import io.nuncio.proxy.spec.cluster.DnsResolverSpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spec.cluster.HostSpec.Health;
import io.nuncio.proxy.spec.cluster.HostSpec.Locality;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Times and hosts; the answers are the test's. */
class DnsClusterTest {

    private final ManualTimeSource time = new ManualTimeSource();
    private final ManualLoop main = new ManualLoop("main", time);
    private final StatStore stats = new StatStore();
    private final Map<String, Consumer<Names.Answer>> asked = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private @Nullable DnsCluster cluster;

    @BeforeEach
    void begin() {
        main.runOnce();
    }

    @AfterEach
    void end() {
        if (cluster != null) {
            main.asCurrent(cluster::close);
        }
        main.close();
    }

    @Test
    void eachAddressOfAnAnswerIsAHostAndTheClusterIsWarmWithTheFirstAnswer() {
        open(false, plain(), "a.test", "b.test");
        assertThat(told).isEmpty();
        answer("a.test", 60, "10.0.0.1", "10.0.0.2");
        assertThat(told).containsExactly("10.0.0.1:80 10.0.0.2:80");
        answer("b.test", 60, "10.0.0.3", "10.0.0.1");
        assertThat(told.getLast()).isEqualTo("10.0.0.1:80 10.0.0.2:80 10.0.0.3:80");
        assertThat(counter("update_attempt")).isEqualTo(2);
        assertThat(counter("update_success")).isEqualTo(2);
    }

    @Test
    void aLookUpThatFailsEndsTheWaitingAndKeepsTheHosts() {
        open(false, plain(), "a.test");
        fail("a.test");
        assertThat(told).containsExactly("");
        advance(5_000);
        answer("a.test", 60, "10.0.0.1");
        advance(5_000);
        fail("a.test");
        assertThat(told).containsExactly("", "10.0.0.1:80");
        assertThat(counter("update_failure")).isEqualTo(2);
    }

    @Test
    void whatChangesNothingIsCountedAndAnAnswerWithoutAddressesTakesTheHostsAway() {
        open(false, plain(), "a.test");
        answer("a.test", 60, "10.0.0.1");
        advance(5_000);
        answer("a.test", 30, "10.0.0.1");
        assertThat(told).hasSize(1);
        assertThat(counter("update_no_rebuild")).isEqualTo(1);
        advance(5_000);
        answer("a.test", 60);
        assertThat(told.getLast()).isEmpty();
    }

    @Test
    void aLogicalHostIsTheFirstAddressAndStaysUntilThereIsAnother() {
        open(true, plain(), "a.test");
        answer("a.test", 60, "10.0.0.1", "10.0.0.2");
        assertThat(told).containsExactly("10.0.0.1:80");
        advance(5_000);
        answer("a.test", 60);
        assertThat(told).hasSize(1);
        advance(5_000);
        answer("a.test", 60, "10.0.0.2", "10.0.0.1");
        assertThat(told.getLast()).isEqualTo("10.0.0.2:80");
    }

    @Test
    void theTimeForWhichAnAnswerHoldsCountsWhereItIsRespected() {
        open(false, new DnsLookup(DnsFamily.AUTO, 5_000, 2_000, 0, true, 0, 0), "a.test");
        answer("a.test", 60, "10.0.0.1");
        advance(59_999);
        assertThat(asked).isEmpty();
        advance(1);
        answer("a.test", 1, "10.0.0.1");
        advance(1_999);
        assertThat(asked).as("never more often than that").isEmpty();
        advance(1);
        answer("a.test", 0, "10.0.0.1");
        advance(5_000);
        assertThat(asked).containsKey("a.test");
    }

    @Test
    void aRandomTimeIsAddedAfterASuccess() {
        open(false, new DnsLookup(DnsFamily.AUTO, 5_000, 1_000, 1_000, false, 0, 0), "a.test");
        answer("a.test", 60, "10.0.0.1");
        advance(5_998);
        assertThat(asked).isEmpty();
        advance(1);
        assertThat(asked).containsKey("a.test");
    }

    @Test
    void failuresAreRepeatedAtARandomPartOfATimeThatDoubles() {
        open(false, new DnsLookup(DnsFamily.AUTO, 60_000, 1_000, 0, false, 1_000, 3_000), "a.test");
        for (long waitMs : new long[] {999, 1_999, 2_999, 2_999}) {
            fail("a.test");
            advance(waitMs - 1);
            assertThat(asked).isEmpty();
            advance(1);
            assertThat(asked).containsKey("a.test");
        }
        answer("a.test", 60, "10.0.0.1");
        advance(60_000);
        fail("a.test");
        advance(999);
        assertThat(asked).as("a success begins anew").containsKey("a.test");
    }

    @Test
    void aClusterThatDoesNotWaitIsThereAtOnceWithoutHosts() {
        cluster = main.asCurrent(() -> new DnsCluster(
                new DiscoverySpec.Dns(targets("a.test"), false, plain(), DnsResolverSpec.SYSTEM, false),
                setting(),
                hosts -> told.add(text(hosts))));
        main.asCurrent(cluster::begin);
        assertThat(told).containsExactly("");
    }

    @Test
    void aHostHasTheNameThatWasLookedUpUnlessItHasOneOfItsOwn() {
        List<String> names = new ArrayList<>();
        HostSpec named = host("b.test").named("own");
        cluster = main.asCurrent(() -> new DnsCluster(
                new DiscoverySpec.Dns(
                        new HostSetSpec(ImmutableList.of(host("a.test"), named), 140),
                        false,
                        plain(),
                        DnsResolverSpec.SYSTEM,
                        true),
                setting(),
                hosts -> hosts.hosts().forEach(host -> names.add(host.hostname()))));
        main.asCurrent(cluster::begin);
        answer("a.test", 60, "10.0.0.1");
        names.clear();
        answer("b.test", 60, "10.0.0.2");
        assertThat(names).containsExactly("a.test", "own");
    }

    @Test
    void whoIsClosedAsksNoMore() {
        open(false, plain(), "a.test", "b.test");
        answer("a.test", 60, "10.0.0.1");
        DnsCluster closing = java.util.Objects.requireNonNull(cluster);
        main.asCurrent(closing::close);
        assertThat(asked).as("the look-up under way is stopped").isEmpty();
        advance(100_000);
        assertThat(asked).isEmpty();
        cluster = null;
    }

    private static DnsLookup plain() {
        return new DnsLookup(DnsFamily.AUTO, 5_000, 1_000, 0, false, 0, 0);
    }

    private void open(boolean logical, DnsLookup lookup, String... names) {
        DnsCluster opened = main.asCurrent(() -> new DnsCluster(
                new DiscoverySpec.Dns(targets(names), logical, lookup, DnsResolverSpec.SYSTEM, true),
                setting(),
                hosts -> told.add(text(hosts))));
        cluster = opened;
        main.asCurrent(opened::begin);
    }

    /** Random numbers are the largest there can be. */
    private DnsCluster.Setting setting() {
        RandomGenerator largest = new RandomGenerator() {
            @Override
            public long nextLong() {
                return -1;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        return new DnsCluster.Setting(main.dispatcher(), this::resolve, stats.scope("cluster.c"), largest);
    }

    private Runnable resolve(String name, DnsFamily family, Consumer<Names.Answer> answered) {
        asked.put(name, answered);
        return () -> asked.remove(name);
    }

    private static HostSetSpec targets(String... names) {
        ImmutableList.Builder<HostSpec> hosts = ImmutableList.builder();
        for (String name : names) {
            hosts.add(host(name));
        }
        return new HostSetSpec(hosts.build(), HostSetSpec.OVERPROVISIONING_DEFAULT_PERCENT);
    }

    private static HostSpec host(String name) {
        return new HostSpec(new Address.Socket(name, 80), "", 1, 0, Locality.NONE, Health.HEALTHY);
    }

    private void answer(String name, long ttlSeconds, String... addresses) {
        ImmutableList.Builder<Names.Found> found = ImmutableList.builder();
        for (String address : addresses) {
            found.add(new Names.Found(InetAddress.ofLiteral(address), ttlSeconds));
        }
        tell(name, new Names.Answer(true, found.build()));
    }

    private void fail(String name) {
        tell(name, Names.Answer.FAILED);
    }

    private void tell(String name, Names.Answer answer) {
        Consumer<Names.Answer> waiting = java.util.Objects.requireNonNull(asked.remove(name), name);
        main.asCurrent(() -> waiting.accept(answer));
    }

    private void advance(long ms) {
        time.advance(Duration.ofMillis(ms));
        main.runOnce();
    }

    private long counter(String name) {
        return stats.counter("cluster.c." + name).value();
    }

    private static String text(HostSetSpec hosts) {
        return String.join(
                " ", hosts.hosts().stream().map(host -> host.address().text()).toList());
    }
}
