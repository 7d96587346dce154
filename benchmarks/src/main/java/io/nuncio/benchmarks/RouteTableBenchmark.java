package io.nuncio.benchmarks;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.route.PathMatchSpec;
import io.nuncio.proxy.spec.route.RouteActionSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.RouteMatchSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the look-up of a route costs in a small and in a large table; each request asks for a route at random. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteTableBenchmark {

    /** What there are many of. */
    public enum Many {
        EXACT_PATHS,
        PREFIXES,
        DOMAINS
    }

    private static final int DIGITS = 6;
    private static final int DIGITS_AT = "/service/".length();

    @Param({"100", "100000"})
    private int routes;

    @Param
    private Many many;

    private RouteTable table = new RouteTable(RouteTableSpec.of("empty", ImmutableList.of()));
    private final Request request = new Request();
    private long random = 0x1234_5678_9ABC_DEFL;

    @Setup
    public void compile() {
        ImmutableList.Builder<VirtualHostSpec> hosts = ImmutableList.builder();
        ImmutableList.Builder<RouteSpec> all = ImmutableList.builder();
        for (int i = 0; i < routes; i++) {
            String number = String.format("%06d", i);
            String path = "/service/" + number + "/";
            switch (many) {
                case EXACT_PATHS -> all.add(route(new PathMatchSpec.Exact(path + "items", false)));
                case PREFIXES -> all.add(route(new PathMatchSpec.Prefix(path, false)));
                case DOMAINS ->
                    hosts.add(VirtualHostSpec.of(
                            "v" + i,
                            ImmutableList.of(number + ".example.com"),
                            ImmutableList.of(route(new PathMatchSpec.Prefix("/", false)))));
            }
        }
        if (many != Many.DOMAINS) {
            hosts.add(VirtualHostSpec.of("v", ImmutableList.of("*"), all.build()));
        }
        table = new RouteTable(RouteTableSpec.of("t", hosts.build()));
    }

    private static RouteSpec route(PathMatchSpec path) {
        return RouteSpec.of("r", RouteMatchSpec.of(path), new RouteActionSpec.None());
    }

    @Benchmark
    public @Nullable RouteEntry find() {
        random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        request.askFor((int) Long.remainderUnsigned(random >>> 20, routes));
        return table.find(request, random);
    }

    /** A request whose bytes are in place, as those of a request that was just read. */
    private static final class Request implements HeaderView {
        private final byte[] path = "/service/000000/items?query=1".getBytes(StandardCharsets.ISO_8859_1);
        private final byte[] authority = "000000.example.com".getBytes(StandardCharsets.ISO_8859_1);

        void askFor(int number) {
            int rest = number;
            for (int i = DIGITS - 1; i >= 0; i--) {
                byte digit = (byte) ('0' + rest % 10);
                path[DIGITS_AT + i] = digit;
                authority[i] = digit;
                rest /= 10;
            }
        }

        @Override
        public boolean has(HeaderName name) {
            return name.id() == HeaderNames.PATH.id() || name.id() == HeaderNames.AUTHORITY.id();
        }

        @Override
        public @Nullable String first(HeaderName name) {
            if (name.id() == HeaderNames.PATH.id()) {
                return new String(path, StandardCharsets.ISO_8859_1);
            }
            return name.id() == HeaderNames.AUTHORITY.id() ? new String(authority, StandardCharsets.ISO_8859_1) : null;
        }

        @Override
        public List<String> all(HeaderName name) {
            String first = first(name);
            return first == null ? List.of() : List.of(first);
        }

        @Override
        public boolean valueEquals(HeaderName name, String value) {
            return value.equals(first(name));
        }
    }
}
