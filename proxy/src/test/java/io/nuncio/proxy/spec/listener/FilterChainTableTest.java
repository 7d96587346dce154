package io.nuncio.proxy.spec.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec.SourceType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The compiled table, and the same choice made naively over random chains and connections. */
class FilterChainTableTest {

    private static final int ROUNDS = 3_000;

    @Test
    void withoutCriteriaEveryConnectionIsServed() {
        FilterChainSpec only = chain("only", FilterChainMatchSpec.ANY);
        assertThat(table(null, only).find(query(null, 0))).isEqualTo(only);
        assertThat(table(only).find(query(null, 0))).isEqualTo(only);
        assertThat(table(null).find(query(null, 0))).isNull();
    }

    @Test
    void theLongestPrefixWins() throws UnknownHostException {
        FilterChainSpec wide = chain("wide", destination("10.0.0.0", 8));
        FilterChainSpec narrow = chain("narrow", destination("10.1.0.0", 16));
        FilterChainSpec host = chain("host", destination("10.1.2.3", 32));
        FilterChainTable table = table(null, wide, narrow, host);
        assertThat(table.find(query(ip("10.9.9.9"), 80))).isEqualTo(wide);
        assertThat(table.find(query(ip("10.1.9.9"), 80))).isEqualTo(narrow);
        assertThat(table.find(query(ip("10.1.2.3"), 80))).isEqualTo(host);
        assertThat(table.find(query(ip("11.1.2.3"), 80))).isNull();
        assertThat(table.find(query(ip("::1"), 80))).isNull();
    }

    @Test
    void aChoiceIsNotTakenBack() throws UnknownHostException {
        FilterChainSpec port = chain("port", spec(443, List.of(range("10.0.0.0", 8)), List.of()));
        FilterChainSpec any = chain("any", spec(0, List.of(), List.of()));
        FilterChainSpec fallback = chain("default", FilterChainMatchSpec.ANY);
        FilterChainTable table = table(fallback, port, any);
        assertThat(table.find(query(ip("10.0.0.1"), 443))).isEqualTo(port);
        assertThat(table.find(query(ip("11.0.0.1"), 80))).isEqualTo(any);
        assertThat(table.find(query(ip("11.0.0.1"), 443)))
                .as("port 443 was chosen, and no range of it fits")
                .isEqualTo(fallback);
    }

    @Test
    void anExactNameThenTheLongestSuffixThenNoName() throws UnknownHostException {
        FilterChainSpec exact = chain("exact", names("www.example.com"));
        FilterChainSpec example = chain("example", names("*.example.com"));
        FilterChainSpec com = chain("com", names("*.com"));
        FilterChainSpec none = chain("none", FilterChainMatchSpec.ANY);
        FilterChainTable table = table(null, com, example, exact, none);
        assertThat(table.find(named("www.example.com"))).isEqualTo(exact);
        assertThat(table.find(named("a.b.example.com"))).isEqualTo(example);
        assertThat(table.find(named("example.com"))).isEqualTo(com);
        assertThat(table.find(named("example.org"))).isEqualTo(none);
        assertThat(table.find(named(""))).isEqualTo(none);
        assertThat(table.find(named("com"))).isEqualTo(none);
    }

    @Test
    void equalCriteriaAreFound() throws UnknownHostException {
        FilterChainSpec a = chain("a", spec(80, List.of(range("10.0.0.0", 8), range("11.0.0.0", 8)), List.of()));
        FilterChainSpec b = chain("b", spec(80, List.of(range("11.0.0.0", 8)), List.of()));
        FilterChainSpec c = chain("c", spec(81, List.of(range("11.0.0.0", 8)), List.of()));
        assertThat(FilterChainTable.conflict(new FilterChainsSpec(ImmutableList.of(a, c), Optional.empty())))
                .isEmpty();
        assertThat(FilterChainTable.conflict(new FilterChainsSpec(ImmutableList.of(c, a, b), Optional.empty())))
                .contains(new FilterChainTable.Conflict(a, b));
    }

