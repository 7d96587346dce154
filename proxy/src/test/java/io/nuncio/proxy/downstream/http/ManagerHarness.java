package io.nuncio.proxy.downstream.http;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.nuncio.filter.inline.Bytes;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.exchange.InternalCalls;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Forwarding;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Paths;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Responses;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import io.nuncio.proxy.spec.http.HttpFilterSpec;
import io.nuncio.proxy.spec.http.UpgradeSpec;
import io.nuncio.proxy.spec.route.BoundRoutes;
import io.nuncio.proxy.spec.route.RouteChain;
import io.nuncio.proxy.spec.route.RouteFilters;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import io.nuncio.proxy.spi.message.Head;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One connection of a connection manager over the real codec, with one filter that keeps its streams for the test. */
final class ManagerHarness implements AutoCloseable {

    final ManualLoop loop = new ManualLoop("test");
    final StatStore stats = new StatStore();
    final MemoryConnection connection = new MemoryConnection(loop.dispatcher());
    final List<EngineStream> streams = new ArrayList<>();
    final List<String> logs = new ArrayList<>();
    boolean draining;
    private final NetworkFilter filter;

    /** What a test may set. */
    static final class Options {
        Timeouts timeouts = Timeouts.DEFAULT;
        Forwarding forwarding = Forwarding.DEFAULT;
        Paths paths = Paths.AS_IT_CAME;
        Responses responses = Responses.DEFAULT;
        ImmutableList<UpgradeSpec> upgrades = ImmutableList.of();

        @Nullable
        RouteTable table;

        @Nullable
        String told;

        boolean logsAtStart;
        long logsEveryMs;
    }

    ManagerHarness() {
        this(new Options());
    }

    ManagerHarness(Options options) {
        ExtensionSpec end = new ExtensionSpec("end", "", Opaque.of((StreamFilterMaker) stream -> {
            streams.add(stream);
            return new Keeper();
        }));
        AccessLogger log = (info, type) -> logs.add(type == AccessLogType.DOWNSTREAM_END ? line(info) : type.name());
        HttpConnectionSpec spec = new HttpConnectionSpec(
                "p",
                HttpConnectionSpec.CodecKind.AUTO,
                Http1Spec.DOWNSTREAM,
                ImmutableList.of(new HttpFilterSpec(end, false)),
                options.forwarding,
                options.paths,
                options.timeouts,
                options.responses,
                options.upgrades,
                new HttpConnectionSpec.Logging(
                        ImmutableList.of(new ExtensionSpec("log", "", Opaque.of(log))),
                        options.logsAtStart,
                        options.logsAtStart,
                        options.logsEveryMs));
        LiveRoutes routes = new LiveRoutes(bound(options, end), null);
        HttpConnections connections = new HttpConnections(
                spec,
                new HttpConnections.Scopes(
                        stats.scope("http.p"), stats.scope("listener.l.http.p"), stats.scope("http1")),
                new InternalCalls.Plan(ImmutableList.of(), "198.51.100.1"),
                () -> routes);
        filter = loop.asCurrent(() -> connections.make(callbacks()));
        loop.asCurrent(() -> {
            filter.onNewConnection();
        });
    }

    private static BoundRoutes bound(Options options, ExtensionSpec end) {
        BoundRoutes unrouted = BoundRoutes.unrouted(ImmutableList.of(end));
        RouteTable table = options.table;
        if (table == null) {
            return unrouted;
        }
        Optional<Opaque> told = Optional.ofNullable(options.told).map(Opaque::of);
        RouteFilters filters = new RouteFilters(ImmutableList.of(
                new RouteChain(ImmutableList.of(end), ImmutableIntArray.of(0), ImmutableList.of(told))));
        ImmutableList<BoundRoutes.ForRoute> routes = table.entries().stream()
                .map(entry -> new BoundRoutes.ForRoute(filters, ImmutableList.of()))
                .collect(ImmutableList.toImmutableList());
        return new BoundRoutes(table, unrouted.unrouted(), routes);
    }

    /** Holds every request until the test answers. */
    private static final class Keeper implements StreamFilter {
        @Override
        public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
            return Verdict.HOLD;
        }

        @Override
        public Verdict onRequestData(Bytes data, boolean end) {
            return Verdict.CONSUME;
        }
    }

    private static String line(StreamInfo info) {
        return info.responseCode() + " " + info.flags().shortText() + " " + info.responseCodeDetails();
    }

    private NetworkFilterCallbacks callbacks() {
        Random random = new Random(5);
        return (NetworkFilterCallbacks) Proxy.newProxyInstance(
                ManagerHarness.class.getClassLoader(),
                new Class<?>[] {NetworkFilterCallbacks.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "connection" -> connection.face();
                    case "clusters" -> (io.nuncio.proxy.spi.UpstreamClusters) name -> null;
                    case "random" -> random;
                    case "drainClose" -> draining;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    ManagerHarness send(String bytes) {
        loop.asCurrent(() -> {
            filter.onData(ByteQueue.ofAscii(bytes), false);
        });
        loop.runUntilIdle();
        return this;
    }

    /** The head of the last request. */
    Head head() {
        return Objects.requireNonNull(streams.getLast().requestHeaders());
    }

    /** Answers the last request. */
    ManagerHarness answer(int status, String body) {
        loop.asCurrent(() -> {
            EngineStream stream = streams.getLast();
            Head head = stream.heads().take(Head.Kind.RESPONSE);
            head.set(":status", Integer.toString(status));
            head.set("content-length", Integer.toString(body.length()));
            stream.respondHeaders(head, body.isEmpty());
            if (!body.isEmpty()) {
                stream.respondData(ByteQueue.ofAscii(body), true);
            }
        });
        loop.runUntilIdle();
        return this;
    }

    ManagerHarness advance(long ms) {
        loop.advance(Duration.ofMillis(ms));
        loop.runUntilIdle();
        return this;
    }

    ManagerHarness peerCloses() {
        loop.asCurrent(() -> connection.tell(ConnectionEvent.REMOTE_CLOSE));
        loop.runUntilIdle();
        return this;
    }

    long counter(String name) {
        return stats.scope("http.p").counter(name).value();
    }

    long gauge(String name) {
        return stats.scope("http.p").gauge(name).value();
    }

    String seen() {
        return connection.takeWritten();
    }

    @Override
    public void close() {
        loop.asCurrent(() -> {
            if (connection.open()) {
                connection.tell(ConnectionEvent.LOCAL_CLOSE);
            }
            filter.onDestroy();
        });
        loop.runUntilIdle();
        seen();
        loop.close();
    }
}
