package io.nuncio.proxy.spec.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.match.FractionSpec;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.QueryParameterMatchSpec;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import io.nuncio.proxy.spec.match.TestHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The compiled look-up and one that goes through all routes, on random tables and requests: they agree. */
class RouteTableOracleTest {

    private static final int TABLES = 400;
    private static final int REQUESTS_A_TABLE = 60;
    private static final String[] SEGMENTS = {"a", "A", "b", "ab", "a.b", "", "x1"};
    private static final String[] EXPRESSIONS = {
        "/a/[0-9]*x?.*", "/a/b?.*", "/ab*/.*", "/(a|b)/.*", "^/a\\.b.*", "(?i)/a/.*", ".*b", "/a|/b", "/x\\d/?", "/a/.+"
    };
    private static final String[] DOMAINS = {
        "*", "a.com", "*.com", "*.a.com", "a.*", "a.c*", "*a.com", "b.com", "a.com:80", "[::1]", "b.*"
    };
    private static final String[] AUTHORITIES = {
        "a.com",
        "A.com",
        "b.a.com",
        "a.com:80",
        "a.org",
        "b.com",
        "c.com:1",
        "[::1]",
        "[::1]:80",
        "",
        ".com",
        "a.c",
        "b."
    };

    @Test
    void theFirstRouteThatMatchesIsFound() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < TABLES; i++) {
            RouteTableSpec spec = table(random);
            RouteTable table = new RouteTable(spec);
            for (int j = 0; j < REQUESTS_A_TABLE; j++) {
                TestHeaders request = request(random);
                long number = random.nextLong();
                RouteEntry entry = table.find(request, number);
                String name = entry == null ? null : entry.toString();
                String expected = oracle(spec, request, number);
                assertThat(name)
                        .as(
                                "seed %d, %s at %s in %s",
                                seed, request.first(HeaderName.of(":path")), authority(request), spec)
                        .isEqualTo(expected);
                found += entry == null ? 0 : 1;
            }
        }
        assertThat(found).as("seed %d", seed).isBetween(TABLES * REQUESTS_A_TABLE / 10, TABLES * REQUESTS_A_TABLE);
    }

    private static String authority(TestHeaders request) {
        return String.valueOf(request.first(HeaderName.of(":authority")));
    }

    // ---- random configurations and requests

    private static RouteTableSpec table(Random random) {
        ImmutableList.Builder<VirtualHostSpec> hosts = ImmutableList.builder();
        int offset = random.nextInt(DOMAINS.length);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            ImmutableList.Builder<String> domains = ImmutableList.builder();
            // Each domain goes to one virtual host.
            for (int j = i; j < DOMAINS.length - 3; j += count) {
                domains.add(DOMAINS[(offset + j) % DOMAINS.length]);
            }
            ImmutableList.Builder<RouteSpec> routes = ImmutableList.builder();
            int routeCount = random.nextInt(40);
            for (int j = 0; j < routeCount; j++) {
                routes.add(RouteSpec.of("r" + j, match(random), new RouteActionSpec.None()));
            }
            hosts.add(VirtualHostSpec.of("v" + i, domains.build(), routes.build()));
        }
        RouteTableSpec plain = RouteTableSpec.of("t", hosts.build());
        return new RouteTableSpec(
                plain.name(),
                plain.contentHash(),
                plain.virtualHosts(),
                plain.requestMutations(),
                plain.responseMutations(),
                new RouteTableSpec.Options(random.nextBoolean(), random.nextBoolean(), false, HeaderNames.AUTHORITY),
                plain.internalOnlyHeaders(),
                plain.metadataJson(),
                plain.filterConfigs());
    }

    private static RouteMatchSpec match(Random random) {
        boolean anyCase = random.nextInt(4) == 0;
        String path = path(random);
        PathMatchSpec pathMatch = switch (random.nextInt(9)) {
            case 0, 1, 2 -> new PathMatchSpec.Exact(path, anyCase);
            case 3, 4 -> new PathMatchSpec.Prefix(path, anyCase);
            case 5, 6 -> new PathMatchSpec.SeparatedPrefix(path, anyCase);
            case 7 -> new PathMatchSpec.Regex(Pattern.compile(EXPRESSIONS[random.nextInt(EXPRESSIONS.length)]));
            default -> random.nextInt(4) == 0 ? new PathMatchSpec.Connect() : new PathMatchSpec.Prefix("/", false);
        };
        ImmutableList<HeaderMatchSpec> headers = random.nextInt(3) > 0
                ? ImmutableList.of()
                : ImmutableList.of(new HeaderMatchSpec(
                        HeaderName.of("x"),
                        new HeaderMatchSpec.Text(new StringMatchSpec.Exact(String.valueOf(random.nextInt(3)), false)),
                        random.nextBoolean(),
                        random.nextBoolean()));
        ImmutableList<QueryParameterMatchSpec> query = random.nextInt(5) > 0
                ? ImmutableList.of()
                : ImmutableList.of(new QueryParameterMatchSpec("q", random.nextBoolean(), Optional.empty()));
        FractionSpec fraction = random.nextInt(5) > 0 ? FractionSpec.ALWAYS : new FractionSpec(50, 100, "");
        return new RouteMatchSpec(pathMatch, fraction, random.nextInt(10) == 0, headers, query);
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder("/");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            path.append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
            if (random.nextBoolean()) {
                path.append('/');
            }
        }
        return path.toString();
    }

    private static TestHeaders request(Random random) {
        boolean connect = random.nextInt(20) == 0;
        TestHeaders headers = TestHeaders.of(":method", connect ? "CONNECT" : "GET");
        headers.add(":authority", AUTHORITIES[random.nextInt(AUTHORITIES.length)]);
        if (!connect || random.nextBoolean()) {
            String parameters = random.nextInt(4) == 0 ? ";p=/a" : "";
            String query = random.nextInt(4) == 0 ? "?q=/a&b;" : "";
            headers.add(":path", path(random) + parameters + query);
        }
        int fields = random.nextInt(3);
        for (int i = 0; i < fields; i++) {
            headers.add("x", String.valueOf(random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            headers.add("content-type", "application/grpc");
        }
        return headers;
    }

    // ---- the plain way

    private static @Nullable String oracle(RouteTableSpec spec, TestHeaders headers, long number) {
        VirtualHostSpec host = oracleHost(spec, authority(headers));
        if (host == null) {
            return null;
        }
        RouteRequest request = new RouteRequest(headers, number, spec.options().ignorePathParameters());
        for (RouteSpec route : host.routes()) {
            boolean path = route.match().path() instanceof PathMatchSpec.Connect
                    ? "CONNECT".equals(headers.first(HeaderName.of(":method")))
                    : request.hasPath() && route.match().path().matches(request.path(), request.end());
            if (path && route.match().restMatches(request)) {
                return host.name() + "/" + route.name();
            }
        }
        return null;
    }

    private static @Nullable VirtualHostSpec oracleHost(RouteTableSpec spec, String authority) {
        String host = authority.toLowerCase(Locale.ROOT);
        if (spec.options().ignorePort() && host.matches(".*:[0-9]*") && !host.matches("\\[[^]]*")) {
            host = host.substring(0, host.lastIndexOf(':'));
        }
        VirtualHostSpec best = null;
        int bestRank = -1;
        for (VirtualHostSpec each : spec.virtualHosts()) {
            for (String domain : each.domains()) {
                int rank = rank(domain, host);
                if (rank > bestRank) {
                    bestRank = rank;
                    best = each;
                }
            }
        }
        return best;
    }

    private static int rank(String domain, String host) {
        if (domain.equals("*")) {
            return 0;
        }
        if (domain.startsWith("*")) {
            String end = domain.substring(1);
            return host.endsWith(end) && host.length() > end.length() ? 10_000 + end.length() : -1;
        }
        if (domain.endsWith("*")) {
            String begin = domain.substring(0, domain.length() - 1);
            return host.startsWith(begin) && host.length() > begin.length() ? 1_000 + begin.length() : -1;
        }
        return host.equals(domain) ? 100_000 : -1;
    }
}
