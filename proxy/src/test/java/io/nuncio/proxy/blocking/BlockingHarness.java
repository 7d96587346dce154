package io.nuncio.proxy.blocking;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.nuncio.filter.HttpFilter;
import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Stream.Cancellable;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.exchange.Ground;
import io.nuncio.proxy.exchange.HttpStream;
import io.nuncio.proxy.exchange.StreamOwner;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.route.RouteChain;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.ResetReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Streams through the real engine with blocking filters in the middle, a client before and an upstream behind that the
 * test plays. The filters' threads run on the loop that the test turns, or on the pool.
 */
final class BlockingHarness implements StreamOwner, AutoCloseable {

    private static final long PATIENCE_NS = Duration.ofSeconds(20).toNanos();
    private static final long LOOK_AGAIN_NS = 50_000;

    final ManualLoop loop = new ManualLoop("test");
    final HeadPool heads = new HeadPool();
    final StatStore stats = new StatStore();
    final List<String> log = new ArrayList<>();
    private final List<ExtensionSpec> chain = new ArrayList<>();
    private final boolean onWorker;
    private FilterLimits limits;
    int limitBytes = 64 * 1024;
    boolean keepsBodies = true;

    @Nullable
    Runnable whenClientGetsData;

    @Nullable
    Consumer<Upstream> answer;

    @Nullable
    Function<Request, Response> cluster;

    @Nullable
    RouteEntry route;

    ImmutableList<Optional<Opaque>> routeConfigs = ImmutableList.of();
    private RouteChain joined = RouteChain.EMPTY;
    final List<String> routedPaths = new ArrayList<>();
    int callsCancelled;
    Client client = new Client();

    @Nullable
    HttpStream stream;

    @Nullable
    Upstream upstream;

    StreamInfo info = new StreamInfo(0, 0, new ConnectionInfo(1, null, null));
    int completed;
    private boolean open;

    BlockingHarness(boolean onWorker) {
        this.onWorker = onWorker;
        this.limits = new FilterLimits(1_000_000, false, 10_000, 60_000, onWorker);
    }

    BlockingHarness limits(long concurrentMax, boolean failOpen, long stuckAfterMs, long budgetMs) {
        limits = new FilterLimits(concurrentMax, failOpen, stuckAfterMs, budgetMs, onWorker);
        return this;
    }