    @Test
    void choosesAsTheNaiveWayDoes() throws UnknownHostException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int served = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<FilterChainSpec> chains = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                FilterChainSpec next = chain("chain" + i, randomMatch(random));
                List<FilterChainSpec> more = new ArrayList<>(chains);
                more.add(next);
                if (FilterChainTable.conflict(new FilterChainsSpec(ImmutableList.copyOf(more), Optional.empty()))
                        .isEmpty()) {
                    chains = more;
                }
            }
            FilterChainTable table = table(null, chains.toArray(new FilterChainSpec[0]));
            for (int i = 0; i < 20; i++) {
                Query query = randomQuery(random);
                FilterChainSpec expected = naive(chains, query);
                assertThat(table.find(query))
                        .as("seed %d round %d: %s of %s", seed, round, query, chains)
                        .isEqualTo(expected);
                served += expected == null ? 0 : 1;
            }
        }
        assertThat(served).as("seed %d: the choice was not always 'none'", seed).isGreaterThan(ROUNDS);
    }

    // The naive way: at each step keep the chains whose most specific fitting value is the most specific of all.

    private static @Nullable FilterChainSpec naive(List<FilterChainSpec> chains, Query query) {
        List<FilterChainSpec> left = chains;
        left = best(left, match -> port(match.destinationPort(), query.destinationPort()));
        left = best(left, match -> prefix(match.destinationRanges(), query.destination()));
        left = best(left, match -> name(match.serverNames(), query.serverName()));
        left = best(left, match -> text(match.transportProtocol(), query.transportProtocol()));
        left = best(left, match -> protocols(match.applicationProtocols(), query.applicationProtocols()));
        left = best(left, match -> prefix(match.directSourceRanges(), query.directSource()));
        left = best(left, match -> source(match.sourceType(), query));
        left = best(left, match -> prefix(match.sourceRanges(), query.source()));
        left = best(left, match -> ports(match.sourcePorts(), query.sourcePort()));
        return left.isEmpty() ? null : left.get(0);
    }

    /** Those with the highest score; a score below 0 does not fit. */
    private static List<FilterChainSpec> best(
            List<FilterChainSpec> chains, Function<FilterChainMatchSpec, Integer> score) {
        int highest = chains.stream()
                .mapToInt(chain -> score.apply(chain.match()))
                .max()
                .orElse(-1);
        return chains.stream()
                .filter(chain -> highest >= 0 && score.apply(chain.match()) == highest)
                .toList();
    }

    private static int port(int wanted, int port) {
        return wanted == 0 ? 0 : wanted == port ? 1 : -1;
    }

    private static int ports(List<Integer> wanted, int port) {
        return wanted.isEmpty() ? 0 : wanted.contains(port) ? 1 : -1;
    }

    private static int prefix(List<CidrRange> ranges, @Nullable InetAddress address) {
        if (ranges.isEmpty()) {
            return 0;
        }
        return ranges.stream()
                .filter(range -> address != null && range.contains(address))
                .mapToInt(CidrRange::prefixLength)
                .max()
                .orElse(-1);
    }

    private static int name(List<String> names, String name) {
        if (names.isEmpty()) {
            return 0;
        }
        return names.stream()
                .mapToInt(wanted -> {
                    if (wanted.equals(name)) {
                        return 1_000;
                    }
                    return wanted.startsWith("*.")
                                    && name.endsWith(wanted.substring(1))
                                    && name.length() >= wanted.length()
                            ? wanted.length()
                            : -1;
                })
                .max()
                .orElse(-1);
    }

    private static int text(String wanted, String text) {
        return wanted.equals(text) ? 1 : wanted.isEmpty() ? 0 : -1;
    }

    private static int protocols(List<String> wanted, List<String> offered) {
        if (wanted.isEmpty()) {
            return 0;
        }
        for (int i = 0; i < offered.size(); i++) {
            if (wanted.contains(offered.get(i))) {
                return 100 - i;
            }
        }
        return -1;
    }

    private static int source(SourceType type, Query query) {
        InetAddress source = query.source();
        boolean local = source == null || source.isLoopbackAddress() || source.equals(query.destination());
        return switch (type) {
            case ANY -> 0;
            case SAME_IP_OR_LOOPBACK -> local ? 1 : -1;
            case EXTERNAL -> local ? -1 : 1;
        };
    }

    private record Query(
            @Nullable InetAddress destination,
            int destinationPort,
            String serverName,
            String transportProtocol,
            ImmutableList<String> applicationProtocols,
            @Nullable InetAddress directSource,
            @Nullable InetAddress source,
            int sourcePort)
            implements ChainQuery {}

    private static final String[] ADDRESSES = {"10.0.0.1", "10.0.1.1", "10.1.0.1", "127.0.0.1", "::1", "2001:db8::1"};
    private static final String[] NAMES = {"", "a.test", "b.a.test", "c.b.a.test", "x.org"};
    private static final String[] WANTED_NAMES = {"a.test", "*.test", "*.a.test", "b.a.test", "*.org"};
    private static final String[] PROTOCOLS = {"h2", "http/1.1", "istio"};

    private static FilterChainMatchSpec randomMatch(Random random) throws UnknownHostException {
        return new FilterChainMatchSpec(
                random.nextInt(3) * 80,
                randomRanges(random),
                some(random, WANTED_NAMES),
                new String[] {"", "", "tls", "raw_buffer"}[random.nextInt(4)],
                some(random, PROTOCOLS),
                randomRanges(random),
                List.of(SourceType.values()).get(random.nextInt(3)),
                randomRanges(random),
                random.nextInt(3) == 0 ? ImmutableList.of(1000 + random.nextInt(2)) : ImmutableList.of());
    }

    private static ImmutableList<String> some(Random random, String[] from) {
        ImmutableList.Builder<String> some = ImmutableList.builder();
        if (random.nextBoolean()) {
            for (String each : from) {
                if (random.nextInt(3) == 0) {
                    some.add(each);
                }
            }
        }
        return some.build();
    }

    private static ImmutableList<CidrRange> randomRanges(Random random) throws UnknownHostException {
        ImmutableList.Builder<CidrRange> ranges = ImmutableList.builder();
        if (random.nextInt(3) == 0) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                InetAddress address = ip(ADDRESSES[random.nextInt(ADDRESSES.length)]);
                ranges.add(CidrRange.of(address, new int[] {0, 8, 16, 24, 32, 128}[random.nextInt(6)]));
            }
        }
        return ranges.build();
    }

    private static Query randomQuery(Random random) throws UnknownHostException {
        return new Query(
                ip(ADDRESSES[random.nextInt(ADDRESSES.length)]),
                random.nextInt(3) * 80,
                NAMES[random.nextInt(NAMES.length)],
                new String[] {"", "tls", "raw_buffer"}[random.nextInt(3)],
                some(random, PROTOCOLS),
                ip(ADDRESSES[random.nextInt(ADDRESSES.length)]),
                ip(ADDRESSES[random.nextInt(ADDRESSES.length)]),
                1000 + random.nextInt(3));
    }

    private static FilterChainTable table(@Nullable FilterChainSpec fallback, FilterChainSpec... chains) {
        return FilterChainTable.of(new FilterChainsSpec(ImmutableList.copyOf(chains), Optional.ofNullable(fallback)));
    }

    private static FilterChainSpec chain(String name, FilterChainMatchSpec match) {
        return new FilterChainSpec(name, name, match, ImmutableList.of(), Optional.empty(), 0);
    }

    private static FilterChainMatchSpec spec(int port, List<CidrRange> ranges, List<String> names) {
        return new FilterChainMatchSpec(
                port,
                ImmutableList.copyOf(ranges),
                ImmutableList.copyOf(names),
                "",
                ImmutableList.of(),
                ImmutableList.of(),
                SourceType.ANY,
                ImmutableList.of(),
                ImmutableList.of());
    }

    private static FilterChainMatchSpec destination(String address, int length) throws UnknownHostException {
        return spec(0, List.of(range(address, length)), List.of());
    }

    private static FilterChainMatchSpec names(String... names) {
        return spec(0, List.of(), List.of(names));
    }

    private static Query query(@Nullable InetAddress destination, int port) {
        return new Query(destination, port, "", "", ImmutableList.of(), destination, destination, 1);
    }

    private static Query named(String name) throws UnknownHostException {
        return new Query(ip("10.0.0.1"), 443, name, "tls", ImmutableList.of(), ip("10.0.0.2"), ip("10.0.0.2"), 1);
    }

    private static CidrRange range(String address, int length) throws UnknownHostException {
        return CidrRange.of(ip(address), length);
    }

    private static InetAddress ip(String text) throws UnknownHostException {
        return Objects.requireNonNull(InetAddress.getByName(text));
    }
}
