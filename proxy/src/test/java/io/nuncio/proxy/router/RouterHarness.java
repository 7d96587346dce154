package io.nuncio.proxy.router;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.exchange.Ground;
import io.nuncio.proxy.exchange.HttpStream;
import io.nuncio.proxy.exchange.InternalCalls;
import io.nuncio.proxy.exchange.StreamOwner;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.http.RouterSpec;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.PathMatchSpec;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.RouteActionSpec;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spec.route.RouteMatchSpec;
import io.nuncio.proxy.spec.route.RouteSpec;
import io.nuncio.proxy.spec.route.RouteTable;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spec.route.VirtualHostSpec;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamCluster;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.ResetReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One stream whose chain is a router alone, with one route for everything and a cluster {@code c}. */
final class RouterHarness implements StreamOwner, AutoCloseable {

    final ManualLoop loop = new ManualLoop("test");
    final HeadPool heads = new HeadPool();
    final List<String> log = new ArrayList<>();
    final StatStore stats = new StatStore();
    final FakeCluster cluster = new FakeCluster("c", stats.scope("cluster.c"), log);
    final FakeCluster other = new FakeCluster("m", stats.scope("cluster.m"), log);
    final InternalCalls calls;
    final FakeStream front = new FakeStream("client", log);
    final StreamInfo info = new StreamInfo(0, 0, new ConnectionInfo(1, null, null));
    final HttpStream stream;
    private final RouteTable table;
    private final RouterMaker maker;
    boolean clusterThere = true;
    boolean complete;

    RouterHarness(RouteActionSpec action) {
        this(action, host -> host, RouterSpec.DEFAULT);
    }

    RouterHarness(RouteActionSpec action, UnaryOperator<VirtualHostSpec> host, RouterSpec spec) {
        RouteSpec route = RouteSpec.of("r", RouteMatchSpec.of(new PathMatchSpec.Prefix("/", false)), action);
        VirtualHostSpec virtualHost = VirtualHostSpec.of("v", ImmutableList.of("*"), ImmutableList.of(route));
        table = new RouteTable(RouteTableSpec.of("t", ImmutableList.of(host.apply(virtualHost))));
        maker = new RouterMaker(spec, stats.scope("http.h"), stats.scope("vhost"));
        InternalCalls.Plan plan = new InternalCalls.Plan(
                ImmutableList.of(new ExtensionSpec(
                        "router",
                        "",
                        Opaque.of(new RouterMaker(
                                RouterSpec.DEFAULT, stats.scope("http.async-client"), stats.scope("vhost"))))),
                "10.0.0.9");
        calls = new InternalCalls(loop.dispatcher(), heads, this::find, plan, new SplittableRandom(1));
        stream = new HttpStream(new Ground(loop.dispatcher(), heads, this::find, null, calls, 64), front, this, info);
    }

    private @Nullable UpstreamCluster find(String name) {
        return name.equals("m") ? other : clusterThere ? cluster : null;
    }

    static ForwardSpec toCluster() {
        return toCluster(TimeoutsSpec.DEFAULT, null);
    }

    static ForwardSpec toCluster(TimeoutsSpec timeouts, @Nullable RetryPolicySpec retry) {
        return new ForwardSpec(
                new ClusterChoiceSpec.Named("c"),
                ForwardSpec.CLUSTER_NOT_FOUND_DEFAULT,
                ForwardSpec.Rewrites.NONE,
                timeouts,
                Optional.ofNullable(retry),
                ImmutableList.of(),
                ImmutableList.of(),
                ForwardSpec.Balancing.NONE);
    }

    /** A virtual host that tells both sides how often a request was tried. */
    static VirtualHostSpec counting(VirtualHostSpec host) {
        return new VirtualHostSpec(
                host.name(),
                host.domains(),
                host.routes(),
                host.requireTls(),
                host.requestMutations(),
                host.responseMutations(),
                true,
                true,
                host.metadata(),
                host.filterConfigs(),
                host.virtualClusters());
    }

    // ---- the client

    RouterHarness request(boolean end, String... fields) {
        Head head = heads.take(Head.Kind.REQUEST);
        head.set(":method", "GET");
        head.set(":authority", "h");
        head.set(":path", "/p");
        for (int i = 0; i < fields.length; i += 2) {
            head.set(fields[i], fields[i + 1]);
        }
        return run(() -> stream.onHeaders(head, end));
    }

    RouterHarness data(String bytes, boolean end) {
        return run(() -> stream.onData(ByteQueue.ofAscii(bytes), end));
    }

    // ---- the upstream

    FakeStream ready() {
        return loop.asCurrent(cluster::ready);
    }

    Head head(int status, String... fields) {
        Head head = heads.take(Head.Kind.RESPONSE);
        head.set(":status", Integer.toString(status));
        for (int i = 0; i < fields.length; i += 2) {
            head.set(fields[i], fields[i + 1]);
        }
        return head;
    }

    RouterHarness respond(int status, boolean end, String... fields) {
        Head head = head(status, fields);
        return run(() -> cluster.last().onHeaders(head, end));
    }

    RouterHarness respondData(String bytes, boolean end) {
        return run(() -> cluster.last().onData(ByteQueue.ofAscii(bytes), end));
    }

    RouterHarness upstreamReset(ResetReason reason) {
        return run(() -> cluster.last().onReset(reason, ""));
    }

    RouterHarness run(Runnable event) {
        loop.asCurrent(event);
        loop.runUntilIdle();
        return this;
    }

    RouterHarness pass(long ms) {
        loop.advance(Duration.ofMillis(ms));
        return this;
    }

    /** What was written down since the last time. */
    List<String> seen() {
        List<String> seen = List.copyOf(log);
        log.clear();
        return seen;
    }

    long count(String name) {
        return stats.counter(name).value();
    }

    // ---- StreamOwner

    @Override
    public @Nullable LocalReply admit(HttpStream of, Head head, boolean end) {
        return null;
    }

    @Override
    public ImmutableList<ExtensionSpec> chain(HttpStream of) {
        return ImmutableList.of(new ExtensionSpec("router", "", Opaque.of(maker)));
    }

    @Override
    public @Nullable RouteEntry route(HttpStream of, Head head) {
        return table.find(head, 0);
    }

    @Override
    public long random(HttpStream of) {
        return 0;
    }

    @Override
    public void finishResponse(HttpStream of, Head head, boolean end) {}

    @Override
    public void onComplete(HttpStream of) {
        complete = true;
    }

    @Override
    public void close() {
        loop.close();
    }
}