    BlockingHarness filter(String name, HttpFilter<?> filter) {
        return filter(name, filter, null);
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    BlockingHarness filter(String name, HttpFilter<?> filter, @Nullable Object config) {
        BlockingFilter blocking = BlockingFilter.of(
                name, (HttpFilter<Object>) filter, config, limits, stats.root().scope("java_filter." + name));
        chain.add(new ExtensionSpec(name, "", Opaque.of(BlockingMaker.of(blocking))));
        return this;
    }

    /** As if another configuration had come; streams already born keep theirs. */
    void clearChain() {
        chain.clear();
    }

    BlockingHarness inline(String name, Function<EngineStream, StreamFilter> maker) {
        StreamFilterMaker made = maker::apply;
        chain.add(new ExtensionSpec(name, "", Opaque.of(made)));
        return this;
    }

    /** The upstream answers each whole request so. */
    BlockingHarness answers(int status, String text, String... fields) {
        answer = up -> up.whole(status, text, fields);
        return this;
    }

    // ---- what the client does

    BlockingHarness get(String path, String... fields) {
        return request("GET", path, true, fields);
    }

    BlockingHarness request(String method, String path, boolean end, String... fields) {
        client = new Client();
        client.keepsBody = keepsBodies;
        client.whenData = whenClientGetsData;
        info = new StreamInfo(0, 0, new ConnectionInfo(1, null, null));
        HttpStream made = new HttpStream(
                new Ground(loop.dispatcher(), heads, name -> null, null, this::call, limitBytes), client, this, info);
        stream = made;
        open = true;
        Head head = heads.take(Head.Kind.REQUEST);
        head.set(":method", method);
        head.set(":path", path);
        head.set(":authority", "example.com");
        for (int i = 0; i < fields.length; i += 2) {
            head.add(fields[i], fields[i + 1]);
        }
        return run(() -> made.onHeaders(head, end));
    }

    BlockingHarness data(String bytes, boolean end) {
        return run(() -> stream().onData(ByteQueue.ofAscii(bytes), end));
    }

    BlockingHarness data(byte[] bytes, boolean end) {
        ByteQueue queue = new ByteQueue();
        queue.addCopy(bytes);
        return run(() -> stream().onData(queue, end));
    }

    BlockingHarness trailers(String name, String value) {
        Head last = heads.take(Head.Kind.REQUEST_TRAILERS);
        last.set(name, value);
        return run(() -> stream().onTrailers(last));
    }

    BlockingHarness clientGoes() {
        return run(() -> stream().onReset(ResetReason.REMOTE_RESET, ""));
    }

    HttpStream stream() {
        return Objects.requireNonNull(stream);
    }

    Upstream upstream() {
        return Objects.requireNonNull(upstream, "the request has not reached the upstream");
    }

    boolean reached() {
        return upstream != null && upstream.method != null;
    }

    // ---- turning

    BlockingHarness run(Runnable event) {
        loop.asCurrent(event);
        loop.runUntilIdle();
        return this;
    }

    BlockingHarness upstreamDoes(Consumer<Upstream> what) {
        return run(() -> what.accept(upstream()));
    }

    /** Turns the loop until something holds; other threads may have a part in it. */
    BlockingHarness await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NS;
        loop.runUntilIdle();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time: " + what + "; client " + client + "; log " + log);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            loop.runUntilIdle();
        }
        return this;
    }

    BlockingHarness awaitAnswer() {
        return await("the end of the answer", () -> client.ended || client.reset);
    }

    BlockingHarness awaitUpstream() {
        return await("the request at the upstream", this::reached);
    }

    /** All threads of filters have ended. */
    BlockingHarness awaitQuiet() {
        return await(
                "the end of all threads",
                () -> chain.stream()
                        .filter(each -> each.made().as(Object.class) instanceof BlockingMaker)
                        .flatMap(each -> each.made().as(BlockingMaker.class).filters().stream())
                        .allMatch(each -> each.active() == 0));
    }

    long counter(String name) {
        return stats.root().counter("java_filter." + name).value();
    }

    // ---- the engine's side

    private Cancellable call(String name, Request request, Consumer<Response> then, Consumer<Exception> failed) {
        log.add("call " + name + " " + request.method() + " " + request.path());
        Function<Request, Response> by = cluster;
        if (by != null) {
            loop.dispatcher().post(() -> {
                try {
                    then.accept(by.apply(request));
                } catch (RuntimeException failure) {
                    failed.accept(failure);
                }
            });
        }
        return () -> callsCancelled++;
    }

    @Override
    public @Nullable LocalReply admit(HttpStream of, Head head, boolean end) {
        return null;
    }

    @Override
    public ImmutableList<ExtensionSpec> chain(HttpStream of) {
        List<ExtensionSpec> whole = new ArrayList<>(chain);
        StreamFilterMaker last = made -> {
            Upstream up = new Upstream(made, this);
            upstream = up;
            return up;
        };
        whole.add(new ExtensionSpec("upstream", "", Opaque.of(last)));
        upstream = null;
        ImmutableIntArray places =
                ImmutableIntArray.copyOf(IntStream.range(0, whole.size()).toArray());
        joined = BlockingMaker.join(new RouteChain(ImmutableList.copyOf(whole), places, routeConfigs));
        return joined.filters();
    }

    @Override
    public @Nullable Object config(HttpStream of, int at) {
        return joined.config(joined.places().get(at));
    }

    @Override
    public @Nullable RouteEntry route(HttpStream of, Head head) {
        routedPaths.add(String.valueOf(head.get(":path")));
        return route;
    }

    @Override
    public long random(HttpStream of) {
        return 0;
    }

    @Override
    public void finishResponse(HttpStream of, Head head, boolean end) {}

    @Override
    public void onComplete(HttpStream of) {
        completed++;
        open = false;
        log.add("access log " + info.responseCode() + " " + info.responseCodeDetails());
    }

    @Override
    public void close() {
        if (open) {
            clientGoes();
        }
        awaitQuiet();
        loop.close();
    }
}
